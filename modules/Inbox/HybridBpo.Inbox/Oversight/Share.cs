namespace HybridBpo.Inbox.Oversight;

/// A share with the interval that holds the true one 95 times in 100 (Wilson 1927, without correction for continuity).
internal readonly record struct Share(long Hits, long Of)
{
    /// Below it a share says nothing that anybody should act on.
    public const int Least = 30;

    private const double Z = 1.959963984540054;

    public bool IsEnough => Of >= Least;

    public double Value => Of == 0 ? double.NaN : Hits / (double)Of;

    public (double Low, double High) Interval()
    {
        if (Of == 0)
        {
            return (0, 1);
        }

        var (p, n) = (Value, (double)Of);
        var middle = (p + Z * Z / (2 * n)) / (1 + Z * Z / n);
        var half = Z / (1 + Z * Z / n) * Math.Sqrt(p * (1 - p) / n + Z * Z / (4 * n * n));
        return (Hits == 0 ? 0 : Math.Max(0, middle - half), Hits == Of ? 1 : Math.Min(1, middle + half));
    }
}
