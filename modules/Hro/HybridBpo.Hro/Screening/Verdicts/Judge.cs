using HybridBpo.Hro.Requisitions;

namespace HybridBpo.Hro.Screening;

/// <summary>Deterministic verdicts, one per criterion, in the order of the rubric. No sum, no score, no rank.</summary>
internal static class Judge
{
    public static (IReadOnlyList<CriterionVerdict> Verdicts, int Dropped) All(Rubric rubric, Evidence evidence)
    {
        var dropped = 0;
        var verdicts = new List<CriterionVerdict>();
        foreach (var criterion in rubric.Criteria)
        {
            var verdict = WordForWord(criterion, One(criterion, evidence), evidence);
            if (verdict.Quote is { } quote && !evidence.Text.Holds(quote.Text))
            {
                dropped++;
                verdict = verdict with
                {
                    Verdict = CriterionVerdict.Unclear,
                    Quote = null,
                    Why = "The evidence could not be found in the visible "
                    + "text, so nothing is said."
                };
            }

            verdicts.Add(verdict.Quote is null ? verdict with { Verdict = CriterionVerdict.Unclear } : verdict);
        }

        return (verdicts, dropped);
    }

    private static CriterionVerdict One(Criterion criterion, Evidence evidence) => criterion.Kind switch
    {
        CriterionKind.Skill => SkillVerdict.Of(criterion, evidence),
        CriterionKind.Experience => OtherVerdicts.Experience(criterion, evidence),
        CriterionKind.Degree => OtherVerdicts.Degree(criterion, evidence),
        CriterionKind.Certificate => OtherVerdicts.Certificate(criterion, evidence),
        CriterionKind.Language => OtherVerdicts.Language(criterion, evidence),
        CriterionKind.Location => OtherVerdicts.Location(criterion, evidence),
        CriterionKind.Permit => OtherVerdicts.Permit(criterion, evidence),
        CriterionKind.Shift => ShiftVerdict.Of(criterion, evidence),
        _ => StatementVerdict.Of(criterion, evidence),
    };

    /// <summary>Whatever its kind was taken for: the very words of the criterion ("Night audit") are looked for before nothing is said.</summary>
    private static CriterionVerdict WordForWord(Criterion criterion, CriterionVerdict verdict, Evidence evidence) =>
        verdict.Quote is null && criterion.Kind is CriterionKind.Permit or CriterionKind.Shift
        && Phrases.Of(criterion.Label) is [var phrase] && TermVerdict.Of(criterion, phrase, evidence) is { Quote: not null } exact
            ? exact
            : verdict;
}
