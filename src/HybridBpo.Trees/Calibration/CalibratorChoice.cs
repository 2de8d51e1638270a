namespace HybridBpo.Trees;

internal static class CalibratorChoice
{
    private const int Folds = 5;
    private const int PositivesForIsotonic = 1000;

    /// <summary>How many standard errors of the paired difference a calibrator must win by; the more flexible one, by more.</summary>
    private const double PlattErrors = 1, IsotonicErrors = 2;

    public static Calibrator? Choose(float[] margins, float[] labels, float[]? weights = null)
    {
        var positives = labels.Count(y => y > 0);
        if (Math.Min(positives, labels.Length - positives) < 2 * Folds)
            return null;
        var plain = Losses(margins, labels, weights, (_, _, _) => null);
        var platt = Losses(margins, labels, weights, PlattCalibrator.Fit);
        var plattWins = Wins(platt, plain, PlattErrors);
        if (positives >= PositivesForIsotonic
            && Wins(Losses(margins, labels, weights, IsotonicCalibrator.Fit), plattWins ? platt : plain, IsotonicErrors))
            return IsotonicCalibrator.Fit(margins, labels, weights);
        return plattWins ? PlattCalibrator.Fit(margins, labels, weights) : null;
    }

    private static bool Wins(double[] losses, double[] simpler, double errors)
    {
        var gains = losses.Select((loss, i) => simpler[i] - loss).ToArray();
        var mean = gains.Average();
        var error = Math.Sqrt(gains.Sum(g => (g - mean) * (g - mean))) / gains.Length;
        return mean > errors * error;
    }

    /// <summary>Cross-validated log loss per row, times its weight.</summary>
    private static double[] Losses(
        float[] margins, float[] labels, float[]? weights, Func<float[], float[], float[]?, Calibrator?> fit)
    {
        var losses = new double[margins.Length];
        for (var fold = 0; fold < Folds; fold++)
        {
            var rest = Enumerable.Range(0, margins.Length).Where(i => i % Folds != fold).ToArray();
            var some = weights is null ? null : ColumnRows.Take(weights, rest);
            // Where all the weight lies in one fold, nothing can be learnt from the others.
            var calibrator = some is not null && Array.TrueForAll(some, w => w == 0)
                ? null : fit(ColumnRows.Take(margins, rest), ColumnRows.Take(labels, rest), some);
            for (var i = fold; i < margins.Length; i += Folds)
            {
                var p = calibrator?.Probability(margins[i]) ?? Logistic.Probability(margins[i]);
                losses[i] = -(weights?[i] ?? 1) * Math.Log(Math.Max(1e-15, labels[i] > 0 ? p : 1 - p));
            }
        }

        return losses;
    }
}
