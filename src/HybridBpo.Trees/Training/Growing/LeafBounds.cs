namespace HybridBpo.Trees;

/// <summary>Between what a leaf's output must lie, before shrinkage, so that the splits on ordered columns above it hold.</summary>
internal readonly record struct LeafBounds(double Low, double High)
{
    public static LeafBounds Free { get; } = new(double.NegativeInfinity, double.PositiveInfinity);

    public bool IsFree => double.IsNegativeInfinity(Low) && double.IsPositiveInfinity(High);

    public double Clamp(double value) => Math.Clamp(value, Low, High);

    /// <summary>Those of the two sides of a split whose outputs are as given: whatever grows below them stays on its side of the middle.</summary>
    public (LeafBounds Left, LeafBounds Right) Divide(int direction, double left, double right)
    {
        var middle = (left + right) / 2;
        return direction switch
        {
            > 0 => (this with { High = middle }, this with { Low = middle }),
            < 0 => (this with { Low = middle }, this with { High = middle }),
            _ => (this, this),
        };
    }
}
