using System.Runtime.CompilerServices;
using HybridBpo.Hro.Requisitions;
using HybridBpo.Hro.Screening;

namespace HybridBpo.Hro.Tests.Screening;

/// <summary>What the screening tests share: a day, a job, the shared layouts when they are there.</summary>
internal static class Screen
{
    public static readonly DateOnly Day = new(2026, 10, 14);

    public static readonly Rubric Job = Rubrics.FromText("""
        # Backend engineer
        ## Required
        - 3 years of Python
        - Kubernetes
        - Bachelor's degree or equivalent experience
        - Fluent English
        """);

    public static async Task<ScreeningResult> Ok(byte[] bytes, string file, Rubric? rubric = null, ScreeningOptions? options = null)
    {
        var result = await ResumeScreening.ScreenAsync(bytes, file, rubric ?? Job, options ?? new ScreeningOptions(Day),
            TestContext.Current.CancellationToken);
        Assert.True(result.Refusal is null, result.Refusal?.Message);
        return result.Value;
    }

    public static async Task<HybridBpo.Platform.Refusal> Refused(byte[] bytes, string file)
    {
        var result = await ResumeScreening.ScreenAsync(bytes, file, Job, new ScreeningOptions(Day), TestContext.Current.CancellationToken);
        Assert.NotNull(result.Refusal);
        return result.Refusal;
    }

    public static Task<ScreeningResult> Text(string text, Rubric? rubric = null, ScreeningOptions? options = null) =>
        Ok(System.Text.Encoding.UTF8.GetBytes(text), "resume.txt", rubric, options);

    /// <summary>A folder of the shared development data; the test is left when it is not on this machine.</summary>
    public static string Data(string folder)
    {
        var path = Above().Select(parent => Path.Combine(parent, "shared", "data", "resumes", folder)).FirstOrDefault(Directory.Exists);
        Assert.SkipUnless(path is not null, $"The shared data folder resumes/{folder} is not on this machine.");
        return path!;
    }

    /// <summary>A shared file, read once for all tests.</summary>
    public static Task<ScreeningResult> File(string path) => Read.GetOrAdd(path, async p =>
        await Ok(await System.IO.File.ReadAllBytesAsync(p), Path.GetFileName(p)));

    private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, Task<ScreeningResult>> Read = new(StringComparer.Ordinal);

    public static void NeedsPoppler() => Assert.SkipUnless(Tool.OnPath("pdftotext"), "poppler-utils is not installed.");

    public static IReadOnlyList<string> Layouts() =>
        [.. Directory.EnumerateFiles(Data("layouts")).Where(f => Path.GetExtension(f) is ".pdf" or ".docx").Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Above([CallerFilePath] string here = "")
    {
        for (var folder = new FileInfo(here).Directory; folder is not null; folder = folder.Parent)
            yield return folder.FullName;
    }
}
