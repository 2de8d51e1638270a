using System.CommandLine;

namespace HybridBpo.Collections.Risk;

internal static class EvaluateCommand
{
    public static Command Create(ModelConsole console)
    {
        var shared = new DataOptions();
        var folder = new Option<string>("--model") { Description = "Folder that model train wrote", Required = true };
        var command = new Command("evaluate", "Test a model on a CSV file's held-out rows (on all rows with --holdout none)");
        command.Options.Add(folder);
        shared.AddTo(command);
        command.SetAction((parsed, ct) => Task.Run(
            () => Run(
                parsed.GetValue(folder)!, parsed.GetValue(shared.Data)!, parsed.GetValue(shared.Label)!, parsed.GetValue(shared.Positive),
                parsed.GetValue(shared.HoldOut)!, parsed.GetValue(shared.Threads), parsed.GetValue(shared.Json), console, ct),
            ct));
        return command;
    }

    private static int Run(
        string folder, string file, string label, string? positive, HoldOut holdOut, int threads, bool json, ModelConsole console,
        CancellationToken ct)
    {
        if (!ModelFolder.Load(folder).Is(out var model, out var refusal))
            return console.Refuse(refusal);
        var began = console.Time.GetTimestamp();
        if (!TestRows.Read(model, file, label, positive, holdOut, ct).Is(out var test, out refusal))
            return console.Refuse(refusal);
        var loadSeconds = console.Time.GetElapsedTime(began).TotalSeconds;
        var report = RiskEvaluation.Evaluate(model, test.Columns, test.Labels, threads, console.Time);
        var outcome = new ModelOutcome(
            test.FileRows, test.Columns.Count, test.FileRows - test.Labels.Length, test.Labels.Length, report, null, null, null, loadSeconds,
            threads == 0 ? Environment.ProcessorCount : threads, TrainingRecipe.Of(model.Trees)?.Params ?? new Dictionary<string, double>(), []);
        console.Out.WriteLine(json ? outcome.ToJson() : outcome.ToText());
        return 0;
    }
}
