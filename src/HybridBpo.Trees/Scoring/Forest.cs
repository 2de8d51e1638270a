using System.Runtime.Intrinsics.X86;

namespace HybridBpo.Trees;

/// <summary>Trees in a shape made for scoring. Margins are summed in float, tree by tree, exactly as XGBoost sums them.</summary>
internal abstract class Forest
{
    /// <summary>Rows per block; a block holds feature after feature, each with this many rows.</summary>
    public const int Lanes = 64;

    /// <summary>How many bytes of scratch memory a block needs.</summary>
    public abstract int BlockScratch { get; }

    /// <summary>How many bytes of scratch memory a row needs.</summary>
    public abstract int RowScratch { get; }

    /// <summary>Scores a full block.</summary>
    public abstract void Block(ReadOnlySpan<float> values, Span<float> margins, Span<byte> scratch);

    /// <summary>Scores one row.</summary>
    public abstract float Row(ReadOnlySpan<float> row, Span<byte> scratch);

    public static Forest For(TreeModel model) =>
        Avx2.IsSupported && model.Trees.All(t => t.LeafCount <= ByteForest.MostLeaves) ? new ByteForest(model) : new WalkingForest(model);
}
