namespace HybridBpo.Trees;

/// <summary>Trees in a shape made for scoring. Margins are summed in float, tree by tree, exactly as XGBoost sums them.</summary>
internal abstract class Forest
{
    /// <summary>Rows per block; a block holds feature after feature, each with this many rows.</summary>
    public const int Lanes = 16;

    /// <summary>How many words of scratch memory a call needs.</summary>
    public abstract int ScratchLength { get; }

    /// <summary>Scores a full block.</summary>
    public abstract void Block(ReadOnlySpan<float> values, Span<float> margins, Span<uint> scratch);

    /// <summary>Scores one row.</summary>
    public abstract float Row(ReadOnlySpan<float> row, Span<uint> scratch);

    public static Forest For(TreeModel model)
    {
        var small = model.Trees.All(t => t.LeafCount <= 32);
        return small ? new BitForest(model) : new WalkingForest(model);
    }
}
