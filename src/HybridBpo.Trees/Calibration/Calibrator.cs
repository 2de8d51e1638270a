namespace HybridBpo.Trees;

/// <summary>
/// Turns margins into probabilities that match observed shares; always increasing, so it never changes a ranking. Fit it on rows that took
/// no part in growing the trees.
/// </summary>
public abstract class Calibrator
{
    private protected Calibrator()
    {
    }

    /// <summary>The calibrated probability, strictly between 0 and 1 for finite margins of ordinary size.</summary>
    /// <param name="margin">A margin (log-odds).</param>
    public abstract double Probability(double margin);

    /// <summary>
    /// Chooses among no calibrator, <see cref="PlattCalibrator"/> and <see cref="IsotonicCalibrator"/> by cross-validated log loss.
    /// </summary>
    /// <param name="margins">Margins of held-out rows.</param>
    /// <param name="labels">Their labels, 0 or 1.</param>
    /// <param name="weights">
    /// A finite weight of 0 or more per row, not all 0; <see langword="null"/> weighs every row 1. Only their ratios count.
    /// </param>
    /// <exception cref="ArgumentException">The lists differ in length or are empty, or a margin or weight is not finite.</exception>
    /// <returns>The fitted calibrator, or <see langword="null"/> when the plain logistic function is as good or one outcome is missing.</returns>
    public static Calibrator? Choose(float[] margins, float[] labels, float[]? weights = null)
    {
        Check(margins, labels, weights);
        return CalibratorChoice.Choose(margins, labels, weights);
    }

    private protected static void Check(float[] margins, float[] labels, float[]? weights)
    {
        ArgumentNullException.ThrowIfNull(margins);
        ArgumentNullException.ThrowIfNull(labels);
        if (margins.Length != labels.Length || margins.Length == 0)
            throw new ArgumentException($"There are {margins.Length} margins and {labels.Length} labels; there must be equally many, at least one.");
        if (Array.Exists(margins, m => !float.IsFinite(m)))
            throw new ArgumentException("A margin is not a finite number.", nameof(margins));
        if (weights is not null && (weights.Length != margins.Length || !Array.TrueForAll(weights, w => w >= 0 && float.IsFinite(w))
            || Array.TrueForAll(weights, w => w == 0)))
            throw new ArgumentException("There must be a finite weight of 0 or more for every margin, not all 0.", nameof(weights));
    }

    /// <summary>Weights whose mean is 1.</summary>
    private protected static double[]? PerRow(float[]? weights)
    {
        if (weights is null)
            return null;
        var mean = weights.Average(w => (double)w);
        return Array.ConvertAll(weights, w => w / mean);
    }
}
