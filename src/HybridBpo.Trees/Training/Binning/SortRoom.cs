namespace HybridBpo.Trees;

/// <summary>Where one thread sorts one column's sample after another.</summary>
internal sealed class SortRoom(int rows)
{
    public float[] Sample { get; } = GC.AllocateUninitializedArray<float>(Math.Min(rows, NumericBins.SampleRows));

    public uint[] Other { get; } = GC.AllocateUninitializedArray<uint>(Math.Min(rows, NumericBins.SampleRows));
}
