using FsCheck;
using FsCheck.Fluent;
using HybridBpo.Collections.Nudges.Strategies;

namespace HybridBpo.Collections.Tests.Nudges.Strategies;

public class StrategyTextTests
{
    private const string Head = "strategies:\n  - code: usual\n    name: Usual\n";

    private static Result<StrategyBook> Read(string yaml, string currency = "USD") => StrategyText.Read(3, yaml, currency);

    private static string Steps(params string[] steps) => Head + "    steps:\n" + string.Concat(steps.Select(s => $"      - {{ {s} }}\n"));

    [Fact]
    public void What_the_product_brings_can_be_read_in_every_currency()
    {
        foreach (var currency in new[] { "USD", "JPY", "KWD" })
            Assert.Equal([-5, 3, 10, 21], Read(StrategyText.Shipped, currency).Value.Strategies.Single().Steps.Select(s => s.From));
    }

    [Theory]
    [InlineData("code: a1, from: 3, until: 12, template: kind", "code: b1, from: 10, until: 20, template: offer", "overlap: end the first on day 9")]
    [InlineData("code: a1, from: 3, until: 5, template: kind", "code: a1, from: 6, until: 20, template: offer", "two steps “a1”")]
    [InlineData("code: a1, from: 5, until: 3, template: kind", "code: b1, from: 6, until: 7, template: kind", "before it begins")]
    [InlineData("code: a1, from: -2, until: 3, template: kind", "code: b1, from: 6, until: 7, template: kind", "is on the due day")]
    [InlineData("code: a1, from: 0, until: 3, template: kind", "code: b1, from: 6, until: 7, template: kind", "is on the due day")]
    [InlineData("code: a1, from: -5, until: -1, template: kind", "code: b1, from: 6, until: 7, template: kind", "not due yet")]
    [InlineData("code: a1, from: 1, until: 2, template: pre-due", "code: b1, from: 6, until: 7, template: kind", "not due yet")]
    [InlineData("code: a1, from: 1, until: 2, template: threat", "code: b1, from: 6, until: 7, template: kind", "no template that there is")]
    [InlineData("code: a1, from: 1, until: 2, template: kind, channel: text", "code: b1, from: 6, until: 7, template: kind", "only e-mail")]
    [InlineData("code: a1, from: 1, template: kind", "code: b1, from: 6, until: 7, template: kind", "needs from and until")]
    [InlineData("code: a1, from: 1, until: 400, template: kind", "code: b1, from: 6, until: 7, template: kind", "between -30 and 365")]
    [InlineData("code: plan-letter, from: 1, until: 2, template: kind", "code: b1, from: 6, until: 7, template: kind", "not plan-letter")]
    [InlineData("code: A!, from: 1, until: 2, template: kind", "code: b1, from: 6, until: 7, template: kind", "small letters")]
    [InlineData("code: a1, from: 1, until: 2, template: kind, colour: red", "code: b1, from: 6, until: 7, template: kind", "“colour” is nothing")]
    [InlineData("code: a1, from: soon, until: 2, template: kind", "code: b1, from: 6, until: 7, template: kind", "Line 5")]
    [InlineData("code: a1, from: 1, until: 2, template: kind, when: { balanceFrom: -1 }", "code: b1, from: 6, until: 7, template: kind",
        "below zero")]
    [InlineData("code: a1, from: 1, until: 2, template: kind, when: { balanceFrom: 9, balanceTo: 8 }", "code: b1, from: 6, until: 7, template: kind",
        "less than balanceFrom")]
    public void A_step_that_cannot_be_is_told_in_one_sentence(string one, string other, string says)
    {
        Assert.Contains(says, Assert.IsType<StrategyUnreadable>(Read(Steps(one, other)).Refusal).Message);
        Assert.Contains(says, Assert.IsType<StrategyUnreadable>(Read(Steps(other, one)).Refusal).Message.Replace("Line 6", "Line 5"));
    }

    [Theory]
    [InlineData("", "no strategy")]
    [InlineData("strategies: []", "no strategy")]
    [InlineData("strategies: [ ~ ]", "A strategy is empty")]
    [InlineData(Head, "has no steps")]
    [InlineData(Head + "    holdout: 51\n    steps: []", "keeps 51 % aside")]
    [InlineData(Head + "    holdout: .nan\n    steps: []", "% aside")]
    [InlineData(Head + "    for: { products: [Water] }\n    steps: []", "must be for all")]
    [InlineData(Head + "    steps: []\n  - code: usual\n    name: Other\n    steps: []", "Two strategies have the code")]
    [InlineData(Head + "    steps: []\n  - code: other\n    name: Other\n    steps: []", "nothing comes to “other”")]
    [InlineData(Head + "    steps: []\n    steps: []", "Line")]
    [InlineData("strategies: &a [ *a ]", "")]
    public void A_text_that_cannot_be_is_told_in_one_sentence(string yaml, string says) =>
        Assert.Contains(says, Assert.IsType<StrategyUnreadable>(Read(yaml).Refusal).Message);

    [Fact]
    public void A_long_text_is_not_read() => Assert.IsType<StrategyUnreadable>(Read(Steps() + new string('#', StrategyText.Longest)).Refusal);

    [Theory]
    [InlineData("USD", "25.50", 2_550)]
    [InlineData("JPY", "2550", 2_550)]
    [InlineData("KWD", "2.550", 2_550)]
    public void Amounts_are_in_the_currency_of_the_client(string currency, string amount, long minor)
    {
        var step = Read(Steps($"code: a1, from: 1, until: 2, template: kind, when: {{ balanceFrom: {amount} }}"), currency).Value
            .Strategies[0].Steps[0];
        Assert.Equal((false, true), (step.When.Holds("x", minor - 1), step.When.Holds("x", minor)));
    }

    [Theory]
    [InlineData("USD", "25.555")]
    [InlineData("JPY", "25.5")]
    [InlineData("KWD", "2.5555")]
    public void An_amount_finer_than_its_currency_is_refused(string currency, string amount) => Assert.Contains("finer than",
        Read(Steps($"code: a1, from: 1, until: 2, template: kind, when: {{ balanceFrom: {amount} }}"), currency).Refusal!.Message);

    [Fact]
    public void The_first_strategy_that_fits_a_bill_is_its_one()
    {
        var book = Read("""
            strategies:
              - { code: small, name: Small, for: { balanceTo: 20 }, steps: [] }
              - { code: water, name: Water, for: { products: [water] }, steps: [] }
              - { code: rest, name: Rest, steps: [] }
            """).Value;
        Assert.Equal(["small", "water", "water", "rest"],
            new[] { ("Water", 2_000L), ("Water", 2_001L), ("WATER", 90_000L), ("Gas", 2_001L) }.Select(x => book.Of(x.Item1, x.Item2).Code));
    }

    [Fact]
    public void No_day_ever_has_two_steps_and_every_step_has_its_days()
    {
        var day = Gen.Choose(-30, 90);
        var step = from a in day from b in day select (From: a, Until: b);
        Prop.ForAll(Gen.ListOf(step).Where(l => l.Count is > 0 and <= 5).ToArbitrary(), steps =>
        {
            var made = Read(Steps([.. steps.Select((s, i) =>
                $"code: s{i}, from: {s.From}, until: {s.Until}, template: {(s.From < 0 ? "pre-due" : "kind")}")]));
            var wanted = Enumerable.Range(-40, 160).Select(d => steps.Count(s => s.From <= d && d <= s.Until)).ToList();
            var fits = steps.All(s => s.From <= s.Until && (s.From > 0 || s.Until < 0)) && wanted.Max() <= 1;
            return made.Refusal is null == fits
                && (!fits || Enumerable.Range(-40, 160).All(d => wanted[d + 40] == (made.Value.Strategies[0].On("x", 1, d) is null ? 0 : 1)));
        }).QuickCheckThrowOnFailure();
    }
}
