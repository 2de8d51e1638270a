namespace HybridBpo.Platform;

/// <summary>Which block of a client's seals covers an event.</summary>
/// <param name="database">Where the seals are.</param>
public sealed class SealBlocks(Database database)
{
    private sealed record Covered(long Seq, long Block);

    /// <summary>Blocks by sequence number; events that are not sealed yet are left out.</summary>
    /// <param name="client">Code of the client.</param>
    /// <param name="seqs">Numbers of events of this client.</param>
    /// <param name="ct">Cancellation.</param>
    public async Task<IReadOnlyDictionary<long, long>> OfAsync(string client, IReadOnlyList<long> seqs, CancellationToken ct) =>
        (await database.QueryAsync<Covered>(Access.System("seals", client), $"""
            select s.seq, b.block from unnest({seqs.ToArray()}) as s (seq)
            join events.es_seals b on b.client_id = {client} and s.seq between b.first_seq and b.last_seq
            """, ct)).ToDictionary(covered => covered.Seq, covered => covered.Block);
}
