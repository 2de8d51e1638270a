using HybridBpo.Hro.Decisions;
using HybridBpo.Hro.Requisitions;
using HybridBpo.Hro.Screening;

namespace HybridBpo.Hro.Applications.Reading;

/// <summary>What the rules found, in the shape in which it is kept and shown: every quote covered like the resume itself.</summary>
internal static class ShownProposal
{
    /// <summary>A run looks at one file: what compares files, or a file with a form, has not been looked for.</summary>
    private static readonly string[] NeedMore =
        [FlagRules.TitleChanged.Id, FlagRules.SharedContact.Id, FlagRules.Duplicate.Id, FlagRules.ContactMismatch.Id];

    public static ScreeningProposal Of(Rubric rubric, ScreeningResult result, MaskedResume masked)
    {
        var byId = result.Criteria.ToDictionary(v => v.Id);
        var raised = result.Flags.Select(f => f.Id).ToHashSet();
        var on = result.ChecksRun.Except(NeedMore).Union(raised).ToHashSet();
        return new ScreeningProposal(
            $"rules {rubric.RuleSet}",
            [.. rubric.Criteria.Select(c => Verdict(c, byId[c.Id], masked))],
            [.. result.Flags.OrderBy(f => f.Class == "integrity" ? 0 : 1).Select(f => Flag(f, masked))],
            result.DroppedClaims,
            masked.Counts,
            [.. result.Hidden.Select(h => new Unseen(masked.Cover(h.Text), h.Page, h.How))],
            new FlagReport(
                on.Count,
                [.. result.NotCertain.Select(masked.CoverQuoted)],
                [.. FlagRules.All.Where(r => on.Contains(r.Id) && !raised.Contains(r.Id)).Select(r => r.Words)],
                [.. FlagRules.All.Where(r => r.OffByDefault && !result.ChecksRun.Contains(r.Id)).Select(r => r.Words)],
                [.. FlagRules.All.Where(r => NeedMore.Contains(r.Id) && !raised.Contains(r.Id)).Select(r => r.Words)],
                [.. FlagRules.Never.Values]));
    }

    private static ShownVerdict Verdict(Criterion criterion, CriterionVerdict verdict, MaskedResume masked) => new(
        criterion.Id, criterion.Label, criterion.Need == "must", verdict.Verdict, verdict.Why,
        verdict.Quote is { } quote ? masked.Proof(quote) : null);

    private static ReportedFlag Flag(Flag flag, MaskedResume masked) => new(
        $"{flag.Id} v{flag.Version}",
        flag.Class,
        flag.Title,
        [flag.QuoteIsVisible
            ? masked.Proof(flag.Quote)
            : new Proof(masked.Cover(flag.Quote.Text), flag.Quote.Page, 0, MaskedResume.SpotOf(flag.Quote.Box))],
        masked.CoverQuoted(flag.Finding),
        flag.InnocentExplanation,
        masked.CoverQuoted(flag.Question));
}
