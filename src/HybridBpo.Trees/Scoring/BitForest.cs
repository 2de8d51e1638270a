using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace HybridBpo.Trees;

/// <summary>
/// Scores trees of up to 32 leaves without walking them. Every tree keeps one bit per leaf still possible; a node that sends a row right clears
/// the bits of its left subtree; the lowest bit left is the row's leaf. Nodes are sorted by feature and threshold, 16 rows go through at once.
/// </summary>
/// <remarks>Lucchese et al., "QuickScorer" (SIGIR 2015) and its vectorised form (SIGIR 2016).</remarks>
internal sealed unsafe class BitForest : Forest
{
    private readonly BitNodes[] features;
    private readonly CategoryBitNode[] categories;
    private readonly float[] leafValues;
    private readonly int trees;
    private readonly float baseMargin;

    public BitForest(TreeModel model)
    {
        baseMargin = Logistic.Margin(model.BaseScore);
        trees = model.Trees.Count;
        leafValues = new float[trees * 32];
        var numeric = new List<BitNode>();
        var category = new List<CategoryBitNode>();
        for (var t = 0; t < trees; t++)
            BitNode.Collect(model.Trees[t], t, numeric, category, leafValues.AsSpan(t * 32, 32));
        categories = [.. category];
        features = [.. numeric.GroupBy(n => (n.Feature, n.DefaultLeft)).OrderBy(g => g.Key).Select(g => new BitNodes(g))];
    }

    public override int ScratchLength => trees * Lanes;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Block(ReadOnlySpan<float> values, Span<float> margins, Span<uint> scratch)
    {
        scratch[..(trees * Lanes)].Fill(uint.MaxValue);
        fixed (float* value = values)
        fixed (uint* bits = scratch)
        {
            foreach (var feature in features)
                feature.Apply(value + (feature.Feature * Lanes), bits);
            foreach (var node in categories)
                node.Apply(value + (node.Feature * Lanes), bits + (node.Tree * Lanes));
            fixed (float* leaf = leafValues, margin = margins)
                SumLeaves(bits, leaf, margin);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override float Row(ReadOnlySpan<float> row, Span<uint> scratch)
    {
        var bits = scratch[..trees];
        bits.Fill(uint.MaxValue);
        fixed (uint* bit = bits)
        {
            foreach (var feature in features)
                feature.Apply(row[feature.Feature], bit);
        }

        foreach (var node in categories)
        {
            if (node.GoesRight(row[node.Feature]))
                bits[node.Tree] &= ~node.Clear;
        }

        var margin = baseMargin;
        for (var t = 0; t < bits.Length; t++)
            margin += leafValues[(t * 32) + BitOperations.TrailingZeroCount(bits[t])];
        return margin;
    }

    private void SumLeaves(uint* bits, float* leaf, float* margin)
    {
        if (!Avx2.IsSupported)
        {
            for (var lane = 0; lane < Lanes; lane++)
            {
                var sum = baseMargin;
                for (var t = 0; t < trees; t++)
                    sum += leaf[(t * 32) + BitOperations.TrailingZeroCount(bits[(t * Lanes) + lane])];
                margin[lane] = sum;
            }

            return;
        }

        var low = Vector256.Create(baseMargin);
        var high = low;
        for (var t = 0; t < trees; t++, bits += Lanes, leaf += 32)
        {
            low += Avx2.GatherVector256(leaf, LowestBit(Vector256.Load(bits)), sizeof(float));
            high += Avx2.GatherVector256(leaf, LowestBit(Vector256.Load(bits + 8)), sizeof(float));
        }

        low.Store(margin);
        high.Store(margin + 8);
    }

    /// <summary>Index of the lowest set bit: the exponent of the isolated bit as a float (bit 31 turns negative, which the mask removes).</summary>
    private static Vector256<int> LowestBit(Vector256<uint> bits)
    {
        var lowest = (bits & (Vector256<uint>.Zero - bits)).AsInt32();
        var exponent = Vector256.ConvertToSingle(lowest).AsInt32() >>> 23;
        return (exponent & Vector256.Create(0xFF)) - Vector256.Create(127);
    }
}
