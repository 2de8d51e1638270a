using HybridBpo.Hro.Applications.Reading;
using HybridBpo.Hro.Decisions;
using HybridBpo.Hro.Requisitions;
using HybridBpo.Hro.Screening;

namespace HybridBpo.Hro.Applications;

/// <summary>From a stored file to what people see of it. The file's own name stays out: it often is the candidate's.</summary>
internal static class ReadResume
{
    public static async Task<Screened> RunAsync(
        byte[] bytes, Application application, Requisition requisition, string rubricJson, DateTimeOffset now, CancellationToken ct)
    {
        var rubric = CriteriaForm.Read(rubricJson, requisition.JobText ?? "");
        var blank = Blank(application, requisition, rubric);
        var options = new ScreeningOptions(DateOnly.FromDateTime(now.UtcDateTime));
        if (!(await ResumeScreening.ScreenAsync(bytes, $"resume.{application.Format}", rubric, options, ct)).Is(out var result, out var refusal))
            return refusal is Unavailable
                ? throw new InvalidOperationException(refusal.Message)
                : Unreadable(blank, 0, refusal.Code, refusal.Message);
        if (result.TextQuality != ScreeningResult.Ok)
            return Unreadable(blank, result.Pages, "no-text", result.QualityReason);
        var masked = new MaskedResume(result.Lines, result.Masked);
        return new Screened.Read(
            result.Pages,
            ShownFacts.Add(blank, result.Resume, masked, result.Pages),
            ShownFacts.Identity(result.Resume.Basics),
            ShownProposal.Of(rubric, result, masked) with { Asked = application.Questions });
    }

    private static ScreeningEvidence Blank(Application application, Requisition requisition, Rubric rubric) => new(
        application.Candidate, application.Requisition, requisition.Reference, requisition.Title ?? requisition.Reference, application.AppliedAt,
        application.Format, 0, Readable: false, "", [], [], [], [],
        [.. rubric.Criteria.Select(c => new EvidenceCriterion(c.Id, c.Label, c.Need == "must"))],
        [.. application.Questions.Where(q => q.Answer is not null).Select(q => q with { Question = null })]);

    private static Screened.Unreadable Unreadable(ScreeningEvidence blank, int pages, string reason, string why) =>
        new(pages, blank with { Pages = pages, WhyUnreadable = why }, reason);
}
