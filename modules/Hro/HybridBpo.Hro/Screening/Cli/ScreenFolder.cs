using System.Diagnostics;
using HybridBpo.Hro.Requisitions;
using HybridBpo.Platform;

namespace HybridBpo.Hro.Screening;

/// <summary>What <c>hro screen</c> counted.</summary>
internal sealed record ScreeningCounts(int Files, int Read, int NeedsHuman, int IntegrityFlags, double Seconds);

/// <summary>Nothing in the folder can be a resume.</summary>
internal sealed record NoResumes(string Folder) : Invalid($"{Folder} holds no PDF, DOCX, TXT or HTML file.");

/// <summary>Screens a folder of files into a folder of reports.</summary>
internal static class ScreenFolder
{
    private static readonly HashSet<string> Documents = new(
        [".pdf", ".docx", ".txt", ".html", ".htm", ".doc", ".docm", ".dotx", ".rtf", ".odt", ".pages", ".wps", ".xlsx", ".xls", ".ods", ".pptx",
            ".ppt", ".odp", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".gif", ".webp", ".heic", ".zip", ".eml", ".msg", ""],
        StringComparer.OrdinalIgnoreCase);

    public static async Task<Result<ScreeningCounts>> RunAsync(
        Rubric rubric, DirectoryInfo input, DirectoryInfo output, ScreeningOptions options, Action<int, int> progress, Action<string> warn,
            CancellationToken ct)
    {
        var clock = Stopwatch.StartNew();
        var all = input.EnumerateFiles().Where(f => !f.Name.StartsWith('.')).OrderBy(f => f.Name, StringComparer.Ordinal).ToList();
        var files = all.Where(f => Documents.Contains(f.Extension)).ToList();
        var skipped = all.Except(files).Select(f => f.Name).ToList();
        if (files.Count == 0)
            return new NoResumes(input.FullName);
        skipped.ForEach(s => warn($"{s}: not a resume file, left alone"));

        var outcomes = new Outcome[files.Count];
        var done = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, files.Count),
            new ParallelOptions { MaxDegreeOfParallelism = Math.Max(2, Environment.ProcessorCount), CancellationToken = ct },
            async (i, token) =>
            {
                outcomes[i] = await ScreenAsync(files[i], rubric, options, token);
                progress(Interlocked.Increment(ref done), files.Count);
            });
        if (outcomes.Select(o => o.Refusal).OfType<ReaderMissing>().FirstOrDefault() is { } missing)
            return missing;

        var (compared, merges) = CompareFiles.Compare([.. outcomes.Select(o => o.Result).OfType<ScreeningResult>()]);
        var byFile = compared.ToDictionary(r => r.File, StringComparer.Ordinal);
        output.Create();
        await Parallel.ForEachAsync(Enumerable.Range(0, files.Count), ct, async (i, token) =>
            await WriteAsync(output, files[i], outcomes[i], byFile.GetValueOrDefault(files[i].Name), rubric, token));
        var lines = files.Select((f, i) => LineOf(f.Name, outcomes[i], byFile.GetValueOrDefault(f.Name))).ToList();
        await AtomicFile.WriteAsync(Path.Combine(output.FullName, "index.html"), IndexPage.Of(rubric, lines, merges, skipped), ct);
        foreach (var (file, i) in files.Select((f, i) => (f, i)).Where(x => outcomes[x.i].Refusal is not null))
            warn(outcomes[i].Refusal!.Message);
        var read = lines.Count(l => l.TextQuality == ScreeningResult.Ok);
        return new ScreeningCounts(files.Count, read, files.Count - read, lines.Sum(l => l.Integrity), Math.Round(clock.Elapsed.TotalSeconds, 2));
    }

    private sealed record Outcome(string Sha256, ScreeningResult? Result, Refusal? Refusal);

    private static async Task<Outcome> ScreenAsync(FileInfo file, Rubric rubric, ScreeningOptions options, CancellationToken ct)
    {
        if (file.Length > Limits.FileBytes)
            return new Outcome("", null, new FileTooLarge(file.Name, file.Length, Limits.FileBytes));
        byte[] bytes;
        try
        {
            bytes = await File.ReadAllBytesAsync(file.FullName, ct);
        }
        catch (Exception cannot) when (cannot is IOException or UnauthorizedAccessException)
        {
            return new Outcome("", null, new DamagedFile(file.Name, "it cannot be opened on this machine"));
        }

        var result = await ResumeScreening.ScreenAsync(bytes, file.Name, rubric, options, ct);
        return new Outcome(ResumeScreening.Sha256(bytes), result.Refusal is null ? result.Value : null, result.Refusal);
    }

    private static async Task WriteAsync(DirectoryInfo output, FileInfo file, Outcome outcome, ScreeningResult? result, Rubric rubric,
        CancellationToken ct)
    {
        var target = Path.Combine(output.FullName, file.Name);
        if (result is null)
        {
            await AtomicFile.WriteAsync(target + ".json", ScreeningJson.Of(file.Name, outcome.Sha256, outcome.Refusal!), ct);
            await AtomicFile.WriteAsync(target + ".html", RedFlagReport.Of(file.Name, rubric, outcome.Refusal!), ct);
            return;
        }

        await AtomicFile.WriteAsync(target + ".json", ScreeningJson.Of(result), ct);
        await AtomicFile.WriteAsync(target + ".html", RedFlagReport.Of(result, rubric, await CropsAsync(file, result, ct)), ct);
    }

    private static async Task<Dictionary<int, byte[]>> CropsAsync(FileInfo file, ScreeningResult result, CancellationToken ct)
    {
        var crops = new Dictionary<int, byte[]>();
        if (result.Kind != "pdf" || result.Flags.All(f => f.QuoteIsVisible || f.Quote.Box is null))
            return crops;
        var pdf = await File.ReadAllBytesAsync(file.FullName, ct);
        for (var i = 0; i < result.Flags.Count && crops.Count < 12; i++)
        {
            if (result.Flags[i] is { QuoteIsVisible: false, Quote: { Box: { } box } quote }
                && (await PageCrop.CutAsync(pdf, quote.Page, box, file.Name, ct)).Is(out var png, out _))
                crops[i] = png;
        }

        return crops;
    }

    private static IndexLine LineOf(string file, Outcome outcome, ScreeningResult? result) => result is null
        ? new IndexLine(file, ScreeningResult.NeedsHuman, outcome.Refusal!.Message, 0, 0)
        : new IndexLine(file, result.TextQuality, result.QualityReason, result.Flags.Count(f => f.Class == FlagClass.Integrity),
        result.Flags.Count(f => f.Class == FlagClass.Clarify));
}
