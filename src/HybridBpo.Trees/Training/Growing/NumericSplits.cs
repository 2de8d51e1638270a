using System.Runtime.CompilerServices;

namespace HybridBpo.Trees;

/// <summary>Finds the best threshold of a numeric feature, trying missing values on both sides.</summary>
internal static class NumericSplits
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static SplitCandidate Find<TScore>(
        LeafHistogram histogram, int offset, int bins, RowSums leaf, int feature, SplitRules rules, TScore score)
        where TScore : struct, ISplitScore
    {
        var gradient = histogram.Gradient.AsSpan(offset, bins);
        var hessian = histogram.Hessian.AsSpan(offset, bins);
        var count = histogram.Count.AsSpan(offset, bins);
        var missing = new RowSums(gradient[0], hessian[0], count[0]);
        var parent = score.Of(leaf);
        var best = new SplitCandidate { Feature = feature, Gain = 0 };
        var bestScore = parent + rules.MinGain;
        var left = default(RowSums);
        for (var bin = 1; bin < bins; bin++)
        {
            if (count[bin] == 0)
                continue;
            left = new RowSums(left.Gradient + gradient[bin], left.Hessian + hessian[bin], left.Count + count[bin]);
            var right = leaf - left;
            if (right.Count < rules.MinRows)
                break;
            Consider(left, right, missingLeft: false, bin);
            if (missing.Count > 0)
                Consider(left + missing, right - missing, missingLeft: true, bin);
        }

        if (best.Gain > 0 && missing.Count == 0)
            best.MissingLeft = best.Left.Count * 2L >= leaf.Count;
        return best;

        void Consider(RowSums l, RowSums r, bool missingLeft, int bin)
        {
            if (!rules.Allows(l) || !rules.Allows(r))
                return;
            var sum = score.Of(l) + score.Of(r);
            if (sum <= bestScore || !score.Fits(l, r))
                return;
            bestScore = sum;
            best.Gain = sum - parent;
            best.LastLeftBin = bin;
            best.MissingLeft = missingLeft;
            best.Left = l;
        }
    }
}
