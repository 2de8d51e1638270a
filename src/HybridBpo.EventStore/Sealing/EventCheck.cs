using Npgsql;

namespace HybridBpo.Events;

/// <summary>Compares the events that are stored now with those that a client's seals hold, block after block.</summary>
internal sealed class EventCheck(NpgsqlDataSource database, string tenant)
{
    /// <summary>How many blocks fit their events, from the first on.</summary>
    public long Blocks { get; private set; }

    /// <summary>How many events those are.</summary>
    public long Events { get; private set; }

    /// <summary>Behind this number begins what the next block must cover: no honest event has a number below 1, so one that has is found.</summary>
    public long After { get; private set; } = long.MinValue;

    /// <summary>Compares the events of the next blocks, whose seals hold.</summary>
    public async Task<ChainProblem?> Next(IReadOnlyList<SealRow> blocks, CancellationToken ct)
    {
        // One more than there should be tells all there is to tell, however many more a forged last number has room for.
        var most = blocks.Sum(block => block.Events) + 1;
        var now = new Queue<(long Seq, byte[] Leaf)>(await SealRows.Leaves(database, tenant, After, blocks[^1].LastSeq, most, ct));
        foreach (var block in blocks)
        {
            foreach (var (seq, leaf) in SealBlock.Unpack(block.Leaves))
            {
                if (Differs(seq, leaf, now.TryPeek(out var found) ? found : null) is { } problem)
                    return problem;
                now.Dequeue();
            }

            (Blocks, Events, After) = (block.Number, Events + block.Events, block.LastSeq);
        }

        // Two events of one number: where the tables' own rules were taken away.
        return now.TryPeek(out var twice)
            ? new ChainProblem(twice.Seq, $"Event {twice.Seq} was inserted after the seal: there is another one of that number.")
            : null;
    }

    /// <summary>
    /// An event as it was, and the one that stands there now. The leaf may be cut short: of a checkpoint's events only beginnings are kept.
    /// </summary>
    public static ChainProblem? Differs(long seq, byte[] leaf, (long Seq, byte[] Leaf)? now) => now switch
    {
        null => new ChainProblem(seq, $"Event {seq} is missing."),
        { Seq: var found } when found > seq => new ChainProblem(seq, $"Event {seq} is missing."),
        { Seq: var found } when found < seq => new ChainProblem(found, $"Event {found} was inserted after the seal."),
        { Leaf: var found } => found.AsSpan().StartsWith(leaf) ? null : new ChainProblem(seq, $"Event {seq} was changed."),
    };
}
