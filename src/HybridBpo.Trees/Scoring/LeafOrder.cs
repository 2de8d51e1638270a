using System.Runtime.CompilerServices;

namespace HybridBpo.Trees;

/// <summary>A split in bytes: whose byte it looks at, with what it compares it, and a bit for each leaf of its left side.</summary>
internal readonly record struct OrderedSplit(int Slot, sbyte Cut, uint Clears);

/// <summary>A tree of up to 32 leaves, these numbered from left to right.</summary>
internal sealed class LeafOrder
{
    private readonly Tree tree;
    private readonly ByteSlots slots;
    private int category;

    /// <param name="tree">The tree.</param>
    /// <param name="slots">Where the bytes are.</param>
    /// <param name="category">The slot of the tree's first category split; afterwards, of the next tree's.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public LeafOrder(Tree tree, ByteSlots slots, ref int category)
    {
        (this.tree, this.slots, this.category) = (tree, slots, category);
        Visit(0, 0);
        category = this.category;
    }

    public float[] Values { get; } = new float[ByteForest.MostLeaves];

    public List<OrderedSplit> Splits { get; } = new(ByteForest.MostLeaves);

    /// <summary>Returns how many leaves there are up to the end of the node's. At most 32 leaves are at most 31 levels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Visit(int node, int firstLeaf)
    {
        if (tree.IsLeaf(node))
        {
            Values[firstLeaf] = tree.Value[node];
            return firstLeaf + 1;
        }

        var at = Splits.Count;
        var (slot, cut) = tree.RightCodes[node] is null
            ? slots.Find(tree.Feature[node], tree.DefaultLeft[node], tree.Value[node]) : (category++, ThresholdRanks.Cut(0));
        Splits.Add(default);
        var middle = Visit(tree.Left[node], firstLeaf);
        Splits[at] = new OrderedSplit(slot, cut, (uint)((1UL << middle) - (1UL << firstLeaf)));
        return Visit(tree.Right[node], middle);
    }
}
