using HybridBpo.Hro.Requisitions;

namespace HybridBpo.Hro.Screening;

/// <summary>
/// A criterion in free words. A short one is looked for word for word; a sentence is for a person to judge, and the rules only show the line that
/// comes nearest.
/// </summary>
internal static class StatementVerdict
{
    private static readonly HashSet<string> Common = new(
        ("ability strong excellent experience knowledge skills years including working relevant proven demonstrated understanding about their other "
        + "would should candidates ideal required preferred least using within across through based level").Split(' '), StringComparer.Ordinal);

    public static CriterionVerdict Of(Criterion criterion, Evidence evidence)
    {
        if (criterion.Terms.Count > 0)
            return SkillVerdict.Of(criterion, criterion.Terms, evidence);
        var phrases = Phrases.Of(criterion.Label);
        if (phrases.Count == 0)
            return Nearest(criterion, evidence) ?? Nothing(criterion);
        if (phrases.Count > 1
            && TermVerdict.Of(criterion, Phrases.Core(criterion.Label), evidence) is { Verdict: CriterionVerdict.Meets } all)
            return all;
        var exact = SkillVerdict.Of(criterion, phrases, evidence);
        return exact.Verdict != CriterionVerdict.Unclear || (exact.Quote is not null && phrases.Count == 1) ? exact
            : Nearest(criterion, evidence) ?? (phrases.Count <= 2 ? exact : Nothing(criterion));
    }

    private static CriterionVerdict Nothing(Criterion criterion) =>
        new(criterion.Id, CriterionVerdict.Unclear, null, "No line of the file comes near; that is no proof against it.");

    private static CriterionVerdict? Nearest(Criterion criterion, Evidence evidence)
    {
        var wanted = WordSequence.Bare(criterion.Label).Where(w => w.Length > 4
            && !Common.Contains(w)).Select(Stem).ToHashSet(StringComparer.Ordinal);
        var nearest = evidence.Cells.Select(c => (c.Cell, Shared: WordSequence.Bare(c.Cell.Text).Select(Stem).Distinct().Count(wanted.Contains)))
            .OrderByDescending(c => c.Shared).FirstOrDefault();
        return nearest.Shared >= 2 && nearest.Shared * 2 >= wanted.Count
            ? new CriterionVerdict(criterion.Id, CriterionVerdict.Unclear, VisibleText.Around(nearest.Cell, 0, nearest.Cell.Text.Length),
                "The nearest line; whether it is enough is for a person to say.")
            : null;
    }

    private static string Stem(string word) => word.Length > 6 ? word[..6] : word;
}
