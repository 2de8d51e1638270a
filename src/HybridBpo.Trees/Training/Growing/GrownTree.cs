namespace HybridBpo.Trees;

/// <summary>
/// A grown tree over bins: the splits, and which stretch of the row partition ended in which leaf. One serves for tree after tree, as hundreds of
/// them would otherwise lie in memory until the runtime collects.
/// </summary>
internal sealed class GrownTree
{
    public List<int> Left { get; } = [];

    public List<int> Right { get; } = [];

    public List<SplitCandidate> Split { get; } = [];

    public List<RowSums> Sums { get; } = [];

    public List<GrowingLeaf> Leaves { get; } = [];

    public void Clear()
    {
        Left.Clear();
        Right.Clear();
        Split.Clear();
        Sums.Clear();
        Leaves.Clear();
    }

    public int AddNode(RowSums sums)
    {
        Left.Add(-1);
        Right.Add(-1);
        Split.Add(default);
        Sums.Add(sums);
        return Left.Count - 1;
    }

    /// <summary>The leaf node in which a binned row ends.</summary>
    public int LeafOf(BinnedRows rows, int row)
    {
        var node = 0;
        while (Left[node] >= 0)
        {
            var split = Split[node];
            node = GoesLeft(split, rows.BinOf(row, split.Feature)) ? Left[node] : Right[node];
        }

        return node;
    }

    private static bool GoesLeft(in SplitCandidate split, int bin)
    {
        if (bin == 0)
            return split.MissingLeft;
        return split.RightBins is null ? bin <= split.LastLeftBin : !split.RightBins[bin];
    }
}
