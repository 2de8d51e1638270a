namespace HybridBpo.Trees;

/// <summary>
/// The best increasing step function (pool adjacent violators), joined by straight lines between the steps' centres so that few rows tie,
/// and mixed with 0.1 % of the plain logistic function so that none do.
/// </summary>
/// <remarks>Ayer et al. (1955); Zadrozny and Elkan (2002).</remarks>
public sealed class IsotonicCalibrator : Calibrator
{
    private const double LogisticShare = 1e-3;
    private readonly double[] margins;
    private readonly double[] probabilities;

    /// <summary>Makes a calibrator from known points.</summary>
    /// <param name="margins">Strictly ascending, finite, at least one.</param>
    /// <param name="probabilities">Ascending (ties allowed), from 0 to 1.</param>
    public IsotonicCalibrator(double[] margins, double[] probabilities)
    {
        ArgumentNullException.ThrowIfNull(margins);
        ArgumentNullException.ThrowIfNull(probabilities);
        if (margins.Length == 0 || margins.Length != probabilities.Length)
            throw new ArgumentException("There must be as many margins as probabilities, at least one.");
        for (var i = 0; i < margins.Length; i++)
        {
            if (!double.IsFinite(margins[i]) || !(probabilities[i] is >= 0 and <= 1))
                throw new ArgumentException($"Point {i} is not a finite margin with a probability.");
            if (i > 0 && (margins[i] <= margins[i - 1] || probabilities[i] < probabilities[i - 1]))
                throw new ArgumentException($"Point {i} is not above the one before it.");
        }

        this.margins = margins;
        this.probabilities = probabilities;
    }

    /// <summary>The points' margins, ascending.</summary>
    public IReadOnlyList<double> Margins => margins;

    /// <summary>The points' probabilities.</summary>
    public IReadOnlyList<double> Probabilities => probabilities;

    /// <summary>Fits the steps.</summary>
    /// <param name="margins">Margins of held-out rows.</param>
    /// <param name="labels">Their labels, 0 or 1.</param>
    /// <param name="weights">
    /// A finite weight of 0 or more per row, not all 0; <see langword="null"/> weighs every row 1. Only their ratios count.
    /// </param>
    /// <exception cref="ArgumentException">The lists differ in length or are empty, or a margin or weight is not finite.</exception>
    public static IsotonicCalibrator Fit(float[] margins, float[] labels, float[]? weights = null)
    {
        Check(margins, labels, weights);
        var perRow = PerRow(weights);
        var order = Enumerable.Range(0, margins.Length).Where(i => perRow is null || perRow[i] > 0).OrderBy(i => margins[i]).ThenBy(i => i).ToArray();
        var steps = new List<(double Margin, double Positive, double Count)>();
        for (var i = 0; i < order.Length;)
        {
            double positive = 0, count = 0;
            var start = i;
            for (; i < order.Length && margins[order[i]] == margins[order[start]]; i++)
            {
                var weight = perRow?[order[i]] ?? 1;
                positive += weight * labels[order[i]];
                count += weight;
            }

            steps.Add((margins[order[start]] * count, positive, count));
            while (steps.Count > 1 && Share(steps[^1]) <= Share(steps[^2]))
            {
                var (last, before) = (steps[^1], steps[^2]);
                steps.RemoveAt(steps.Count - 1);
                steps[^1] = (before.Margin + last.Margin, before.Positive + last.Positive, before.Count + last.Count);
            }
        }

        return new IsotonicCalibrator([.. steps.Select(s => s.Margin / s.Count)], [.. steps.Select(Share)]);

        static double Share((double Margin, double Positive, double Count) step) => step.Positive / step.Count;
    }

    /// <inheritdoc/>
    public override double Probability(double margin) => ((1 - LogisticShare) * Step(margin)) + (LogisticShare * Logistic.Probability(margin));

    private double Step(double margin)
    {
        var at = Array.BinarySearch(margins, margin);
        if (at >= 0)
            return probabilities[at];
        at = ~at;
        if (at == 0)
            return probabilities[0];
        if (at == margins.Length)
            return probabilities[^1];
        var part = (margin - margins[at - 1]) / (margins[at] - margins[at - 1]);
        return probabilities[at - 1] + (part * (probabilities[at] - probabilities[at - 1]));
    }
}
