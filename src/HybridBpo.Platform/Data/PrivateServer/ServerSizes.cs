namespace HybridBpo.Platform;

/// <summary>
/// Settings by which a private PostgreSQL fits the machine and the product's work: many short transactions, all over large tables. PostgreSQL's own
/// values are for the smallest machine. What somebody set in <see cref="PrivatePostgresOptions.Settings"/> stands.
/// </summary>
internal static class ServerSizes
{
    private const long Mega = 1024 * 1024;

    /// <summary>Packs the pages of the log in a quarter of the time that PostgreSQL's own way takes; not every build has it.</summary>
    public static readonly KeyValuePair<string, string> FastPacking = new("wal_compression", "lz4");

    /// <summary>What every build has.</summary>
    public static readonly KeyValuePair<string, string> Packing = new("wal_compression", "on");

    // Compiling a plan takes longer than any of our statements runs.
    public static IEnumerable<KeyValuePair<string, string>> For(long memory, long freeDisk) =>
    [
        new("shared_buffers", $"{Math.Clamp(memory / 8 / Mega, 128, 2048)}MB"),
        new("effective_cache_size", $"{Math.Max(memory / 2 / Mega, 256)}MB"),
        // The first change of a page after a checkpoint writes the whole page to the log. Rarer checkpoints and packed pages make that less; after a
        // crash no more than this is read again.
        new("max_wal_size", $"{Math.Clamp(freeDisk / 10 / Mega, 1024, 4096)}MB"),
        new("checkpoint_timeout", "10min"),
        new("random_page_cost", "1.1"),
        new("jit", "off"),
    ];
}
