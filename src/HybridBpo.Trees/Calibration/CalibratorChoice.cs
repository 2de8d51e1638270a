namespace HybridBpo.Trees;

internal static class CalibratorChoice
{
    private const int Folds = 5;
    private const int PositivesForIsotonic = 1000;

    /// <summary>What a more flexible calibrator must win per row to be preferred.</summary>
    private const double Margin = 2e-5;

    public static Calibrator? Choose(float[] margins, float[] labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var positives = labels.Count(y => y > 0);
        if (Math.Min(positives, labels.Length - positives) < 2 * Folds)
            return null;
        var plain = CrossValidated(margins, labels, (_, _) => null);
        var platt = CrossValidated(margins, labels, PlattCalibrator.Fit);
        var isotonic = positives >= PositivesForIsotonic ? CrossValidated(margins, labels, IsotonicCalibrator.Fit) : double.PositiveInfinity;
        if (isotonic < Math.Min(plain, platt) - Margin)
            return IsotonicCalibrator.Fit(margins, labels);
        return platt < plain - Margin ? PlattCalibrator.Fit(margins, labels) : null;
    }

    private static double CrossValidated(float[] margins, float[] labels, Func<float[], float[], Calibrator?> fit)
    {
        double loss = 0;
        for (var fold = 0; fold < Folds; fold++)
        {
            var rest = Enumerable.Range(0, margins.Length).Where(i => i % Folds != fold).ToArray();
            var calibrator = fit(ColumnRows.Take(margins, rest), ColumnRows.Take(labels, rest));
            for (var i = fold; i < margins.Length; i += Folds)
            {
                var p = calibrator?.Probability(margins[i]) ?? Logistic.Probability(margins[i]);
                loss -= Math.Log(Math.Max(1e-15, labels[i] > 0 ? p : 1 - p));
            }
        }

        return loss / margins.Length;
    }
}
