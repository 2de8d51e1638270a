using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using HybridBpo.Platform;

namespace HybridBpo.Hro.Screening;

/// <summary><c>hro screen</c>: a folder of resumes in, one JSON and one red-flag report each out. Needs no database.</summary>
internal static class ScreenCommand
{
    public static Command Create(TextWriter standardOut, TextWriter error, TimeProvider time)
    {
        var job = new Option<FileInfo>("--job")
        {
            Description = "The job: .md or .txt (criteria proposed by rules) or .json (criteria)",
            Required = true
        };
        var input = new Option<DirectoryInfo>("--in") { Description = "Folder with PDF, DOCX, TXT and HTML files", Required = true };
        var output = new Option<DirectoryInfo>("--out") { Description = "Folder for the reports; made when missing", Required = true };
        var asOf = new Option<string?>("--as-of") { Description = "The day that \"present\" means, YYYY-MM-DD (today)" };
        var checks = new Option<string[]>("--check")
        {
            Description = "Checks off by default: gap, short-tenures",
            AllowMultipleArgumentsPerToken = true
        };
        var json = new Option<bool>("--json") { Description = "One JSON document with the counts" };
        var command = new Command("screen", "Screen a folder of resumes against a job, by rules") { job, input, output, asOf, checks, json };
        command.SetAction(async (parsed, ct) =>
        {
            var day = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
            if (parsed.GetValue(asOf) is { } given && !DateOnly.TryParseExact(given, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None,
                out day))
                return Refused(error, "--as-of is a day such as 2026-11-30.", 2);
            var folder = parsed.GetValue(input)!;
            if (!folder.Exists)
                return Refused(error, $"{folder}: there is no such folder.", 1);
            if (!(await JobFile.ReadAsync(parsed.GetValue(job)!, ct)).Is(out var rubric, out var refusal))
                return Refused(error, refusal.Message, 1);

            var quiet = parsed.GetValue(json);
            var options = new ScreeningOptions(day, parsed.GetValue(checks) ?? []);
            if (FlagRules.On(options.ChecksOn!).Refusal is { } unknown)
                return Refused(error, unknown.Message, 2);
            var terminal = !quiet && !Console.IsOutputRedirected;
            void Progress(int done, int of)
            {
                if (terminal)
                    standardOut.Write($"\r{done} of {of} files");
            }

            try
            {
                if (!(await ScreenFolder.RunAsync(rubric, folder, parsed.GetValue(output)!, options, Progress, error.WriteLine,
                    ct)).Is(out var counts, out refusal))
                    return Refused(error, refusal.Message, 1);
                standardOut.WriteLine(quiet ? JsonSerializer.Serialize(counts, JsonSerializerOptions.Web)
                    : Words(counts, parsed.GetValue(output)!, terminal));
                return 0;
            }
            catch (Exception cannot) when (cannot is IOException or UnauthorizedAccessException)
            {
                return Refused(error, $"The reports could not be written: {cannot.Message}", 1);
            }
        });
        return command;
    }

    private static string Words(ScreeningCounts counts, DirectoryInfo output, bool terminal)
    {
        var index = Path.Combine(output.ToString(), "index.html");
        var read = $"{counts.Files} files: {counts.Read} read, {counts.NeedsHuman} for a person to read";
        return string.Create(CultureInfo.InvariantCulture,
            $"{(terminal ? "\r" : "")}{read}, {counts.IntegrityFlags} integrity flags, {counts.Seconds:0.0} s. Open {index}");
    }

    private static int Refused(TextWriter error, string reason, int code)
    {
        error.WriteLine(reason);
        return code;
    }
}
