using System.Text.RegularExpressions;
using HybridBpo.Hro.Requisitions;

namespace HybridBpo.Hro.Screening;

/// <summary>Can the shifts asked for be worked? "No night shifts" says nothing of weekends, and evenings are no nights.</summary>
internal static partial class ShiftVerdict
{
    public static CriterionVerdict Of(Criterion criterion, Evidence evidence)
    {
        var asked = Kinds(criterion.Label);
        if (evidence.First(No()) is var (no, not, _))
        {
            var ruledOut = Kinds(Clause(no.Text, not.Value));
            return ruledOut.Count == 0 || asked.Overlaps(ruledOut)
                ? Say(criterion, CriterionVerdict.NotMet, no, "The file says so.")
                : Say(criterion, CriterionVerdict.Unclear, no, "The file rules out other hours than those asked for: ask.");
        }

        if (evidence.First(Yes()) is var (yes, can, _))
        {
            var clause = Clause(yes.Text, can.Value);
            var offered = Kinds(clause);
            return asked.IsSubsetOf(offered) || Any().IsMatch(clause)
                ? Say(criterion, CriterionVerdict.Meets, yes, "The file says so.")
                : Say(criterion, CriterionVerdict.Unclear, yes, "The file offers some hours, but does not name all of those asked for: ask.");
        }

        return evidence.First(Mentioned()) is var (some, _, _)
            ? Say(criterion, CriterionVerdict.Unclear, some, "Shifts are named; ask whether they can be worked now.")
            : Say(criterion, CriterionVerdict.Unclear, null, "The file does not say: ask.");
    }

    private static HashSet<string> Kinds(string text) =>
        [.. Kind().Matches(text).Select(m => m.Value.ToLowerInvariant().TrimEnd('s') switch { "late" => "evening", "24/7" => "night", var k => k })];

    /// <summary>From the words that speak of shifts to the end of their sentence.</summary>
    private static string Clause(string text, string match)
    {
        var start = Math.Max(0, text.IndexOf(match, StringComparison.Ordinal));
        var end = text.IndexOfAny(['.', ';'], start);
        return text[start..(end < 0 ? text.Length : end)];
    }

    private static CriterionVerdict Say(Criterion criterion, string verdict, Quote? quote, string why) => new(criterion.Id, verdict, quote, why);

    [GeneratedRegex(@"\b(?:nights?|weekends?|evenings?|late|early|rotating|overtime|on[- ]call|24/7|holidays?)\b", RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex Kind();

    [GeneratedRegex(@"\b(?:any|all|every) (?:shifts?|hours|times?)\b|\bflexible\b|\b24/7\b", RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex Any();

    [GeneratedRegex(@"\b(?:no|not|cannot|can't|unable to)\b[^.;]{0,30}\b(?:shifts?|nights?|weekends?|evenings?|overtime)\b", RegexOptions.IgnoreCase,
        1_000)]
    private static partial Regex No();

    [GeneratedRegex(@"\b(?:available|willing|able|open|flexible|happy)\b[^.;]{0,40}\b(?:shifts?|nights?|weekends?|evenings?|overtime|24/7"
        + @"|on[- ]call)\b", RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex Yes();

    [GeneratedRegex(@"\b(?:(?:night|rotating|evening|weekend|late|early|split) shifts?|24/7|shift work|on[- ]call rotation)\b",
        RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex Mentioned();
}
