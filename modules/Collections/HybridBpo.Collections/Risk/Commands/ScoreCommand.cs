using System.CommandLine;

namespace HybridBpo.Collections.Risk;

internal static class ScoreCommand
{
    private const int MostReasons = 20;

    public static Command Create(ModelConsole console)
    {
        var folder = new Option<string>("--model") { Description = "Folder that model train wrote", Required = true };
        var data = new Option<string>("--data") { Description = "CSV file, plain or gzip", Required = true };
        var target = new Option<string>("--out") { Description = "CSV file to write (gzip when it ends in .gz)", Required = true };
        var reasons = DataOptions.Whole("--reasons", "How many reasons to add per row", 0, 0, MostReasons);
        var threads = DataOptions.Whole("--threads", "Threads; 0 = one per processor", 0, 0, 256);
        var command = new Command("score", "Add score, margin and reasons to every row of a CSV file");
        foreach (var option in new Option[] { folder, data, target, reasons, threads })
            command.Options.Add(option);
        command.SetAction((parsed, ct) => Task.Run(
            () => Run(
                parsed.GetValue(folder)!, parsed.GetValue(data)!, parsed.GetValue(target)!, parsed.GetValue(reasons),
                parsed.GetValue(threads), console, ct),
            ct));
        return command;
    }

    private static int Run(string folder, string data, string target, int reasons, int threads, ModelConsole console, CancellationToken ct)
    {
        if (!ModelFolder.Load(folder).Is(out var model, out var refusal))
            return console.Refuse(refusal);
        var began = console.Time.GetTimestamp();
        if (!FileScoring.Run(model, data, target, reasons, threads, ct).Is(out var rows, out refusal))
            return console.Refuse(refusal);
        console.Note($"{rows:N0} rows scored in {console.Time.GetElapsedTime(began).TotalSeconds:F2} s, written to {target}.");
        return 0;
    }
}
