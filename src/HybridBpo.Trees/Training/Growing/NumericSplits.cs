using System.Runtime.CompilerServices;

namespace HybridBpo.Trees;

/// <summary>Finds the best threshold of a numeric feature, trying missing values on both sides.</summary>
internal static class NumericSplits
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static SplitCandidate Find(LeafHistogram histogram, int offset, int bins, RowSums leaf, int feature, SplitRules rules)
    {
        var gradient = histogram.Gradient.AsSpan(offset, bins);
        var hessian = histogram.Hessian.AsSpan(offset, bins);
        var count = histogram.Count.AsSpan(offset, bins);
        var missing = new RowSums(gradient[0], hessian[0], count[0]);
        var parent = rules.Score(leaf.Gradient, leaf.Hessian);
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
            var score = rules.Score(l.Gradient, l.Hessian) + rules.Score(r.Gradient, r.Hessian);
            if (score <= bestScore)
                return;
            bestScore = score;
            best.Gain = score - parent;
            best.LastLeftBin = bin;
            best.MissingLeft = missingLeft;
            best.Left = l;
        }
    }
}
