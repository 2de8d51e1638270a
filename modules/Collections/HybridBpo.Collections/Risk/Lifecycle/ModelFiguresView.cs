using HybridBpo.Trees;

namespace HybridBpo.Collections.Risk.Lifecycle;

/// <summary>How a model did on rows it had not seen, as kept with it and drawn on its page.</summary>
internal sealed record ModelResults(
    int TrainRows, int TestRows, string HeldOut, ResultLine Model, ResultLine Scorecard, ResultLine? Plain, string PlainName, double AucInterval,
    IReadOnlyList<double[]> ModelRoc, IReadOnlyList<double[]> ScorecardRoc, IReadOnlyList<double[]> PlainRoc,
        IReadOnlyList<double[]> ModelCalibration,
    IReadOnlyList<double[]> ScorecardCalibration, IReadOnlyList<double[]> CalibrationIntervals, IReadOnlyList<double> GoodShares,
        IReadOnlyList<double> LateShares,
    IReadOnlyList<Importance> Strongest)
{
    /// <summary>How many of the held-out rows had the outcome; 0 with models of before it was kept.</summary>
    public int TestPositives { get; init; }

    /// <summary>The held-out rows in ten equal groups by score, the lowest first; empty with models of before they were kept.</summary>
    public IReadOnlyList<Decile> Deciles { get; init; } = [];

    /// <summary>How far it is ahead of the scorecard; null with models of before it was kept.</summary>
    public AucDifference? OverScorecard { get; init; }

    /// <summary>How far it is ahead of the plain ranking, where there is one.</summary>
    public AucDifference? OverPlain { get; init; }

    public TrainingRecipe? Recipe { get; init; }

    public int Trees { get; init; }

    public static ModelResults Read(string json) => System.Text.Json.JsonSerializer.Deserialize<ModelResults>(json, ModelRegistry.Json)!;

    public static ModelResults Of(RiskModel model, Material material, RiskReport report, double[] card, ModelFigures cardFigures)
    {
        var (test, plain) = (material.Test, material.Plain);
        var scores = model.Score(test.Columns).Value.Probabilities;
        var cardGroups = ModelMetrics.Calibration(card, test.Labels);
        return new ModelResults(
            material.Train.Count, test.Count, material.HeldOut, ResultLine.Of(report.Figures, report.Calibration),
                ResultLine.Of(cardFigures, cardGroups),
            plain is null ? null : ResultLine.Ranking(plain, test.Labels), material.PlainName, Interval(report.Figures),
            Roc(scores, test.Labels), Roc(card, test.Labels), plain is null ? [] : Roc(plain, test.Labels),
            Calibration(report.Calibration), Calibration(cardGroups), [.. report.Calibration.Select(Wilson)],
            Shares(scores, test.Labels, 0), Shares(scores, test.Labels, 1),
            [.. model.Trees.Importance().Take(8).Select(i => new Importance(i.Feature, i.Gain))])
        {
            TestPositives = report.Figures.Positives,
            Deciles = [.. report.Calibration.Select(Decile.Of)],
            OverScorecard = AucDifference.Of(scores, card, test.Labels),
            OverPlain = plain is null ? null : AucDifference.Of(scores, plain, test.Labels),
            Recipe = material.Recipe,
            Trees = model.Trees.TreeCount,
        };
    }

    private static List<double[]> Roc(double[] scores, float[] labels) =>
        [.. ModelMetrics.Roc(scores, labels, 60).Select(p => new[] { Math.Round(p.FalsePositiveRate, 4), Math.Round(p.TruePositiveRate, 4) })];

    private static List<double[]> Calibration(IReadOnlyList<CalibrationGroup> groups) =>
        [.. groups.Select(g => new[] { Math.Round(g.MeanScore, 4), Math.Round(g.PositiveShare, 4) })];

    // Half the width of a 95 % interval of the AUC (Hanley and McNeil 1982).
    private static double Interval(ModelFigures f)
    {
        double a = f.Auc, p = f.Positives, n = f.Rows - f.Positives, q1 = a / (2 - a), q2 = 2 * a * a / (1 + a);
        return 1.96 * Math.Sqrt((a * (1 - a) + (p - 1) * (q1 - a * a) + (n - 1) * (q2 - a * a)) / (p * n));
    }

    // Wilson's interval of the observed share.
    private static double[] Wilson(CalibrationGroup g)
    {
        const double Z = 1.96;
        double n = g.Rows, p = g.PositiveShare, middle = (p + Z * Z / (2 * n)) / (1 + Z * Z / n);
        var half = Z / (1 + Z * Z / n) * Math.Sqrt(p * (1 - p) / n + Z * Z / (4 * n * n));
        return [Math.Round(g.MeanScore, 4), Math.Round(Math.Max(0, middle - half), 4), Math.Round(middle + half, 4)];
    }

    private static List<double> Shares(double[] scores, float[] labels, float label)
    {
        var of = scores.Where((_, i) => labels[i] == label).ToList();
        return [.. Enumerable.Range(0, 20).Select(b => of.Count == 0 ? 0
            : Math.Round(100.0 * of.Count(s => Math.Min(19, (int)(s * 20)) == b) / of.Count, 2))];
    }
}

internal sealed record Importance(string Column, double Gain);

/// <summary>A tenth of the held-out rows: what was predicted and what came true.</summary>
internal sealed record Decile(int Rows, int Positives, double Predicted, double Lowest, double Highest)
{
    public double Observed => (double)Positives / Rows;

    public static Decile Of(CalibrationGroup g) => new(g.Rows, (int)Math.Round(g.PositiveShare * g.Rows), g.MeanScore, g.LowestScore, g.HighestScore);
}

/// <summary>A model with what its test said, for its page and its card.</summary>
internal sealed record TestedModel(RiskReport Report, TestedScorecard Scorecard, ModelReasons Reasons, ModelResults Results)
{
    public static TestedModel Of(RiskModel model, Material material, TimeProvider time, CancellationToken ct)
    {
        var test = material.Test;
        var report = RiskEvaluation.Evaluate(model, test.Columns, test.Labels, 0, time);
        var scorecard = LogisticScorecard.Fit(material.Train, cancellation: ct);
        var card = scorecard.Probabilities(test.Columns);
        var figures = ModelMetrics.Evaluate(card, test.Labels);
        var reasons = ModelReasons.Of(model, test.Columns, test.Labels, [], shuffles: 3, 0, ct);
        return new TestedModel(
            report, new TestedScorecard(scorecard.Coefficients, figures), reasons, ModelResults.Of(model, material, report, card, figures));
    }
}

/// <summary>One line of the figures' table.</summary>
internal sealed record ResultLine(double Auc, double Gini, double Ks, double Brier, double LogLoss, double WorstGap)
{
    /// <summary>Expected calibration error over ten groups; NaN where there is none.</summary>
    public double Ece { get; init; } = double.NaN;

    public static ResultLine Of(ModelFigures f, IReadOnlyList<CalibrationGroup> groups) =>
        new(f.Auc, f.Gini, f.Ks, f.Brier, f.LogLoss, groups.Max(g => Math.Abs(g.MeanScore - g.PositiveShare))) { Ece = f.Ece10 };

    /// <summary>A ranking that is no probability has no calibration.</summary>
    public static ResultLine Ranking(double[] values, float[] labels)
    {
        var f = ModelMetrics.Evaluate([.. values.Select(v => v / (1 + Math.Abs(v)) / 2 + 0.5)], labels);
        return new ResultLine(f.Auc, f.Gini, f.Ks, double.NaN, double.NaN, double.NaN);
    }
}
