namespace HybridBpo.Trees;

/// <summary>
/// Finds the best set of categories to send right: one against the rest when there are few, otherwise a run of the categories sorted by
/// gradient over hessian (Fisher 1958), from either end. The listed (right) side is the smaller one, so that unseen levels follow the majority.
/// </summary>
/// <remarks>
/// Among hundreds of categories that mean nothing the best set still gains much, more than columns that do mean something. What so many chosen of so
/// many gain by chance grows as k·log(p/k) (Abramovich and others 2006) and is taken off.
/// </remarks>
internal static class CategorySplits
{
    private const int MaxListed = 64;

    /// <summary>
    /// On the scale of gains, where one category that means nothing gains 1 on average: what a set gains by chance, over k·log(p/k), and what the
    /// best of a numeric column's cuts does, so that neither kind of column is preferred.
    /// </summary>
    private const double ChanceOfSets = 1.5, ChanceOfCuts = 10;

    public static SplitCandidate Find(LeafHistogram histogram, int offset, CategoryBins bins, RowSums leaf, int feature, SplitRules rules,
        LeafBounds bounds)
    {
        RowSums At(int bin) => new(histogram.Gradient[offset + bin], histogram.Hessian[offset + bin], histogram.Count[offset + bin]);

        var missing = At(0);
        var present = new List<int>();
        for (var bin = 1; bin <= bins.Levels; bin++)
        {
            if (histogram.Count[offset + bin] > 0)
                present.Add(bin);
        }

        var best = new SplitCandidate { Feature = feature };
        if (bins.Levels <= rules.OneHotLevels)
        {
            foreach (var bin in present)
                Consider([bin], 1, At(bin), 0, bounds.IsFree ? rules.Score : (g, h) => rules.Score(g, h, bounds, 0));
            return best;
        }

        var order = present.OrderBy(bin => rules.CategoryOrder(At(bin).Gradient, At(bin).Hessian)).ThenBy(bin => bin).ToArray();
        Scan(order);
        Array.Reverse(order);
        Scan(order);
        return best;

        void Scan(int[] sorted)
        {
            var right = default(RowSums);
            for (var i = 0; i < sorted.Length && i < MaxListed; i++)
            {
                right += At(sorted[i]);
                if (right.Count * 2L > leaf.Count)
                    return;
                Consider(
                    sorted, i + 1, right, GainByChance(i + 1, sorted.Length),
                    bounds.IsFree ? rules.CategoryScore : (g, h) => rules.Score(g, h, bounds, rules.CategoryL2));
            }
        }

        void Consider(int[] sorted, int listed, RowSums right, double byChance, Func<long, long, double> score)
        {
            Judge(right, missingLeft: true);
            if (missing.Count > 0)
                Judge(right + missing, missingLeft: false);

            void Judge(RowSums r, bool missingLeft)
            {
                var l = leaf - r;
                if (!rules.Allows(l) || !rules.Allows(r))
                    return;
                var gain = score(l.Gradient, l.Hessian) + score(r.Gradient, r.Hessian) - score(leaf.Gradient, leaf.Hessian) - byChance;
                if (gain <= Math.Max(best.Gain, rules.MinGain))
                    return;
                best.Gain = gain;
                best.MissingLeft = missingLeft;
                best.Left = l;
                best.RightBins = new bool[bins.Count];
                foreach (var bin in sorted.AsSpan(0, listed))
                    best.RightBins[bin] = true;
            }
        }
    }

    private static double GainByChance(int listed, int present) =>
        Math.Max(0, (ChanceOfSets * listed * Math.Log((double)present / listed)) - ChanceOfCuts);
}
