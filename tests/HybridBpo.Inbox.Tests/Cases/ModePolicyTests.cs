using FsCheck;
using FsCheck.Fluent;
using HybridBpo.Inbox.Cases;
using HybridBpo.Inbox.Contracts;
using Microsoft.Extensions.Configuration;
using static HybridBpo.Inbox.Tests.Given.Sample;

namespace HybridBpo.Inbox.Tests.Cases;

public class ModePolicyTests
{
    private static readonly Gen<(string Person, string Kind, int Day)> Draws =
        from person in Gen.Choose(0, 100_000).Select(n => $"user-{n}")
        from kind in Gen.Elements("api.review", "api.invoice", "demo.plan")
        from day in Gen.Choose(0, 3_000)
        select (person, kind, day);

    private static ModePolicy With(params (string Name, string Value)[] settings) => ModePolicy.From(new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(pair => KeyValuePair.Create<string, string?>($"Inbox:Modes:{pair.Name}", pair.Value))).Build());

    [Fact]
    public void What_is_at_stake_says_between_which_modes_a_case_is_drawn()
    {
        var mild = Form with { Choices = [.. Form.Choices.Where(choice => !choice.Adverse)] };
        var low = Form with { Choices = [.. mild.Choices.Where(choice => !choice.NeedsSecondPerson)] };
        string[] first = [Modes.JudgementFirst];

        AssertTier(ModePolicy.Hiring, first, "hro.screening", low);
        AssertTier(ModePolicy.Adverse, first, "demo.plan", Form);
        AssertTier(ModePolicy.Money, first, "demo.plan", mild);
        AssertTier(ModePolicy.Low, Modes.All, "demo.plan", low);
        var open = With(("Adverse", "on-request"), ("Money", "machine-first"), ("Low", "machine-first"));
        Assert.Equal(first, open.Choose("hro.screening", low).Among);
        Assert.Equal([Modes.OnRequest], open.Choose("demo.plan", Form).Among);
    }

    private static void AssertTier(string tier, IReadOnlyList<string> among, string kind, CaseForm form)
    {
        var chosen = ModePolicy.House.Choose(kind, form);
        Assert.Equal(tier, chosen.Tier);
        Assert.Equal(among, chosen.Among);
    }

    [Theory]
    [InlineData("Adverse", "machine-first")]
    [InlineData("Adverse", "")]
    [InlineData("Low", "whatever")]
    public void A_policy_that_must_not_be_is_refused_at_start(string tier, string modes) =>
        Assert.Throws<InvalidOperationException>(() => With((tier, modes)));

    [Fact]
    public void A_draw_is_the_same_all_week_on_every_host() => Check.QuickThrowOnFailure(Prop.ForAll(Draws.ToArbitrary(), draw =>
    {
        var monday = new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero).AddDays(draw.Day / 7 * 7);
        var other = With(("Salt", ModePolicy.House.Salt));
        return Enumerable.Range(0, 7).Select(day => monday.AddDays(day).AddHours(draw.Day % 24)).Append(monday.AddDays(7).AddTicks(-1))
            .Select(at => other.Draw(draw.Person, draw.Kind, Modes.All, at)).Append(ModePolicy.House.Draw(draw.Person, draw.Kind, Modes.All, monday))
            .Distinct().Count() == 1;
    }));

    /// Chi-squared with two degrees of freedom: above 20 about once in 20,000 times, and the draws are the same each run.
    [Theory]
    [InlineData("people")]
    [InlineData("weeks")]
    [InlineData("kinds")]
    public void Draws_are_balanced_over(string what)
    {
        const int Many = 6_000;
        var counts = Enumerable.Range(0, Many).Select(i => ModePolicy.House.Draw(
            what == "people" ? $"user-{i}" : "maren", what == "kinds" ? $"api.kind-{i}" : "api.review", Modes.All,
            what == "weeks" ? Noon.AddDays(7 * i) : Noon)).CountBy(mode => mode).ToDictionary();

        Assert.Equal(3, counts.Count);
        Assert.True(counts.Values.Sum(n => Math.Pow(n - Many / 3.0, 2) / (Many / 3.0)) < 20, string.Join(", ", counts));
    }

    [Theory]
    [InlineData("2026-12-31T23:59:59Z", "2026-W53")]
    [InlineData("2027-01-03T23:59:59Z", "2026-W53")]
    [InlineData("2027-01-04T00:00:00Z", "2027-W01")]
    [InlineData("2027-01-04T00:30:00+02:00", "2026-W53")]
    public void A_week_is_the_iso_week_in_utc(string at, string week) => Assert.Equal(week, ModePolicy.WeekOf(DateTimeOffset.Parse(at)));
}
