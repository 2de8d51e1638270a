namespace HybridBpo.Trees;

/// <summary>Grows one tree after another.</summary>
internal sealed class TreeGrower
{
    private readonly BinnedRows rows;
    private readonly Gradients gradients;
    private readonly TrainingOptions options;
    private readonly WorkerTeam team;
    private readonly LeafScan scan;
    private readonly SplitRules rules;
    private readonly int[] directions;
    private readonly int deepest;
    private readonly byte[] goesLeft = new byte[256];
    private readonly Stack<LeafHistogram> pool = new();
    private readonly GrownTree tree = new();

    public TreeGrower(BinnedRows rows, Gradients gradients, TrainingOptions options, bool[] activeFeatures, WorkerTeam team)
    {
        this.rows = rows;
        this.gradients = gradients;
        this.options = options;
        this.team = team;
        deepest = options.MaxDepth == 0 ? TrainingOptions.DeepestTree : Math.Min(options.MaxDepth, TrainingOptions.DeepestTree);
        Partition = new RowPartition(rows.Rows, team.Size);
        rules = new SplitRules(options, gradients.GradientStep, gradients.HessianStep);
        directions = Array.ConvertAll(rows.Features, f => options.Monotone.GetValueOrDefault(f.Feature.Name));
        scan = new LeafScan(rows, gradients, Partition.Rows, rules, activeFeatures, directions, team);
    }

    public RowPartition Partition { get; }

    /// <summary>Grows a tree over the first <paramref name="count"/> rows of the partition; it holds until the next is grown.</summary>
    public GrownTree Grow(int count)
    {
        tree.Clear();
        var sums = SumRows(count);
        var root = new GrowingLeaf(tree.AddNode(sums), 0, sums, 0, LeafBounds.Free) { Histogram = Rent() };
        tree.Leaves.Add(root);
        if (MaySplit(root))
            scan.Run(root, null);
        while (tree.Leaves.Count < options.Leaves)
        {
            if (Next() is not { } leaf)
                break;
            SplitLeaf(leaf, isLast: tree.Leaves.Count + 1 == options.Leaves);
        }

        foreach (var leaf in tree.Leaves)
            Return(leaf);
        return tree;
    }

    /// <summary>The leaf to split next; null when none gains.</summary>
    private GrowingLeaf? Next()
    {
        GrowingLeaf? next = null;
        foreach (var leaf in tree.Leaves)
        {
            var comesFirst = next is null || (options.Growth == TreeGrowth.DepthWise && leaf.Depth != next.Depth
                ? leaf.Depth < next.Depth : leaf.Best.Gain > next.Best.Gain);
            if (leaf.Best.Gain > 0 && comesFirst)
                next = leaf;
        }

        return next;
    }

    private void SplitLeaf(GrowingLeaf leaf, bool isLast)
    {
        var split = leaf.Best;
        split.FillTable(goesLeft);
        var group = rows.GroupOf[split.Feature];
        var shift = 8 * (split.Feature - rows.Groups[group].First);
        var leftCount = Partition.Split(leaf.Start, leaf.Sums.Count, rows.Words[group], shift, goesLeft, team);
        if (leftCount != split.Left.Count)
            throw new InvalidOperationException("A split's row count differs from its histogram.");

        var rightSums = leaf.Sums - split.Left;
        var (ofLeft, ofRight) = leaf.Bounds.Divide(
            directions[split.Feature], leaf.Bounds.Clamp(rules.Output(split.Left)), leaf.Bounds.Clamp(rules.Output(rightSums)));
        var left = new GrowingLeaf(tree.AddNode(split.Left), leaf.Start, split.Left, leaf.Depth + 1, ofLeft);
        var right = new GrowingLeaf(tree.AddNode(rightSums), leaf.Start + leftCount, rightSums, leaf.Depth + 1, ofRight);
        tree.Left[leaf.Node] = left.Node;
        tree.Right[leaf.Node] = right.Node;
        tree.Split[leaf.Node] = split;
        tree.Leaves[tree.Leaves.IndexOf(leaf)] = left;
        tree.Leaves.Add(right);
        if (isLast || (!MaySplit(left) && !MaySplit(right)))
        {
            Return(leaf);
            return;
        }

        var (small, large) = left.Sums.Count <= right.Sums.Count ? (left, right) : (right, left);
        small.Histogram = Rent();
        large.Histogram = leaf.Histogram;
        leaf.Histogram = null;
        scan.Run(small, large);
        Settle(left);
        Settle(right);
    }

    /// <summary>A leaf that will never be split needs no histogram.</summary>
    private void Settle(GrowingLeaf leaf)
    {
        if (!MaySplit(leaf))
            leaf.Best = default;
        if (leaf.Best.Gain <= 0)
            Return(leaf);
    }

    private bool MaySplit(GrowingLeaf leaf) =>
        leaf.Sums.Count >= 2L * options.MinLeafRows && leaf.Sums.Count > 1 && leaf.Depth < deepest;

    private RowSums SumRows(int count)
    {
        var blocks = (count + Gradients.BlockRows - 1) / Gradients.BlockRows;
        long gradient = 0, hessian = 0;
        team.Run(blocks, (block, _) =>
        {
            var start = block * Gradients.BlockRows;
            long packed = 0;
            foreach (var row in Partition.Rows.AsSpan(start, Math.Min(Gradients.BlockRows, count - start)))
                packed += Gradients.Spread(gradients.Packed[row]);
            Interlocked.Add(ref gradient, packed >> 37);
            Interlocked.Add(ref hessian, (packed >> 13) & 0xFFFFFF);
        });
        return new RowSums(gradient, hessian, count);
    }

    private LeafHistogram Rent() => pool.TryPop(out var histogram) ? histogram : new LeafHistogram(rows.TotalBins);

    private void Return(GrowingLeaf leaf)
    {
        if (leaf.Histogram is { } histogram)
            pool.Push(histogram);
        leaf.Histogram = null;
    }
}
