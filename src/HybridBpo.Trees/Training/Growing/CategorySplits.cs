namespace HybridBpo.Trees;

/// <summary>
/// Finds the best set of categories to send right: one against the rest when there are few, otherwise a run of the categories sorted by
/// gradient over hessian (Fisher 1958), from either end. The listed (right) side is the smaller one, so that unseen levels follow the majority.
/// </summary>
internal static class CategorySplits
{
    private const int MaxListed = 64;

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
                Consider([bin], 1, At(bin), bounds.IsFree ? rules.Score : (g, h) => rules.Score(g, h, bounds, 0));
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
                Consider(sorted, i + 1, right, bounds.IsFree ? rules.CategoryScore : (g, h) => rules.Score(g, h, bounds, rules.CategoryL2));
            }
        }

        void Consider(int[] sorted, int listed, RowSums right, Func<long, long, double> score)
        {
            Judge(right, missingLeft: true);
            if (missing.Count > 0)
                Judge(right + missing, missingLeft: false);

            void Judge(RowSums r, bool missingLeft)
            {
                var l = leaf - r;
                if (!rules.Allows(l) || !rules.Allows(r))
                    return;
                var gain = score(l.Gradient, l.Hessian) + score(r.Gradient, r.Hessian) - score(leaf.Gradient, leaf.Hessian);
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
}
