namespace HybridBpo.Trees;

/// <summary>How one column's values map to bins: bin 0 is missing, bins 1 … <see cref="ValueBins"/> hold values.</summary>
internal abstract class FeatureBins
{
    public abstract int ValueBins { get; }

    /// <summary>Bins including the one for missing values.</summary>
    public int Count => ValueBins + 1;

    public abstract Feature Feature { get; }

    /// <summary>Writes the bin of each of the column's rows from <paramref name="start"/> on.</summary>
    public abstract void Assign(FeatureColumn column, int start, Span<byte> bins);
}
