namespace HybridBpo.Trees;

/// <summary>Turns a grown tree over bins into a tree over values.</summary>
internal static class TreeBuilder
{
    public static Tree Build(GrownTree grown, BinnedRows rows, Gradients gradients, float[] leafValues, TrainingOptions options)
    {
        var tree = new Tree(grown.Left.Count);
        for (var node = 0; node < tree.Count; node++)
        {
            var sums = grown.Sums[node];
            var hessian = sums.Hessian * gradients.HessianStep;
            tree.Cover[node] = (float)hessian;
            tree.Weight[node] = (float)(-sums.Gradient * gradients.GradientStep / (hessian + options.L2 + 1e-12) * options.LearningRate);
            if (grown.Left[node] < 0)
            {
                tree.Value[node] = leafValues[node];
                tree.Weight[node] = leafValues[node];
                continue;
            }

            var split = grown.Split[node];
            tree.Left[node] = grown.Left[node];
            tree.Right[node] = grown.Right[node];
            tree.Feature[node] = split.Feature;
            tree.DefaultLeft[node] = split.MissingLeft;
            tree.Gain[node] = (float)split.Gain;
            if (split.RightBins is { } right)
                tree.RightCodes[node] = [.. Enumerable.Range(1, right.Length - 1).Where(bin => right[bin]).Select(bin => bin - 1)];
            else
                tree.Value[node] = ((NumericBins)rows.Features[split.Feature]).CutAfter(split.LastLeftBin);
        }

        return tree;
    }
}
