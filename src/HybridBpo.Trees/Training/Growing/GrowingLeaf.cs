namespace HybridBpo.Trees;

/// <summary>A leaf of the tree being grown: its rows, sums, histogram and best split.</summary>
internal sealed class GrowingLeaf(int node, int start, RowSums sums, int depth, LeafBounds bounds)
{
    public int Node { get; } = node;

    public int Start { get; } = start;

    public RowSums Sums { get; } = sums;

    public int Depth { get; } = depth;

    public LeafBounds Bounds { get; } = bounds;

    public LeafHistogram? Histogram { get; set; }

    public SplitCandidate Best { get; set; }

    /// <summary>Takes the best of the features' splits, the first of equals.</summary>
    public void PickBest(SplitCandidate[] perFeature)
    {
        var best = default(SplitCandidate);
        foreach (var candidate in perFeature)
        {
            if (candidate.Gain > best.Gain)
                best = candidate;
        }

        Best = best;
    }
}
