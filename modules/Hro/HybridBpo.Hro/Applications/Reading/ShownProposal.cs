using HybridBpo.Hro.Decisions;
using HybridBpo.Hro.Requisitions;
using HybridBpo.Hro.Screening;

namespace HybridBpo.Hro.Applications.Reading;

/// <summary>What the rules found, in the shape in which it is kept and shown: every quote covered like the resume itself.</summary>
internal static class ShownProposal
{
    public static ScreeningProposal Of(
        Rubric rubric,
        IReadOnlyList<CriterionVerdict> verdicts,
        int dropped,
        IReadOnlyList<Flag> flags,
        IReadOnlyList<Screening.HiddenText> hidden,
        MaskedResume masked,
        IReadOnlySet<string> on)
    {
        var byId = verdicts.ToDictionary(v => v.Id);
        var raised = flags.Select(f => f.Id).ToHashSet();
        return new ScreeningProposal(
            $"rules {rubric.RuleSet}",
            [.. rubric.Criteria.Select(c => Verdict(c, byId[c.Id], masked))],
            [.. flags.OrderBy(f => f.Class == "integrity" ? 0 : 1).Select(f => Flag(f, masked))],
            dropped,
            masked.Counts,
            [.. hidden.Select(h => new Unseen(masked.Cover(h.Text), h.Page, h.How))],
            new FlagReport(
                on.Count,
                [],
                [.. FlagRules.All.Where(r => on.Contains(r.Id) && !raised.Contains(r.Id)).Select(r => r.Words)],
                [.. FlagRules.All.Where(r => !on.Contains(r.Id)).Select(r => r.Words)],
                [.. FlagRules.Never.Values]));
    }

    private static ShownVerdict Verdict(Criterion criterion, CriterionVerdict verdict, MaskedResume masked) => new(
        criterion.Id, criterion.Label, criterion.Need == "must", verdict.Verdict, masked.Cover(verdict.Why),
        verdict.Quote is { } quote ? masked.Proof(quote) : null);

    private static ReportedFlag Flag(Flag flag, MaskedResume masked) => new(
        $"{flag.Id} v{flag.Version}",
        flag.Class,
        flag.Title,
        [flag.QuoteIsVisible
            ? masked.Proof(flag.Quote)
            : new Proof(masked.Cover(flag.Quote.Text), flag.Quote.Page, 0, MaskedResume.SpotOf(flag.Quote.Box))],
        masked.Cover(flag.Finding),
        flag.InnocentExplanation,
        flag.Question);
}
