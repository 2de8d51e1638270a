namespace HybridBpo.Trees;

/// <summary>Integer sums over a set of rows.</summary>
internal readonly record struct RowSums(long Gradient, long Hessian, int Count)
{
    public static RowSums operator +(RowSums a, RowSums b) => new(a.Gradient + b.Gradient, a.Hessian + b.Hessian, a.Count + b.Count);

    public static RowSums operator -(RowSums a, RowSums b) => new(a.Gradient - b.Gradient, a.Hessian - b.Hessian, a.Count - b.Count);
}

/// <summary>The best split found for a leaf on one feature; a <see cref="Gain"/> of 0 means none.</summary>
internal struct SplitCandidate
{
    public double Gain;
    public int Feature;

    /// <summary>Numeric: bins 1 … this go left.</summary>
    public int LastLeftBin;

    public bool MissingLeft;

    /// <summary>Category: the bins that go right; <see langword="null"/> for a numeric split.</summary>
    public bool[]? RightBins;

    public RowSums Left;

    /// <summary>Fills a table that says for every bin whether it goes left.</summary>
    public readonly void FillTable(Span<byte> goesLeft)
    {
        goesLeft.Clear();
        if (RightBins is null)
        {
            goesLeft.Slice(1, LastLeftBin).Fill(1);
        }
        else
        {
            for (var bin = 1; bin < RightBins.Length; bin++)
                goesLeft[bin] = RightBins[bin] ? (byte)0 : (byte)1;
        }

        goesLeft[0] = MissingLeft ? (byte)1 : (byte)0;
    }
}
