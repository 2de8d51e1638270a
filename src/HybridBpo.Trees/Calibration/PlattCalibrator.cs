namespace HybridBpo.Trees;

/// <summary>A sigmoid of a straight line: probability = 1 / (1 + exp(−(slope · margin + offset))).</summary>
/// <remarks>Platt (1999), with the smoothed targets he proposes, fitted by Newton's method (Lin, Lin, Weng 2007).</remarks>
public sealed class PlattCalibrator : Calibrator
{
    private const double SmallestSlope = 1e-3;

    /// <summary>Makes a calibrator with known parameters.</summary>
    /// <param name="slope">Above 0.</param>
    /// <param name="offset">Any finite number.</param>
    public PlattCalibrator(double slope, double offset)
    {
        if (!(slope > 0 && double.IsFinite(slope)) || !double.IsFinite(offset))
            throw new ArgumentOutOfRangeException(nameof(slope), "The slope must be above 0 and both parameters finite.");
        Slope = slope;
        Offset = offset;
    }

    /// <summary>The factor of the margin, above 0.</summary>
    public double Slope { get; }

    /// <summary>What is added.</summary>
    public double Offset { get; }

    /// <summary>Fits slope and offset.</summary>
    /// <param name="margins">Margins of held-out rows.</param>
    /// <param name="labels">Their labels, 0 or 1.</param>
    /// <param name="weights">
    /// A finite weight of 0 or more per row, not all 0; <see langword="null"/> weighs every row 1. Only their ratios count.
    /// </param>
    /// <exception cref="ArgumentException">The lists differ in length or are empty, or a margin or weight is not finite.</exception>
    public static PlattCalibrator Fit(float[] margins, float[] labels, float[]? weights = null)
    {
        Check(margins, labels, weights);
        var perRow = PerRow(weights);
        var positives = perRow is null ? labels.Sum(y => (double)y) : labels.Zip(perRow, (y, w) => y * w).Sum();
        var high = (positives + 1) / (positives + 2);
        var low = 1 / (labels.Length - positives + 2);
        double slope = 1, offset = 0;
        for (var step = 0; step < 100; step++)
        {
            double g0 = 0, g1 = 0, h00 = 1e-9, h01 = 0, h11 = 1e-9;
            for (var i = 0; i < margins.Length; i++)
            {
                var p = Logistic.Probability((slope * margins[i]) + offset);
                var weight = perRow?[i] ?? 1;
                var error = weight * (p - (labels[i] > 0 ? high : low));
                var h = weight * p * (1 - p);
                g0 += error;
                g1 += error * margins[i];
                h00 += h;
                h01 += h * margins[i];
                h11 += h * margins[i] * margins[i];
            }

            var det = (h00 * h11) - (h01 * h01);
            if (!(det > 1e-12))
                break;
            var (dOffset, dSlope) = (((h11 * g0) - (h01 * g1)) / det, ((h00 * g1) - (h01 * g0)) / det);
            // Newton steps are shortened: far from the optimum the sigmoid is flat and a full step overshoots.
            var length = Math.Max(1, Math.Max(Math.Abs(dOffset), Math.Abs(dSlope)));
            offset -= dOffset / length;
            slope -= dSlope / length;
            if (Math.Abs(dOffset) + Math.Abs(dSlope) < 1e-10)
                break;
        }

        return new PlattCalibrator(Math.Max(slope, SmallestSlope), offset);
    }

    /// <inheritdoc/>
    public override double Probability(double margin) => Logistic.Probability((Slope * margin) + Offset);
}
