namespace HybridBpo.Benchmarks.Store;

/// <summary>
/// What a case must reach: a share of its floor, twice what Marten 9.29 was measured at (scaled by how fast this machine's floor is beside the one of
/// that run), or a fixed figure.
/// </summary>
internal sealed record Target(double? OfFloor = null, double? Marten = null, double? AtLeast = null, double? MedianMs = null)
{
    // The floor of the run in which Marten was measured: new stream and event in one batch, by concurrency; of a range its lower
    // end, which asks for more.
    private static readonly Dictionary<int, double> FloorThen = new() { [1] = 1_882, [8] = 5_848, [32] = 13_414 };

    /// <summary>The rate to reach; null when it is none, or the floor of new streams was not measured in this run.</summary>
    /// <param name="concurrency">Of the case.</param>
    /// <param name="floorNow">The floor of new streams in this run, by concurrency.</param>
    public double? Rate(int concurrency, IReadOnlyDictionary<int, double> floorNow)
    {
        double? scaled = Marten is { } marten && floorNow.TryGetValue(concurrency, out var now) ? 2 * marten * now / FloorThen[concurrency] : null;
        return scaled is { } rate && AtLeast is { } least ? Math.Max(rate, least) : scaled ?? AtLeast;
    }

    /// <summary>Null when it cannot be told.</summary>
    public bool? IsMet(Row row) =>
        OfFloor is { } share ? row.Ratio >= share
        : MedianMs is { } most ? row.P50Ms <= most
        : row.TargetOpsPerSecond is { } rate ? row.OpsPerSecond >= rate
        : null;

    public string Words(Row row) =>
        OfFloor is { } share ? $"target {share:P0} of the floor"
        : MedianMs is { } most ? $"target {most:N0} ms"
        : row.TargetOpsPerSecond is { } rate ? $"target {rate:N0}/s{Why}"
        : Marten is not null ? "target unknown: the floor of new streams was not measured" : "";

    private string Why =>
        (Marten is { } marten ? $" = 2 x Marten's {marten:N0} scaled" : "") + (AtLeast is { } least ? $", at least {least:N0}" : "");
}
