namespace HybridBpo.Collections.Risk;

/// <summary>How far one ranking of the same rows is ahead of another, with the 95 % interval of the difference (DeLong and others 1988).</summary>
/// <param name="By">AUC of the first less AUC of the second.</param>
/// <param name="Half">Half the width of the interval; NaN where there are too few rows of one kind.</param>
internal sealed record AucDifference(double By, double Half)
{
    public double Low => By - Half;

    public double High => By + Half;

    public static AucDifference Of(IReadOnlyList<double> first, IReadOnlyList<double> second, IReadOnlyList<float> labels)
    {
        var with = Enumerable.Range(0, labels.Count).Where(i => labels[i] == 1).ToArray();
        var without = Enumerable.Range(0, labels.Count).Where(i => labels[i] != 1).ToArray();
        var ((a, aWith, aWithout), (b, bWith, bWithout)) = (Placements(first, with, without), Placements(second, with, without));
        var variance = Variance(aWith, bWith) / with.Length + Variance(aWithout, bWithout) / without.Length;
        return new AucDifference(a - b, 1.96 * Math.Sqrt(variance));
    }

    // For each row with the outcome the share of those without it that rank below, and the other way round.
    private static (double Auc, double[] With, double[] Without) Placements(IReadOnlyList<double> scores, int[] with, int[] without)
    {
        var (all, high, low) = (Ranks(scores, [.. with, .. without]), Ranks(scores, with), Ranks(scores, without));
        double m = with.Length, n = without.Length;
        double[] above = [.. with.Select((_, i) => (all[i] - high[i]) / n)];
        double[] below = [.. without.Select((_, i) => 1 - (all[with.Length + i] - low[i]) / m)];
        return (above.Length == 0 ? double.NaN : above.Average(), above, below);
    }

    // Ranks from 1; equal scores share the middle one.
    private static double[] Ranks(IReadOnlyList<double> scores, int[] rows)
    {
        var order = Enumerable.Range(0, rows.Length).OrderBy(i => scores[rows[i]]).ToArray();
        var ranks = new double[rows.Length];
        for (int from = 0, to; from < order.Length; from = to)
        {
            for (to = from + 1; to < order.Length && scores[rows[order[to]]].Equals(scores[rows[order[from]]]);) to++;
            for (var i = from; i < to; i++) ranks[order[i]] = (from + to + 1) / 2.0;
        }

        return ranks;
    }

    private static double Variance(double[] a, double[] b)
    {
        if (a.Length < 2) return double.NaN;
        double[] difference = [.. a.Zip(b, (x, y) => x - y)];
        var mean = difference.Average();
        return difference.Sum(d => (d - mean) * (d - mean)) / (a.Length - 1);
    }
}
