namespace HybridBpo.Trees;

/// <summary>
/// Builds the histogram of a leaf, derives its sibling's by subtraction, and finds the best split of both. Features are worked on in groups,
/// large leaves also in stretches of rows; whoever finishes a group's last stretch completes that group.
/// </summary>
internal sealed unsafe class LeafScan
{
    /// <summary>Below about this many additions, waking others takes longer than the work.</summary>
    private const int WorkToShare = 16_384;
    private readonly BinnedRows rows;
    private readonly Gradients gradients;
    private readonly int[] partition;
    private readonly SplitRules rules;
    private readonly bool[] active;
    private readonly int[] directions;
    private readonly WorkerTeam team;
    private readonly long[][] packedSums;
    private readonly int[] unfinished;
    private readonly SplitCandidate[] ofSmall;
    private readonly SplitCandidate[] ofLarge;
    private readonly Action<int, int> body;
    private readonly List<LeafHistogram> partial = [];
    private GrowingLeaf small = null!;
    private GrowingLeaf? large;
    private int stretches;

    public LeafScan(BinnedRows rows, Gradients gradients, int[] partition, SplitRules rules, bool[] active, int[] directions,
        WorkerTeam team)
    {
        this.rows = rows;
        this.gradients = gradients;
        this.partition = partition;
        this.rules = rules;
        this.active = active;
        this.directions = directions;
        this.team = team;
        packedSums = new long[team.Size][];
        for (var i = 0; i < packedSums.Length; i++)
            packedSums[i] = GC.AllocateArray<long>(4 * 256, pinned: true);
        unfinished = new int[rows.Groups.Length];
        ofSmall = new SplitCandidate[rows.Features.Length];
        ofLarge = new SplitCandidate[rows.Features.Length];
        body = Work;
    }

    /// <summary>Scans <paramref name="leaf"/> and, when given, <paramref name="sibling"/>, which holds the parent's histogram.</summary>
    public void Run(GrowingLeaf leaf, GrowingLeaf? sibling)
    {
        small = leaf;
        large = sibling;
        Array.Clear(ofSmall);
        Array.Clear(ofLarge);
        var groups = rows.Groups.Length;
        var blocks = (leaf.Sums.Count + Gradients.BlockRows - 1) / Gradients.BlockRows;
        stretches = team.Size == 1 ? 1 : Math.Clamp(((3 * team.Size) + groups - 1) / groups, 1, Math.Max(1, blocks / 2));
        while (partial.Count < stretches - 1)
            partial.Add(new LeafHistogram(rows.TotalBins));
        Array.Fill(unfinished, stretches);
        if (((long)leaf.Sums.Count * rows.Features.Length) + (4L * rows.TotalBins) < WorkToShare)
        {
            for (var item = 0; item < groups * stretches; item++)
                Work(item, 0);
        }
        else
        {
            team.Run(groups * stretches, body);
        }

        leaf.PickBest(ofSmall);
        sibling?.PickBest(ofLarge);
    }

    private void Work(int item, int worker)
    {
        var g = item / stretches;
        var group = rows.Groups[g];
        var first = rows.Offset[group.First];
        var last = group.First + group.Width - 1;
        var length = rows.Offset[last] + rows.Features[last].Count - first;
        var anyActive = false;
        for (var f = group.First; f <= last; f++)
            anyActive |= active[f];
        if (!anyActive)
            return;

        var stretch = item % stretches;
        var target = stretch == 0 ? small.Histogram! : partial[stretch - 1];
        var from = (int)((long)small.Sums.Count * stretch / stretches);
        var to = (int)((long)small.Sums.Count * (stretch + 1) / stretches);
        Sum(g, group, packedSums[worker].AsSpan(0, length), target, small.Start + from, to - from);
        if (Interlocked.Decrement(ref unfinished[g]) > 0)
            return;

        for (var i = 0; i < stretches - 1; i++)
            small.Histogram!.Add(partial[i], first, length);
        large?.Histogram!.Subtract(small.Histogram!, first, length);
        for (var f = group.First; f <= last; f++)
        {
            if (!active[f])
                continue;
            ofSmall[f] = Find(small, f);
            if (large is not null)
                ofLarge[f] = Find(large, f);
        }
    }

    private void Sum(int g, FeatureGroup group, Span<long> sums, LeafHistogram target, int start, int count)
    {
        var offset = rows.Offset[group.First];
        var starts = stackalloc int[4];
        for (var k = 0; k < group.Width; k++)
            starts[k] = rows.Offset[group.First + k] - offset;
        fixed (int* row = partition)
        fixed (uint* words = rows.Words[g])
        fixed (int* packed = gradients.Packed)
        fixed (long* sum = sums)
        {
            for (var done = 0; done == 0 || done < count; done += Gradients.BlockRows)
            {
                var size = Math.Min(Gradients.BlockRows, count - done);
                HistogramKernel.Add(group.Width, row + start + done, size, words, packed, sum, starts);
                target.Take(sums, offset, first: done == 0);
            }
        }
    }

    private SplitCandidate Find(GrowingLeaf leaf, int f)
    {
        var bins = rows.Features[f];
        if (bins is CategoryBins category)
            return CategorySplits.Find(leaf.Histogram!, rows.Offset[f], category, leaf.Sums, f, rules, leaf.Bounds);
        return directions[f] == 0 && leaf.Bounds.IsFree
            ? NumericSplits.Find(leaf.Histogram!, rows.Offset[f], bins.Count, leaf.Sums, f, rules, new FreeScore(rules))
            : NumericSplits.Find(
                leaf.Histogram!, rows.Offset[f], bins.Count, leaf.Sums, f, rules, new BoundedScore(rules, leaf.Bounds, directions[f]));
    }
}
