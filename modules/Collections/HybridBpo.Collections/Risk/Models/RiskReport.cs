using HybridBpo.Trees;

namespace HybridBpo.Collections.Risk;

/// <summary>How a model does on rows it has not seen.</summary>
/// <param name="Figures">The figures of merit.</param>
/// <param name="Roc">Points of the ROC curve; empty when only one outcome occurs.</param>
/// <param name="Calibration">Ten groups by score: mean prediction beside observed share.</param>
/// <param name="RowsPerSecond">Measured scoring speed.</param>
internal sealed record RiskReport(
    ModelFigures Figures, IReadOnlyList<RocPoint> Roc, IReadOnlyList<CalibrationGroup> Calibration, double RowsPerSecond);

/// <summary>The plain model beside every other: the coefficient of each column, and its figures where rows were held out.</summary>
internal sealed record TestedScorecard(IReadOnlyDictionary<string, double> Coefficients, ModelFigures? Figures);

internal static class RiskEvaluation
{
    /// <summary>Evaluates on all given rows; the columns must fit the model (see <see cref="RiskModel.Check"/>).</summary>
    public static RiskReport Evaluate(RiskModel model, IReadOnlyList<FeatureColumn> columns, float[] labels, int threads, TimeProvider time)
    {
        // A few rows first, so that the measured speed is not that of compiling the scorer.
        var warm = Enumerable.Range(0, Math.Min(labels.Length, 2000)).ToArray();
        model.Probabilities([.. columns.Select(c => ColumnRows.Take(c, warm))], threads);
        var began = time.GetTimestamp();
        var scores = model.Probabilities(columns, threads);
        var seconds = time.GetElapsedTime(began).TotalSeconds;
        return Of(scores, labels, seconds > 0 ? labels.Length / seconds : 0);
    }

    /// <summary>A plain logistic scorecard of the same rows, and how it does on those held out.</summary>
    public static TestedScorecard Scorecard(TrainingSet train, TrainingSet? test, CancellationToken ct)
    {
        var card = LogisticScorecard.Fit(train, cancellation: ct);
        return new TestedScorecard(card.Coefficients, test is null ? null : ModelMetrics.Evaluate(card.Probabilities(test.Columns), test.Labels));
    }

    public static RiskReport Of(double[] scores, float[] labels, double rowsPerSecond) => new(
        ModelMetrics.Evaluate(scores, labels), ModelMetrics.Roc(scores, labels), ModelMetrics.Calibration(scores, labels), rowsPerSecond);
}
