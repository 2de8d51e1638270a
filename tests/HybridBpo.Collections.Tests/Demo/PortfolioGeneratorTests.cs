using HybridBpo.Collections.Demo;
using HybridBpo.Collections.Risk.Features;
using HybridBpo.Trees;

namespace HybridBpo.Collections.Tests.Demo;

public class PortfolioGeneratorTests
{
    private static readonly DateOnly Today = new(2026, 10, 14);

    private static IReadOnlyList<DemoPortfolio> Made { get; } = PortfolioGenerator.Make(1, Today);

    [Fact]
    public void The_same_seed_makes_the_same_portfolio_and_another_seed_another()
    {
        static string Text(IEnumerable<DemoPortfolio> p) => System.Text.Json.JsonSerializer.Serialize(p);
        Assert.Equal(Text(Made), Text(PortfolioGenerator.Make(1, Today)));
        Assert.NotEqual(Text(Made), Text(PortfolioGenerator.Make(2, Today)));
    }

    [Fact]
    public void Two_clients_have_two_thousand_accounts_with_eighteen_months()
    {
        Assert.Equal(["fernbrook", "castlegate"], Made.Select(p => p.Client));
        Assert.Equal(2000, Made.Sum(p => p.Accounts.Count));
        Assert.Equal(2000, Made.SelectMany(p => p.Accounts).Select(a => a.Ref).Distinct().Count());
        Assert.All(Made, p => Assert.True(p.Accounts.Min(a => a.Transactions[0].Entry.On) <= Today.AddMonths(-17)));
        Assert.All(Made.SelectMany(p => p.Accounts).SelectMany(a => a.Transactions), t => Assert.InRange(t.Entry.On, Today.AddMonths(-18), Today));
    }

    [Fact]
    public void Nobody_real_can_be_reached()
    {
        var people = Made.SelectMany(p => p.Accounts).Select(a => a.Person).ToList();
        Assert.All(people, p => Assert.EndsWith("@example.com", p.Email));
        Assert.All(people, p => Assert.Equal("55501", p.Phone[5..10]));
        Assert.True(people.Select(p => p.State).Distinct().Count() >= 15);
    }

    [Fact]
    public void Some_people_are_protected_and_some_have_two_accounts()
    {
        var accounts = Made.SelectMany(p => p.Accounts).ToList();
        Assert.All(new[] { "opted-out", "dispute", "attorney", "hardship" }, k =>
            Assert.InRange(accounts.Count(a => a.Protections.Any(p => p.Kind == k)), 3, 120));
        Assert.InRange(accounts.Count - accounts.Select(a => a.Person.CustomerRef).Distinct().Count(), 30, 150);
    }

    [Fact]
    public void What_made_an_account_behave_so_is_nowhere_in_it() =>
        Assert.DoesNotContain(
            new[] { typeof(DemoPortfolio), typeof(DemoAccount), typeof(DemoTransaction), typeof(DemoPerson), typeof(LedgerEntry) }.SelectMany(
                t => t.GetProperties()),
            p => p.Name.Contains("habit", StringComparison.OrdinalIgnoreCase) || p.Name.Contains("means", StringComparison.OrdinalIgnoreCase)
                || p.Name.Contains("latent", StringComparison.OrdinalIgnoreCase));

    [Theory]
    [InlineData(1, 0)]
    [InlineData(1, 1)]
    [InlineData(2, 0)]
    [InlineData(2, 1)]
    public void A_model_ranks_later_months_better_than_days_late(int seed, int client)
    {
        var portfolio = PortfolioGenerator.Make(seed, Today)[client];
        var accounts = portfolio.Accounts.Select(a => a.AsPortfolio()).ToList();
        var latest = Outcomes.Latest(Today);
        var train = Rows(accounts, latest, 6, 10);
        var test = Rows(accounts, latest, 0, 2);
        var options = new TrainingOptions { Trees = 120, Leaves = 8, LearningRate = 0.05, MinLeafRows = 40, L2 = 10 };
        var model = TreeTrainer.Train(Set(train), options, cancellation: TestContext.Current.CancellationToken).Model;
        var labels = test.Select(r => r.Outcome ? 1f : 0f).ToArray();
        var scorer = new Scorer(model);
        var machine = ModelMetrics.Auc([.. scorer.Margins(Set(test).Columns).Select(m => (double)m)], labels);
        var daysLate = ModelMetrics.Auc([.. test.Select(r => (double)r.Values[0])], labels);
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{portfolio.Client} seed {seed}: {train.Count} / {test.Count} rows, {labels.Average():P1} late, "
            + $"model {machine:0.000}, days late {daysLate:0.000}");
        Assert.InRange(labels.Average(), 0.02, 0.35);
        Assert.True(machine > daysLate + 0.03, $"model {machine:0.000}, days late {daysLate:0.000}");
    }

    private static List<SetRow> Rows(List<PortfolioAccount> accounts, DateOnly latest, int from, int to) =>
        [.. Enumerable.Range(from, to - from + 1).SelectMany(m => PortfolioSet.Build(accounts, latest.AddMonths(-m), Today).Value.Rows)];

    private static TrainingSet Set(List<SetRow> rows) => new(
        [.. FeatureNames.All.Select((f, i) => new NumericColumn(f.Code, [.. rows.Select(r => r.Values[i])]))],
            [.. rows.Select(r => r.Outcome ? 1f : 0f)]);
}
