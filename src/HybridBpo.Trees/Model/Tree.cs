namespace HybridBpo.Trees;

/// <summary>
/// A regression tree as flat arrays, node 0 the root. A row goes left when its value is below the threshold (float comparison), by the default
/// direction when the value is missing; a category goes right when its code is listed, else left.
/// </summary>
internal sealed class Tree
{
    public Tree(int nodes)
        : this(Leaves(nodes), Leaves(nodes), new int[nodes], new float[nodes], new bool[nodes], new float[nodes], new float[nodes], new float[nodes],
            new int[]?[nodes])
    {
    }

    /// <summary>Takes arrays of one length as they are.</summary>
    public Tree(
        int[] left, int[] right, int[] feature, float[] value, bool[] defaultLeft, float[] cover, float[] gain, float[] weight, int[]?[] rightCodes)
    {
        (Left, Right, Feature, Value, DefaultLeft) = (left, right, feature, value, defaultLeft);
        (Cover, Gain, Weight, RightCodes) = (cover, gain, weight, rightCodes);
    }

    /// <summary>The child for "below" or "not listed", −1 at a leaf.</summary>
    public int[] Left { get; }

    public int[] Right { get; }

    public int[] Feature { get; }

    /// <summary>The threshold of a numeric split; the output of a leaf.</summary>
    public float[] Value { get; }

    public bool[] DefaultLeft { get; }

    /// <summary>Sum of training hessians that reached the node; the weights of an expectation over paths.</summary>
    public float[] Cover { get; }

    /// <summary>What the split gained, 0 at a leaf.</summary>
    public float[] Gain { get; }

    /// <summary>What the node would put out if it were a leaf.</summary>
    public float[] Weight { get; }

    /// <summary>Per node the codes that go right, ascending; <see langword="null"/> for numeric splits and leaves.</summary>
    public int[]?[] RightCodes { get; }

    public int Count => Left.Length;

    public int LeafCount => (Count + 1) / 2;

    public bool IsLeaf(int node) => Left[node] < 0;

    public bool GoesLeft(int node, float value)
    {
        if (float.IsNaN(value))
            return DefaultLeft[node];
        return RightCodes[node] is { } codes ? !CategoryCodes.Contains(codes, value) : value < Value[node];
    }

    public int LeafOf(ReadOnlySpan<float> row)
    {
        var node = 0;
        while (Left[node] >= 0)
            node = GoesLeft(node, row[Feature[node]]) ? Left[node] : Right[node];
        return node;
    }

    private static int[] Leaves(int count)
    {
        var array = new int[count];
        Array.Fill(array, -1);
        return array;
    }
}

/// <summary>Category codes arrive as floats; anything that is not a whole, non-negative number is in no list.</summary>
internal static class CategoryCodes
{
    public const int Limit = 1 << 24;

    public static bool Contains(int[] sortedCodes, float value) =>
        value is >= 0 and < Limit && Array.BinarySearch(sortedCodes, (int)value) >= 0;
}
