using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HybridBpo.Trees;

/// <summary>A numeric split as <see cref="BitForest"/> sees it.</summary>
internal readonly record struct BitNode(int Feature, bool DefaultLeft, float Threshold, int Tree, uint Clear)
{
    /// <summary>Numbers a tree's leaves from left to right and lists its splits with the leaves each clears when a row goes right.</summary>
    public static void Collect(Tree tree, int number, List<BitNode> numeric, List<CategoryBitNode> categories, Span<float> leafValues)
    {
        var leaves = new int[tree.Count];
        var firstLeaf = new int[tree.Count];
        var order = new List<int>(tree.Count) { 0 };
        for (var i = 0; i < order.Count; i++)
        {
            if (!tree.IsLeaf(order[i]))
                order.AddRange(tree.Left[order[i]], tree.Right[order[i]]);
        }

        for (var i = order.Count - 1; i >= 0; i--)
        {
            var node = order[i];
            leaves[node] = tree.IsLeaf(node) ? 1 : leaves[tree.Left[node]] + leaves[tree.Right[node]];
        }

        foreach (var node in order)
        {
            if (tree.IsLeaf(node))
            {
                leafValues[firstLeaf[node]] = tree.Value[node];
                continue;
            }

            var leftLeaves = leaves[tree.Left[node]];
            firstLeaf[tree.Left[node]] = firstLeaf[node];
            firstLeaf[tree.Right[node]] = firstLeaf[node] + leftLeaves;
            var clear = ((1u << leftLeaves) - 1) << firstLeaf[node];
            if (tree.RightCodes[node] is { } codes)
                categories.Add(new CategoryBitNode(tree.Feature[node], tree.DefaultLeft[node], codes, number, clear));
            else
                numeric.Add(new BitNode(tree.Feature[node], tree.DefaultLeft[node], tree.Value[node], number, clear));
        }
    }
}

/// <summary>A category split as <see cref="BitForest"/> sees it.</summary>
internal sealed class CategoryBitNode(int feature, bool defaultLeft, int[] codes, int tree, uint clear)
{
    public int Feature => feature;

    public int Tree => tree;

    public uint Clear => clear;

    public bool GoesRight(float value) => float.IsNaN(value) ? !defaultLeft : CategoryCodes.Contains(codes, value);

    public unsafe void Apply(float* values, uint* bits)
    {
        for (var lane = 0; lane < Forest.Lanes; lane++)
        {
            if (GoesRight(values[lane]))
                bits[lane] &= ~clear;
        }
    }
}

/// <summary>One feature's splits with one default direction, by ascending threshold.</summary>
internal sealed unsafe class BitNodes
{
    private readonly float[] thresholds;
    private readonly int[] trees;
    private readonly uint[] clear;
    private readonly bool defaultLeft;

    public BitNodes(IEnumerable<BitNode> nodes)
    {
        var sorted = nodes.OrderBy(n => n.Threshold).ToArray();
        Feature = sorted[0].Feature;
        defaultLeft = sorted[0].DefaultLeft;
        thresholds = Array.ConvertAll(sorted, n => n.Threshold);
        trees = Array.ConvertAll(sorted, n => n.Tree);
        clear = Array.ConvertAll(sorted, n => n.Clear);
    }

    public int Feature { get; }

    /// <summary>Clears bits of one row; <paramref name="bits"/> holds a word per tree.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Apply(float value, uint* bits)
    {
        if (float.IsNaN(value))
        {
            if (defaultLeft)
                return;
            value = float.PositiveInfinity;
        }

        fixed (float* threshold = thresholds)
        fixed (int* tree = trees)
        fixed (uint* mask = clear)
        {
            for (var i = 0; i < thresholds.Length && threshold[i] <= value; i++)
                bits[tree[i]] &= ~mask[i];
        }
    }

    /// <summary>Clears bits of 16 rows; <paramref name="bits"/> holds 16 words per tree.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Apply(float* values, uint* bits)
    {
        // Missing becomes the end of the scale that takes the default direction.
        var missing = Vector256.Create(defaultLeft ? float.NegativeInfinity : float.PositiveInfinity);
        var low = Vector256.Load(values);
        var high = Vector256.Load(values + 8);
        low = Vector256.ConditionalSelect(Vector256.Equals(low, low), low, missing);
        high = Vector256.ConditionalSelect(Vector256.Equals(high, high), high, missing);
        var top = float.NegativeInfinity;
        var larger = Vector256.Max(low, high);
        for (var i = 0; i < 8; i++)
            top = MathF.Max(top, larger[i]);
        fixed (float* threshold = thresholds)
        fixed (int* tree = trees)
        fixed (uint* mask = clear)
        {
            for (var i = 0; i < thresholds.Length && threshold[i] <= top; i++)
            {
                var cut = Vector256.Create(threshold[i]);
                var clears = Vector256.Create(mask[i]);
                var at = bits + ((nint)tree[i] * Forest.Lanes);
                var goesRightLow = Vector256.GreaterThanOrEqual(low, cut).AsUInt32();
                var goesRightHigh = Vector256.GreaterThanOrEqual(high, cut).AsUInt32();
                Vector256.AndNot(Vector256.Load(at), goesRightLow & clears).Store(at);
                Vector256.AndNot(Vector256.Load(at + 8), goesRightHigh & clears).Store(at + 8);
            }
        }
    }
}
