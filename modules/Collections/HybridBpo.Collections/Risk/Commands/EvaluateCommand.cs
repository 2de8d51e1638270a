using System.CommandLine;
using HybridBpo.Trees;

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
        var plan = ModelInputs.Plan(model.Trees.Schema);
        if (!LabelledData.ReadAll(file, label, positive, holdOut, plan, ct).Is(out var data, out refusal))
            return console.Refuse(refusal);
        var (table, features, labels, test) = data;
        if (model.Check(features) is { } unfit)
            return console.Refuse(unfit);
        var loadSeconds = console.Time.GetElapsedTime(began).TotalSeconds;
        var rows = Enumerable.Range(0, table.Rows).Where(i => test[i] || holdOut is NoHoldOut).ToArray();
        if (rows.Length == 0)
            return console.Refuse(new CannotTrain($"{file}: the hold-out {holdOut.Text} leaves 0 rows to test on."));
        if (LabelledData.OneOutcome(file, holdOut, "test", rows, labels) is { } single)
            return console.Refuse(single);
        var report = RiskEvaluation.Evaluate(
            model, [.. features.Select(c => ColumnRows.Take(c, rows))], ColumnRows.Take(labels, rows), threads, console.Time);
        var outcome = new ModelOutcome(
            table.Rows, features.Count, table.Rows - rows.Length, rows.Length, report, null, null, null, loadSeconds,
            threads == 0 ? Environment.ProcessorCount : threads, TrainingRecipe.Of(model.Trees)?.Params ?? new Dictionary<string, double>(), []);
        console.Out.WriteLine(json ? outcome.ToJson() : outcome.ToText());
        return 0;
    }
}
