using HybridBpo.Hro.Applications.Reading;
using HybridBpo.Hro.Decisions;
using HybridBpo.Hro.Requisitions;
using HybridBpo.Hro.Screening;

namespace HybridBpo.Hro.Applications;

/// <summary>From a stored file to what people see of it. The file's own name stays out: it often is the candidate's.</summary>
internal static class ReadResume
{
    private const int FewestWords = 25;

    public static async Task<Screened> RunAsync(
        byte[] bytes, Application application, Requisition requisition, string rubricJson, DateTimeOffset now, CancellationToken ct)
    {
        var rubric = CriteriaForm.Read(rubricJson, requisition.JobText ?? "");
        var file = $"resume.{application.Format}";
        var blank = Blank(application, requisition, rubric);
        var read = await ExtractAsync(bytes, file, ct);
        if (!read.Is(out var extracted, out var refusal))
            return refusal is Unavailable ? throw new InvalidOperationException(refusal.Message) : Unreadable(blank, 0, refusal.Code, $"{refusal.Message}");
        var text = new VisibleText(extracted.Lines, extracted.SecondReading);
        if (extracted.Lines.Sum(l => l.Cells.Sum(c => c.Words.Count)) < FewestWords)
            return Unreadable(blank, extracted.Pages, "no-text", "It holds a picture of text at most, or almost no words.");
        var resume = ReadFields.From(text);
        var masked = new MaskedResume(extracted.Lines, Masker.Mask(text, resume.Basics, extracted.HasPicture), resume);
        var asOf = DateOnly.FromDateTime(now.UtcDateTime);
        var (verdicts, dropped) = Judge.All(rubric, new Screening.Evidence(text, resume, asOf));
        var on = FlagRules.On([]).Value;
        var flags = FindFlags.In(new FlagContext(extracted, text, resume, rubric.JobText, asOf, null), on);
        return new Screened.Read(
            extracted.Pages,
            ShownFacts.Add(blank, resume, masked, extracted.Pages),
            ShownFacts.Identity(resume.Basics),
            ShownProposal.Of(rubric, verdicts, dropped, flags, extracted.Hidden, masked, on));
    }

    private static async Task<Result<Extracted>> ExtractAsync(byte[] bytes, string file, CancellationToken ct) =>
        FileSniffer.Sniff(bytes, file).Is(out var kind, out var refusal)
            ? kind switch
            {
                FileKind.Pdf => await ReadPdf.RunAsync(bytes, file, ct),
                FileKind.Docx => ReadDocx.Run(bytes, file),
                FileKind.Html => ReadHtml.Run(bytes, file),
                _ => ReadText.Run(bytes, file),
            }
            : refusal;

    private static ScreeningEvidence Blank(Application application, Requisition requisition, Rubric rubric) => new(
        application.Candidate, application.Requisition, requisition.Reference, requisition.Title ?? requisition.Reference, application.AppliedAt,
        application.Format, 0, Readable: false, "", [], [], [], [],
        [.. rubric.Criteria.Select(c => new EvidenceCriterion(c.Id, c.Label, c.Need == "must"))], application.Questions);

    private static Screened.Unreadable Unreadable(ScreeningEvidence blank, int pages, string reason, string why) =>
        new(pages, blank with { Pages = pages, WhyUnreadable = why }, reason);
}
