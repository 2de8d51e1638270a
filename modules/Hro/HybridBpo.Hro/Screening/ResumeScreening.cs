using System.Security.Cryptography;
using System.Text.RegularExpressions;
using HybridBpo.Hro.Requisitions;
using HybridBpo.Platform;

namespace HybridBpo.Hro.Screening;

/// <summary>
/// Screens a resume by rules alone: sniff, extract, normalise, flag, mask, read fields, verify, judge. Pure but for the processes that read the file:
/// the same bytes, rubric and day give the same result.
/// </summary>
internal static class ResumeScreening
{
    public static async Task<Result<ScreeningResult>> ScreenAsync(byte[] bytes, string file, Rubric rubric, ScreeningOptions options,
        CancellationToken ct)
    {
        if (!FlagRules.On(options.ChecksOn ?? []).Is(out var on, out var refusal))
            return refusal;
        try
        {
            return (await ExtractAsync(bytes, file, ct)).Is(out var extracted, out refusal) ? Judged(bytes, file, extracted, rubric, options, on)
                : refusal;
        }
        catch (RegexMatchTimeoutException)
        {
            return new ReadingStopped(file, "its text takes too long to search");
        }
    }

    /// <summary>Text and positions alone, for callers that show the page.</summary>
    public static async Task<Result<Extracted>> ExtractAsync(byte[] bytes, string file, CancellationToken ct)
    {
        if (!FileSniffer.Sniff(bytes, file).Is(out var kind, out var refusal))
            return refusal;
        return kind == FileKind.Pdf ? await ReadPdf.RunAsync(bytes, file, ct) : await FileReaders.Shared.ReadAsync(kind, bytes, file, ct);
    }

    /// <summary>Without a form there is nothing that the contact could differ from.</summary>
    private static string[] ChecksRun(IReadOnlySet<string> on, FormContact? form) =>
        [.. FlagRules.All.Select(r => r.Id).Where(id => on.Contains(id) && (form is not null || id != FlagRules.ContactMismatch.Id))];

    /// <summary>Commands beside the page belong to what does not show.</summary>
    private static IEnumerable<HiddenText> Commands(Extracted extracted) =>
        extracted.Aside.Where(a => Instructions.In(a.Text)).Select(a =>
            new HiddenText(a.Text, a.Page, null, a.Where == "actual-text" ? a.Where : "metadata"));

    public static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static ScreeningResult Judged(byte[] bytes, string file, Extracted extracted, Rubric rubric, ScreeningOptions options,
        IReadOnlySet<string> on)
    {
        var text = new VisibleText(extracted.Lines, extracted.SecondReading);
        var resume = ReadFields.From(text);
        var masked = Masker.Mask(text, resume, extracted.HasPicture);
        var evidence = new Evidence(new VisibleText(text, masked), resume, options.AsOf);
        var (verdicts, droppedVerdicts) = Judge.All(rubric, evidence);
        var context = new FlagContext(extracted, text, resume, rubric.JobText, options.AsOf, options.Form);
        var flags = FindFlags.In(context, on);
        var proven = flags.Where(f => !f.QuoteIsVisible || text.Holds(f.Quote.Text)).ToList();
        var problem = TextQuality.Problem(extracted, resume);
        return new ScreeningResult(
            file, Sha256(bytes), extracted.Kind.ToString().ToLowerInvariant(), extracted.Pages,
            problem is null ? ScreeningResult.Ok : ScreeningResult.NeedsHuman, problem ?? "", options.AsOf, rubric.Version, resume, verdicts, proven,
                [.. extracted.Hidden, .. Commands(extracted)],
            text.Text, masked, [.. TimelineFlags.Uncertain(context)],
            droppedVerdicts + flags.Count - proven.Count, ChecksRun(on, options.Form))
        {
            Lines = extracted.Lines,
        };
    }
}
