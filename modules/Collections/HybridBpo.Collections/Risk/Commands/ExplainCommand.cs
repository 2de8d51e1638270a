using System.CommandLine;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using HybridBpo.Trees;

namespace HybridBpo.Collections.Risk;

/// <summary><c>model explain</c>: gain and permutation importance of every column, partial dependence of some.</summary>
internal static class ExplainCommand
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static Command Create(ModelConsole console)
    {
        var shared = new DataOptions();
        var folder = new Option<string>("--model") { Description = "Folder that model train wrote", Required = true };
        var columns = DataOptions.Names("--column", "Columns to draw the partial dependence of; without it, of the five most important");
        var shuffles = DataOptions.Whole("--shuffles", "How often each column is shuffled", 5, 1, 100);
        var command = new Command(
            "explain", "Say what a model leans on, by a CSV file's held-out rows (all rows with --holdout none): importance and partial dependence");
        command.Options.Add(folder);
        shared.AddTo(command);
        command.Options.Add(columns);
        command.Options.Add(shuffles);
        command.SetAction((parsed, ct) => Task.Run(() => Run(parsed, ct), ct));
        return command;

        int Run(ParseResult parsed, CancellationToken ct)
        {
            if (!ModelFolder.Load(parsed.GetValue(folder)!).Is(out var model, out var refusal))
                return console.Refuse(refusal);
            var wanted = parsed.GetValue(columns)!;
            if (wanted.FirstOrDefault(name => model.Trees.Schema.IndexOf(name) < 0) is { } unknown)
                return console.Refuse(new CannotTrain($"--column: the model has no column '{unknown}'."));
            var (file, threads) = (parsed.GetValue(shared.Data)!, parsed.GetValue(shared.Threads));
            var read = TestRows.Read(
                model, file, parsed.GetValue(shared.Label)!, parsed.GetValue(shared.Positive), parsed.GetValue(shared.HoldOut)!, ct);
            if (!read.Is(out var test, out refusal))
                return console.Refuse(refusal);
            var reasons = ModelReasons.Of(model, test.Columns, test.Labels, wanted, parsed.GetValue(shuffles), threads, ct);
            console.Out.WriteLine(parsed.GetValue(shared.Json) ? Json(model.Trees, reasons) : Text(model.Trees, reasons));
            return 0;
        }
    }

    private static string Text(TreeModel model, ModelReasons reasons)
    {
        var text = new StringBuilder();
        ReasonTables.Columns(text, model, reasons, scorecard: null);
        text.AppendLine($"Shuffled among {reasons.Rows} rows.").AppendLine();
        foreach (var curve in reasons.Curves)
            ReasonTables.Curve(text, curve);
        return text.ToString().TrimEnd();
    }

    private static string Json(TreeModel model, ModelReasons reasons)
    {
        var losses = reasons.Losses.ToDictionary(l => l.Feature, StringComparer.Ordinal);
        var json = new JsonObject
        {
            ["rows"] = reasons.Rows,
            ["importance"] = new JsonArray([.. model.Importance().Select(JsonNode (i) => new JsonObject
            {
                ["column"] = i.Feature,
                ["gain"] = Number(i.Gain),
                ["splits"] = i.Splits,
                ["aucLost"] = Number(losses.GetValueOrDefault(i.Feature)?.Auc),
                ["logLossGained"] = Number(losses.GetValueOrDefault(i.Feature)?.LogLoss),
            })]),
            ["partialDependence"] = new JsonObject(reasons.Curves.Select(c => KeyValuePair.Create(c.Column, (JsonNode?)new JsonArray(
                [.. c.Points.Select(JsonNode (p) => new JsonObject
                {
                    ["value"] = p.Level is not null ? p.Level : float.IsNaN(p.Value) ? null : p.Value,
                    ["margin"] = Number(p.Margin),
                    ["probability"] = Number(p.Probability),
                })])))),
        };
        return json.ToJsonString(Indented);
    }

    // A model from elsewhere may answer without bounds.
    private static JsonNode? Number(double? value) => value is { } number && double.IsFinite(number) ? number : null;
}
