using System.Globalization;
using System.Text;
using HybridBpo.Trees;

namespace HybridBpo.Collections.Risk;

/// <summary>What a model leans on as Markdown tables, for card.md and for model explain.</summary>
internal static class ReasonTables
{
    private const int MostLevels = 12;

    /// <summary>One line per column: kind, share of gain, number of splits, and what shuffling it costs where that was measured.</summary>
    public static void Columns(StringBuilder text, TreeModel model, ModelReasons? reasons, IReadOnlyDictionary<string, double>? scorecard)
    {
        var losses = reasons?.Losses.ToDictionary(l => l.Feature, StringComparer.Ordinal) ?? [];
        var measured = losses.Count > 0;
        text.Append("| Column | kind | share of gain | splits |").Append(measured ? " AUC lost when shuffled | log loss gained |" : "");
        text.AppendLine(scorecard is null ? "" : " scorecard |");
        text.Append("|---|---|---|---|").Append(measured ? "---|---|" : "").AppendLine(scorecard is null ? "" : "---|");
        var importance = model.Importance();
        var total = Math.Max(double.Epsilon, importance.Sum(i => i.Gain));
        foreach (var item in importance)
        {
            var feature = model.Schema.Features[model.Schema.IndexOf(item.Feature)];
            var kind = feature.IsCategory ? $"category, {feature.Levels.Count} levels" : "number";
            text.Append(CultureInfo.InvariantCulture, $"| {Cell(item.Feature)} | {kind} | {item.Gain / total:P1} | {item.Splits:N0} |");
            if (losses.TryGetValue(item.Feature, out var loss))
                text.Append(CultureInfo.InvariantCulture, $" {loss.Auc:F4} | {loss.LogLoss:F4} |");
            else if (measured)
                text.Append(" – | – |");
            if (scorecard is not null && scorecard.TryGetValue(item.Feature, out var coefficient))
                text.Append(CultureInfo.InvariantCulture, $" {coefficient:F2} |");
            else if (scorecard is not null)
                text.Append(" – |");
            text.AppendLine();
        }

        text.AppendLine();
    }

    /// <summary>A column's values beside the mean probability when every row has that value.</summary>
    public static void Curve(StringBuilder text, DependenceCurve curve)
    {
        text.AppendLine(CultureInfo.InvariantCulture, $"| {Cell(curve.Column)} | mean probability |").AppendLine("|---|---|");
        foreach (var point in curve.Points.Take(MostLevels))
            text.AppendLine(CultureInfo.InvariantCulture, $"| {Cell(Value(point))} | {point.Probability:P2} |");
        if (curve.Points.Count > MostLevels)
            text.AppendLine(CultureInfo.InvariantCulture, $"| and {curve.Points.Count - MostLevels:N0} more | |");
        text.AppendLine();
    }

    // Rounded: the least and the greatest value are somebody's.
    public static string Value(DependencePoint point) =>
        point.Level ?? (float.IsNaN(point.Value) ? "missing" : Rounded(point.Value).ToString("0.#########", CultureInfo.InvariantCulture));

    private static double Rounded(float value) =>
        double.Parse(value.ToString("G3", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    public static string Cell(string text) => ModelConsole.OneLine(text).Replace("|", "\\|");
}
