namespace HybridBpo.Trees;

/// <summary>Figures of merit of probabilities against 0/1 outcomes.</summary>
public static class ModelMetrics
{
    /// <summary>All figures at once.</summary>
    /// <param name="scores">Probabilities, finite.</param>
    /// <param name="labels">0 or 1 per row.</param>
    /// <exception cref="ArgumentException">Lengths differ, there is no row, or a score is not finite.</exception>
    public static ModelFigures Evaluate(double[] scores, float[] labels)
    {
        var sorted = new SortedScores(scores, labels);
        var (auc, ks) = sorted.Ranking();
        double brier = 0, loss = 0;
        for (var i = 0; i < scores.Length; i++)
        {
            var error = scores[i] - labels[i];
            brier += error * error;
            loss -= Math.Log(Math.Clamp(labels[i] > 0 ? scores[i] : 1 - scores[i], 1e-15, 1));
        }

        var groups = sorted.Groups(10);
        var ece = groups.Sum(g => g.Rows * Math.Abs(g.MeanScore - g.PositiveShare)) / scores.Length;
        return new ModelFigures(
            scores.Length, sorted.Positives, auc, (2 * auc) - 1, ks, brier / scores.Length, loss / scores.Length, ece);
    }

    /// <summary>Area under the ROC curve; ties count half; NaN when only one outcome occurs.</summary>
    /// <param name="scores">Any increasing measure of risk.</param>
    /// <param name="labels">0 or 1 per row.</param>
    public static double Auc(double[] scores, float[] labels) => new SortedScores(scores, labels).Ranking().Auc;

    /// <summary>The calibration table: rows sorted by score and cut into equally filled groups, lowest first.</summary>
    /// <param name="scores">Probabilities.</param>
    /// <param name="labels">0 or 1 per row.</param>
    /// <param name="groups">How many groups; fewer come back when there are fewer rows.</param>
    public static IReadOnlyList<CalibrationGroup> Calibration(double[] scores, float[] labels, int groups = 10) =>
        new SortedScores(scores, labels).Groups(groups);

    /// <summary>The ROC curve from (0, 0) to (1, 1), thinned to at most about <paramref name="points"/> points.</summary>
    /// <param name="scores">Any increasing measure of risk.</param>
    /// <param name="labels">0 or 1 per row.</param>
    /// <param name="points">At least 2.</param>
    /// <returns>Empty when only one outcome occurs.</returns>
    public static IReadOnlyList<RocPoint> Roc(double[] scores, float[] labels, int points = 200)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 2);
        return new SortedScores(scores, labels).Roc(points);
    }
}
