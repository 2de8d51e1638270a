using System.Globalization;
using System.Text;
using HybridBpo.Trees;

namespace HybridBpo.Collections.Risk;

/// <summary>What a person must know before using a model, as Markdown.</summary>
internal static class ModelCard
{
    public static string Write(
        RiskModel model, TrainingRecipe recipe, RiskReport? report, TestedScorecard scorecard, ModelReasons? reasons, DateTimeOffset now)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"# Risk model: probability of {recipe.Outcome}");
        text.AppendLine();
        var trees = model.Trees.TreeCount;
        text.AppendLine(CultureInfo.InvariantCulture, $"Trained {now.UtcDateTime:yyyy-MM-dd HH:mm} UTC, {trees} gradient-boosted trees.");
        text.AppendLine();
        text.AppendLine("## Recipe").AppendLine();
        Row(text, "Data", $"{recipe.DataName}, {recipe.Rows:N0} rows, SHA-256 {recipe.DataHash}");
        Row(text, "Label", recipe.Outcome);
        Row(text, "Hold-out", $"{recipe.HoldOut}: {recipe.TrainRows:N0} rows to train, {recipe.TestRows:N0} to test; no choice used test rows");
        Row(text, "Left out", recipe.Dropped.Count == 0 ? "nothing" : string.Join(", ", recipe.Dropped));
        Row(text, "Options", string.Join(", ", recipe.Params.Select(p => $"{p.Key} {p.Value}")));
        foreach (var note in recipe.Notes ?? [])
            Row(text, "Also", note);
        Row(text, "Calibrator", Calibrator(model.Trees.Calibrator));
        text.AppendLine();
        WriteFigures(text, report, scorecard.Figures);
        WriteColumns(text, model.Trees, scorecard, reasons);
        text.AppendLine("## Intended use").AppendLine();
        text.AppendLine("To rank and estimate risk for people who then decide. It does not decide anything about a person by itself.");
        text.AppendLine();
        text.AppendLine("## Limits").AppendLine();
        text.AppendLine("- It knows only what the columns above knew at training; it says nothing about causes.");
        text.AppendLine("- Figures hold for rows like those it was tested on. Test again before use on other portfolios, countries or times.");
        text.AppendLine("- Check for columns that are only known after the outcome, and for unfair effects on groups, before go-live.");
        return text.ToString();
    }

    private static void WriteFigures(StringBuilder text, RiskReport? report, ModelFigures? scorecard)
    {
        text.AppendLine("## Figures on the hold-out").AppendLine();
        if (report is null)
        {
            text.AppendLine("None: no rows were held out.").AppendLine();
            return;
        }

        text.AppendLine("| | AUC | Gini | KS | Brier | log loss | calibration error |").AppendLine("|---|---|---|---|---|---|---|");
        text.AppendLine(Figures("this model", report.Figures));
        if (scorecard is not null)
            text.AppendLine(Figures("logistic scorecard, for comparison", scorecard));
        text.AppendLine().AppendLine("| Tenth, by score | rows | predicted | observed |").AppendLine("|---|---|---|---|");
        for (var i = 0; i < report.Calibration.Count; i++)
        {
            var group = report.Calibration[i];
            text.AppendLine(CultureInfo.InvariantCulture, $"| {i + 1} | {group.Rows:N0} | {group.MeanScore:P2} | {group.PositiveShare:P2} |");
        }

        text.AppendLine();
    }

    private static void WriteColumns(StringBuilder text, TreeModel model, TestedScorecard scorecard, ModelReasons? reasons)
    {
        text.AppendLine("## Columns").AppendLine();
        ReasonTables.Columns(text, model, reasons, scorecard.Coefficients);
        text.Append("Gain: by how much a column's splits lowered the penalised loss in training. Scorecard: the column's coefficient in the ");
        text.Append("logistic scorecard, which learns from each column's weight of evidence; one below 0 tells that columns repeat each other.");
        if (reasons is null)
        {
            text.AppendLine().AppendLine();
            return;
        }

        text.AppendLine(CultureInfo.InvariantCulture, $" Shuffled: among {reasons.Rows:N0} rows that the model has not learnt from.").AppendLine();
        if (reasons.Curves.Count == 0)
            return;
        text.AppendLine("## How the answer moves").AppendLine();
        text.AppendLine("The mean probability when every row had this value and kept the rest (partial dependence; values are rounded).");
        text.AppendLine();
        foreach (var curve in reasons.Curves)
            ReasonTables.Curve(text, curve);
    }

    private static string Calibrator(Calibrator? calibrator) => calibrator switch
    {
        PlattCalibrator => "Platt, fitted on training rows held apart from the trees",
        IsotonicCalibrator => "isotonic, fitted on training rows held apart from the trees",
        _ => "none (the plain logistic function fitted as well, or rows were too few or weighted)",
    };

    private static string Figures(string name, ModelFigures f) => string.Create(
        CultureInfo.InvariantCulture, $"| {name} | {f.Auc:F4} | {f.Gini:F4} | {f.Ks:F4} | {f.Brier:F4} | {f.LogLoss:F4} | {f.Ece10:F4} |");

    private static void Row(StringBuilder text, string name, string value) =>
        text.AppendLine(CultureInfo.InvariantCulture, $"- {name}: {ReasonTables.Cell(value)}");
}
