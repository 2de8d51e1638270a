using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HybridBpo.Trees;

/// <summary>Walks each tree from its root; for trees of more than 32 leaves and machines without AVX2. All nodes lie in one array.</summary>
internal sealed class WalkingForest : Forest
{
    private readonly Node[] nodes;
    private readonly int[] roots;
    private readonly List<int[]> codeLists = [];
    private readonly float baseMargin;

    public WalkingForest(TreeModel model)
    {
        baseMargin = Logistic.Margin(model.BaseScore);
        nodes = new Node[model.Trees.Sum(t => t.Count)];
        roots = new int[model.Trees.Count];
        var at = 0;
        for (var t = 0; t < roots.Length; t++)
        {
            roots[t] = at;
            var tree = model.Trees[t];
            for (var i = 0; i < tree.Count; i++)
                nodes[at + i] = Pack(tree, i, at);
            at += tree.Count;
        }
    }

    public override int BlockScratch => 0;

    public override int RowScratch => 0;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Block(ReadOnlySpan<float> values, Span<float> margins, Span<byte> scratch)
    {
        margins[..Lanes].Fill(baseMargin);
        foreach (var root in roots)
        {
            for (var lane = 0; lane < Lanes; lane++)
            {
                var at = root;
                while (nodes[at].Left >= 0)
                    at = Next(nodes[at], values[(nodes[at].Feature * Lanes) + lane]);
                margins[lane] += nodes[at].Value;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override float Row(ReadOnlySpan<float> row, Span<byte> scratch)
    {
        var margin = baseMargin;
        foreach (var root in roots)
        {
            var at = root;
            while (nodes[at].Left >= 0)
                at = Next(nodes[at], row[nodes[at].Feature]);
            margin += nodes[at].Value;
        }

        return margin;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Next(in Node node, float value)
    {
        if (float.IsNaN(value))
            return node.DefaultLeft ? node.Left : node.Right;
        var left = node.Codes < 0 ? value < node.Value : !CategoryCodes.Contains(codeLists[node.Codes], value);
        return left ? node.Left : node.Right;
    }

    private Node Pack(Tree tree, int i, int at)
    {
        if (tree.IsLeaf(i))
            return new Node(-1, -1, 0, tree.Value[i], -1, true);
        var codes = -1;
        if (tree.RightCodes[i] is { } list)
        {
            codes = codeLists.Count;
            codeLists.Add(list);
        }

        return new Node(tree.Left[i] + at, tree.Right[i] + at, tree.Feature[i], tree.Value[i], codes, tree.DefaultLeft[i]);
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Node(int Left, int Right, int Feature, float Value, int Codes, bool DefaultLeft);
}
