using System.Runtime.CompilerServices;

namespace HybridBpo.Trees;

/// <summary>
/// The bytes that a model's splits look at, each at a place of its own (a slot): for numbers one per feature, default direction and 255 thresholds,
/// for categories one per split.
/// </summary>
internal sealed unsafe class ByteSlots
{
    private readonly ThresholdRanks[] ranks;
    private readonly CategorySlot[] categories;
    private readonly (int First, float[] Thresholds)[] numeric;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public ByteSlots(TreeModel model)
    {
        var all = new List<ThresholdRanks>();
        numeric = new (int, float[])[2 * model.Schema.Features.Count];
        foreach (var (feature, thresholds, left, right) in Numeric(model))
        {
            var parts = (thresholds.Length + ThresholdRanks.Most - 1) / ThresholdRanks.Most;
            for (var part = 0; part < parts; part++)
            {
                var from = part * ThresholdRanks.Most;
                all.Add(new ThresholdRanks(
                    feature, thresholds.AsSpan(from, Math.Min(ThresholdRanks.Most, thresholds.Length - from)),
                    left ? Count + part : -1, right ? Count + (left ? parts : 0) + part : -1));
            }

            if (left)
                numeric[(2 * feature) + 1] = (Count, thresholds);
            if (right)
                numeric[2 * feature] = (Count + (left ? parts : 0), thresholds);
            Count += parts * ((left ? 1 : 0) + (right ? 1 : 0));
        }

        ranks = [.. all];
        FirstCategory = Count;
        var found = new List<CategorySlot>();
        foreach (var tree in model.Trees)
            AddCategories(tree, found);
        categories = [.. found];
    }

    public int Count { get; private set; }

    /// <summary>How many bytes to keep for a row's: whole windows of 16.</summary>
    public int RowLength => (Count + 15) / 16 * 16;

    /// <summary>Slots from here on belong to the category splits, tree by tree, from left to right.</summary>
    public int FirstCategory { get; }

    /// <summary>Where a numeric split's byte is, and with what it is compared.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public (int Slot, sbyte Cut) Find(int feature, bool defaultLeft, float threshold)
    {
        var (first, thresholds) = numeric[(2 * feature) + (defaultLeft ? 1 : 0)];
        // The last threshold that is not above it is its own.
        var at = 0;
        for (var left = thresholds.Length; left > 1;)
        {
            var half = left / 2;
            at += thresholds[at + half] <= threshold ? half : 0;
            left -= half;
        }

        return (first + (at / ThresholdRanks.Most), ThresholdRanks.Cut(at % ThresholdRanks.Most));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Row(ReadOnlySpan<float> row, sbyte* codes)
    {
        foreach (var rank in ranks)
            rank.Row(row[rank.Feature], codes);
        foreach (var category in categories)
            codes[category.Slot] = category.Code(row[category.Feature]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Block(float* values, sbyte* codes)
    {
        foreach (var rank in ranks)
            rank.Block(values + (rank.Feature * Forest.Lanes), codes);
        foreach (var category in categories)
        {
            var of = values + (category.Feature * Forest.Lanes);
            var code = codes + (category.Slot * Forest.Lanes);
            for (var lane = 0; lane < Forest.Lanes; lane++)
                code[lane] = category.Code(of[lane]);
        }
    }

    /// <summary>Adds a tree's category splits from left to right, as <see cref="LeafOrder"/> meets them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddCategories(Tree tree, List<CategorySlot> found)
    {
        var hasNone = true;
        foreach (var codes in tree.RightCodes)
            hasNone &= codes is null;
        if (hasNone)
            return;
        var open = new Stack<int>([0]);
        while (open.TryPop(out var node))
        {
            if (tree.IsLeaf(node))
                continue;
            if (tree.RightCodes[node] is { } codes)
                found.Add(new CategorySlot(tree.Feature[node], tree.DefaultLeft[node], codes, Count++));
            open.Push(tree.Right[node]);
            open.Push(tree.Left[node]);
        }
    }

    /// <summary>Per feature with numeric splits: their distinct thresholds, and whether some send missing values left, some right.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static List<(int Feature, float[] Thresholds, bool Left, bool Right)> Numeric(TreeModel model)
    {
        var features = model.Schema.Features.Count;
        var (all, lefts, rights) = (new List<float>?[features], new bool[features], new bool[features]);
        foreach (var tree in model.Trees)
        {
            for (var node = 0; node < tree.Count; node++)
            {
                if (tree.IsLeaf(node) || tree.RightCodes[node] is not null)
                    continue;
                var feature = tree.Feature[node];
                // −0 and 0 are one threshold.
                (all[feature] ??= []).Add(tree.Value[node] + 0f);
                lefts[feature] |= tree.DefaultLeft[node];
                rights[feature] |= !tree.DefaultLeft[node];
            }
        }

        var found = new List<(int, float[], bool, bool)>();
        uint[] room = [];
        for (var f = 0; f < features; f++)
        {
            if (all[f] is not { } thresholds)
                continue;
            var sorted = thresholds.ToArray();
            FloatSort.Sort(sorted, room.Length >= sorted.Length ? room : room = new uint[sorted.Length]);
            var distinct = 1;
            for (var i = 1; i < sorted.Length; i++)
            {
                if (sorted[i] != sorted[distinct - 1])
                    sorted[distinct++] = sorted[i];
            }

            found.Add((f, sorted[..distinct], lefts[f], rights[f]));
        }

        return found;
    }
}
