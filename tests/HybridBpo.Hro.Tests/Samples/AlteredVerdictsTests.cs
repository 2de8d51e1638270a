using HybridBpo.Hro.Samples;

namespace HybridBpo.Hro.Tests.Samples;

public sealed class AlteredVerdictsTests
{
    private static readonly Sheet Page = new(1, 600, 800,
    [
        new(1, false, false, [new("Jane", "", null), new("xxxxxxxxxxxx", "name", new(0, 0, 50, 10))]),
        new(2, false, false, [new("Three years  at a", "", new(100, 40, 260, 50)), new("help desk", "", new(270, 40, 360, 50))]),
    ]);

    [Theory]
    [InlineData("years at a help desk")]
    [InlineData("  years at\ta   help desk ")]
    public void Words_are_found_as_people_see_them(string words)
    {
        var found = VisibleWords.Find([Page], words)!;
        Assert.Equal(("years at a help desk", 1, 2), (found.Text, found.Page, found.Line));
        Assert.Equal((160, 360, 40, 50), ((int)found.Spot!.X0, (int)found.Spot.X1, (int)found.Spot.Y0, (int)found.Spot.Y1));
    }

    [Theory]
    [InlineData("Years at a help desk")]
    [InlineData("Jane xxxxxxxxxxxx")]
    [InlineData("xxxx")]
    [InlineData("Jane Three")]
    [InlineData("a")]
    [InlineData("")]
    public void Nothing_masked_changed_or_over_the_end_of_a_line_is_a_quote(string words) => Assert.Null(VisibleWords.Find([Page], words));

    [Theory]
    [InlineData("meets", "years at a")]
    [InlineData("not-met", "help desk")]
    [InlineData("unclear", "")]
    [InlineData("unclear", "help desk")]
    public void A_verdict_is_altered_with_its_proof_and_the_others_stay(string verdict, string quote)
    {
        var found = Found(verdict == "meets" ? "unclear" : "meets", "meets");
        var result = AlteredVerdicts.In(found, Evidence, new Dictionary<string, AlteredAnswer> { ["c1"] = new(verdict, quote) });
        Assert.True(result.Is(out var altered, out _));
        Assert.Equal((verdict, quote), (altered.Criteria[0].Verdict, altered.Criteria[0].Quote?.Text ?? ""));
        Assert.NotEmpty(altered.Criteria[0].Why);
        Assert.Equal(found.Criteria[1], altered.Criteria[1]);
    }

    [Fact]
    public void It_says_why_in_the_words_of_the_rules()
    {
        var found = Found("unclear", "meets");
        found = found with { Criteria = [found.Criteria[0] with { Label = "2 years of customer service" }, found.Criteria[1]] };
        var answers = new Dictionary<string, AlteredAnswer> { ["c1"] = new("meets", "help desk") };
        Assert.True(AlteredVerdicts.In(found, Evidence, answers).Is(out var altered, out _));
        Assert.Equal("The file names 2 years of customer service; 2 years are asked for.", altered.Criteria[0].Why);
    }

    [Theory]
    [InlineData("meets", "")]
    [InlineData("meets", "ten years")]
    [InlineData("not-met", "")]
    [InlineData("unclear", "ten years")]
    [InlineData("advance", "help desk")]
    public void Nothing_that_the_rules_could_not_have_said_is_taken(string verdict, string quote) =>
        Assert.False(AlteredVerdicts.In(Found(verdict == "meets" ? "unclear" : "meets", "meets"), Evidence,
            new Dictionary<string, AlteredAnswer> { ["c1"] = new(verdict, quote) }).Is(out _, out _));

    [Theory]
    [InlineData("meets", "meets", "advance")]
    [InlineData("unclear", "meets", "ask")]
    [InlineData("unclear", "not-met", "decline")]
    [InlineData("not-met", "unclear", "decline")]
    public void What_the_musts_come_to_is_derived(string one, string other, string choice) =>
        Assert.Equal(choice, AlteredVerdicts.ComeTo([.. Found(one, other).Criteria, new("nice", "Nice", false, "not-met", "", null)]));

    private static ScreeningEvidence Evidence { get; } =
        new("7F-32", Guid.Empty, "R-1", "Clerk", default, "pdf", 1, true, "", [Page], [], [], [],
            [new("c1", "Desk", true), new("c2", "Excel", true)], []);

    private static ScreeningProposal Found(params string[] verdicts) => new("rules 1",
        [.. verdicts.Select((v, i) => new ShownVerdict($"c{i + 1}", $"Criterion {i + 1}", true, v, "Because.", null))], [], 0, [], [],
        new FlagReport(0, [], [], [], [], []));
}
