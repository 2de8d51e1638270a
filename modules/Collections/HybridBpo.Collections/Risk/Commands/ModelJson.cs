using System.Text.Json;
using System.Text.Json.Nodes;

namespace HybridBpo.Collections.Risk;

/// <summary>What train and evaluate print.</summary>
internal sealed record ModelOutcome(
    int Rows,
    int Features,
    int TrainRows,
    int TestRows,
    RiskReport? Report,
    HybridBpo.Trees.ModelFigures? Scorecard,
    double? TrainSeconds,
    double? CalibrateSeconds,
    double LoadSeconds,
    int Threads,
    IReadOnlyDictionary<string, double> Params,
    IReadOnlyList<Trial> Tried)
{
    public string ToJson()
    {
        var figures = Report?.Figures;
        var json = new JsonObject
        {
            ["rows"] = Rows,
            ["features"] = Features,
            ["trainRows"] = TrainRows,
            ["testRows"] = TestRows,
            ["auc"] = Number(figures?.Auc),
            ["gini"] = Number(figures?.Gini),
            ["ks"] = Number(figures?.Ks),
            ["brier"] = Number(figures?.Brier),
            ["logLoss"] = Number(figures?.LogLoss),
            ["ece10"] = Number(figures?.Ece10),
            ["trainSeconds"] = Number(TrainSeconds),
            ["calibrateSeconds"] = Number(CalibrateSeconds),
            ["loadSeconds"] = Number(LoadSeconds),
            ["scoreRowsPerSecond"] = Number(Report?.RowsPerSecond),
            ["threads"] = Threads,
            ["params"] = new JsonObject(Params.Select(p => KeyValuePair.Create(p.Key, (JsonNode?)p.Value))),
        };
        if (Scorecard is not null)
            json["scorecard"] = new JsonObject { ["auc"] = Number(Scorecard.Auc), ["logLoss"] = Number(Scorecard.LogLoss) };
        if (Tried.Count > 0)
            json["tried"] = new JsonArray([.. Tried.Select(Describe)]);
        return json.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
    }

    public string ToText()
    {
        var text = $"{Rows:N0} rows, {Features} features, {TrainRows:N0} to train, {TestRows:N0} to test.";
        if (TrainSeconds is not null)
            text += $"\nLoaded in {LoadSeconds:F2} s, trained in {TrainSeconds:F2} s on {Threads} threads.";
        if (Report is { Figures: var f } report)
        {
            text += $"\nAUC {f.Auc:F4}, Gini {f.Gini:F4}, KS {f.Ks:F4}, Brier {f.Brier:F4}, log loss {f.LogLoss:F4}, calibration error {f.Ece10:F4}";
            text += $"\nScores {report.RowsPerSecond:N0} rows/s.";
        }

        if (Scorecard is not null)
            text += $"\nFor comparison, a logistic scorecard: AUC {Scorecard.Auc:F4}, log loss {Scorecard.LogLoss:F4}.";
        return text;
    }

    private static JsonNode Describe(Trial trial) =>
        new JsonObject { ["setting"] = Tuning.Words(trial.Options), ["logLoss"] = Number(trial.LogLoss), ["leftEarly"] = trial.Left };

    // Seconds and figures that do not exist (one outcome only, nothing held out) are null, never NaN.
    private static JsonNode? Number(double? value) => value is { } number && double.IsFinite(number) ? Math.Round(number, 6) : null;
}
