using FsCheck;
using FsCheck.Fluent;
using HybridBpo.Collections.Import;
using HybridBpo.Collections.Risk.Features;

namespace HybridBpo.Collections.Tests.Features;

public class FeatureBuilderTests
{
    private static readonly DateOnly CutOff = new(2026, 6, 30);

    [Fact]
    public void Nothing_after_the_cut_off_is_looked_at() =>
        Prop.ForAll(Arb.From(LedgerTests.Entries), entries =>
        {
            var known = Account([.. entries.Where(e => e.On <= CutOff)]);
            return FeatureBuilder.Build(known, CutOff).SequenceEqual(FeatureBuilder.Build(Account(entries), CutOff));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void There_is_a_value_and_a_sentence_for_every_feature()
    {
        var values = FeatureBuilder.Build(Account(Regular(12)), CutOff);
        Assert.Equal(FeatureNames.All.Count, values.Length);
        Assert.All(FeatureNames.All.Zip(values), f =>
        {
            Assert.DoesNotContain('_', f.First.Say(f.Second));
            Assert.True(f.First.Say(f.Second).Length > 5, f.First.Code);
            Assert.True(!float.IsNaN(f.Second) || f.First.Missing.Length > 0, f.First.Code);
        });
    }

    [Fact]
    public void Known_behaviour_gives_known_values()
    {
        var entries = Regular(6).Where(e => e.Type == TransactionTypes.Charge).Concat(
        [
            Pay(2026, 1, 25, 100), Pay(2026, 2, 22, 100), Pay(2026, 4, 14, 60), new(new(2026, 4, 17), TransactionTypes.Returned, 6000),
                Pay(2026, 5, 10, 100),
        ]).ToArray();
        var account = Account(entries) with
        { Promises = [new(new(2026, 4, 20), new(2026, 4, 25), 5000), new(new(2026, 5, 8), new(2026, 5, 11), 10000)] };
        var f = FeatureNames.All.Zip(FeatureBuilder.Build(account, CutOff)).ToDictionary(x => x.First.Code, x => x.Second);
        // Bills of the 1st, due on the 22nd; March's was paid on 10 May, April's, May's and June's are open on 30 June.
        Assert.Equal(69, f["days_past_due"]);
        Assert.Equal(69, f["max_days_late_6m"]);
        Assert.Equal(1, f["returned_6m"]);
        Assert.Equal(3, f["overdue_to_bill"]);
        Assert.Equal(3, f["balance_to_bill"]);
        Assert.Equal(1 / 3f, f["paid_to_billed_3m"], 3);
        Assert.Equal(51, f["days_since_payment"]);
        Assert.Equal(2, f["promises_6m"]);
        Assert.Equal(1, f["promises_broken_6m"]);
        Assert.Equal(4, f["bills_late_6m"]);
    }

    [Fact]
    public void The_outcome_is_thirty_days_late_within_ninety_days()
    {
        var cut = new DateOnly(2026, 3, 31);
        LedgerEntry[] bill = [new(new(2026, 3, 1), TransactionTypes.Charge, 10000)];
        Assert.True(Outcomes.Of(Account(bill), cut)); // due on 22 March, 30 days late on 21 April
        Assert.False(Outcomes.Of(Account([.. bill, Pay(2026, 4, 21, 100)]), cut));
        Assert.True(Outcomes.Of(Account([.. bill, Pay(2026, 4, 22, 100)]), cut));
    }

    [Fact]
    public void An_account_that_left_within_the_window_is_immature_unless_it_was_late_before()
    {
        var cut = new DateOnly(2026, 3, 31);
        Assert.Null(Outcomes.Of(Account([]) with { Until = cut.AddDays(89) }, cut));
        Assert.False(Outcomes.Of(Account([]) with { Until = cut.AddDays(90) }, cut));
        Assert.True(Outcomes.Of(Account([new(new(2026, 3, 1), TransactionTypes.Charge, 1)]) with { Until = cut.AddDays(60) }, cut));
    }

    [Fact]
    public void A_cut_off_without_a_full_window_is_refused_with_the_latest_possible_day()
    {
        var refusal = PortfolioSet.Build([], new(2026, 7, 17), new(2026, 10, 14)).Refusal!;
        Assert.Contains("The latest possible cut-off is 2026-07-16.", refusal.Message);
        Assert.Null(PortfolioSet.Build([], new(2026, 7, 16), new(2026, 10, 14)).Refusal);
    }

    [Fact]
    public void Who_is_new_or_already_late_is_not_judged()
    {
        Assert.True(FeatureBuilder.CanJudge(Account(Regular(12)), CutOff));
        Assert.False(FeatureBuilder.CanJudge(Account(Regular(12)) with { Since = CutOff.AddDays(-40) }, CutOff));
        Assert.False(FeatureBuilder.CanJudge(Account([.. Regular(12).Where(e => e.Type == TransactionTypes.Charge)]), CutOff));
        Assert.False(FeatureBuilder.CanJudge(Account(Regular(12)) with { Until = CutOff }, CutOff));
    }

    [Theory]
    [InlineData("age", true)]
    [InlineData("Age", true)]
    [InlineData("customer_age", true)]
    [InlineData("dateOfBirth", true)]
    [InlineData("SEX", true)]
    [InlineData("marital_status", true)]
    [InlineData("ethnicity", true)]
    [InlineData("NumberOfDependents", false)]
    [InlineData("average_balance", false)]
    [InlineData("days_past_due", false)]
    [InlineData("mortgage_balance", false)]
    public void A_prohibited_basis_is_known_by_its_name(string column, bool prohibited) =>
        Assert.Equal(prohibited, FeatureNames.IsProhibited(column));

    [Fact]
    public void No_feature_of_ours_is_a_prohibited_basis() => Assert.DoesNotContain(FeatureNames.All, f => FeatureNames.IsProhibited(f.Code));

    [Fact]
    public void The_set_is_written_with_its_outcome_and_no_formula()
    {
        var account = Account(Regular(12)) with { Ref = "=1+1" };
        var text = new StringWriter();
        PortfolioSet.Build([account], CutOff, new(2026, 12, 31)).Value.Write(text);
        var lines = text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.EndsWith("," + FeatureNames.Outcome, lines[0].Trim());
        Assert.StartsWith("'=1+1,2026-06-30,", lines[1]);
        Assert.Equal(lines[0].Split(',').Length, lines[1].Split(',').Length);
    }

    // A bill of 100.00 on the first of each month of 2026, paid on its day.
    private static LedgerEntry[] Regular(int months) =>
    [
        .. Enumerable.Range(1, months).SelectMany(m => new LedgerEntry[]
        {
            new(new(2026, m, 1), TransactionTypes.Charge, 10000), new(new DateOnly(2026, m, 1).AddDays(21), TransactionTypes.Payment, -10000),
        }),
    ];

    private static LedgerEntry Pay(int year, int month, int day, int dollars) => new(new(year, month, day), TransactionTypes.Payment, -dollars * 100);

    private static PortfolioAccount Account(LedgerEntry[] entries) => new("A-1", new(2026, 1, 1), null, new Ledger(entries), []);
}
