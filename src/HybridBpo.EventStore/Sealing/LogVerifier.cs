namespace HybridBpo.Events;

/// <summary>What a verification found.</summary>
/// <param name="Ok">Is everything that is sealed as it was?</param>
/// <param name="Blocks">How many blocks were found in order.</param>
/// <param name="Events">How many events were found in order.</param>
/// <param name="BadSeq">Sequence number of the first event that is not as it was; null when all are, or when only the whole can be blamed.</param>
/// <param name="Problem">What is wrong, for a person to read; null when nothing is.</param>
/// <param name="Unsealed">How many events came after the last seal; counted only when everything sealed is as it was.</param>
public sealed record Verification(bool Ok, long Blocks, long Events, long? BadSeq, string? Problem, long Unsealed = 0);

/// <summary>Recomputes a client's sealed chain over the bytes that are stored now.</summary>
/// <param name="store">The store.</param>
public sealed class LogVerifier(EventStore store)
{
    /// <summary>Verifies everything that is sealed, block by block.</summary>
    /// <param name="tenant">Code of the client.</param>
    /// <param name="checkpoint">What the log was once, kept outside. Without it somebody who rewrote events and seals alike goes unnoticed.</param>
    /// <param name="knownKey">
    /// Fingerprint of the key that signs this log's checkpoints, as it was noted down once; null for the key of this database. A checkpoint signed
    /// with another one is refused.
    /// </param>
    /// <param name="progress">Told of the number of events found in order so far.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<Verification> VerifyAsync(
        string tenant, Checkpoint? checkpoint = null, string? knownKey = null, IProgress<long>? progress = null, CancellationToken ct = default)
    {
        if (checkpoint is not null && checkpoint.Client != tenant)
            return new Verification(false, 0, 0, null, $"The checkpoint belongs to client {checkpoint.Client}.");
        if (checkpoint is not null && !checkpoint.IsGenuine())
            return new Verification(false, 0, 0, null, "The checkpoint itself was changed: its signature does not fit.");
        if (checkpoint is not null && await Foreign(checkpoint, knownKey, ct) is { } foreign)
            return new Verification(false, 0, 0, null, foreign);
        var (blocks, events, seq, previous) = (0L, 0L, 0L, SealBlock.Genesis(tenant));
        while (await SealRows.After(store.Database, tenant, blocks, ct) is { } block)
        {
            var (bad, problem) = await Check(tenant, block, blocks + 1, seq, previous, ct);
            if (problem is null && blocks < checkpoint?.Blocks.Count && Hex(block.Hash) != checkpoint.Blocks[(int)blocks])
            {
                bad = block.FirstSeq;
                problem = $"Block {block.Number} is not the one of the checkpoint: events {block.FirstSeq} to {block.LastSeq} were rewritten.";
            }

            if (problem is not null)
                return new Verification(false, blocks, events, bad, problem);
            (blocks, events, seq, previous) = (blocks + 1, events + block.Events, block.LastSeq, block.Hash);
            progress?.Report(events);
        }

        return blocks < checkpoint?.Blocks.Count
            ? new Verification(
                false, blocks, events, null, $"The checkpoint has {checkpoint.Blocks.Count} blocks, the log only {blocks}: the end was cut off.")
            : new Verification(true, blocks, events, null, null, await Unsealed(tenant, seq, ct));
    }

    private async Task<string?> Foreign(Checkpoint checkpoint, string? knownKey, CancellationToken ct)
    {
        if (knownKey is not null)
        {
            return checkpoint.Fingerprint == knownKey
                ? null
                : $"The checkpoint was signed with another key ({checkpoint.Fingerprint}) than the one that you named: it is not from this log.";
        }

        using var own = await SealKey.FindAsync(store, ct);
        if (own is null)
            return "This database has never signed a checkpoint, so nothing tells whether this one is genuine: "
                + "name the key whose fingerprint you noted.";
        return checkpoint.Fingerprint == SealKey.Fingerprint(own.ExportSubjectPublicKeyInfo())
            ? null
            : $"The checkpoint was signed with another key ({checkpoint.Fingerprint}) than this database signs with: "
                + "it is forged, or from elsewhere.";
    }

    private async Task<long> Unsealed(string tenant, long after, CancellationToken ct)
    {
        await using var command = store.Database.CreateCommand("select count(*) from events.mt_events where tenant_id = $1 and seq_id > $2");
        command.Parameters.AddWithValue(tenant);
        command.Parameters.AddWithValue(after);
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    private async Task<(long? Bad, string? Problem)> Check(
        string tenant, SealRow block, long expected, long after, byte[] previous, CancellationToken ct)
    {
        if (block.Number != expected)
            return (null, $"Block {expected} is missing.");
        var hash = SealBlock.Digest(previous, expected, block.Leaves);
        if (!block.Previous.AsSpan().SequenceEqual(previous) || !block.Hash.AsSpan().SequenceEqual(hash))
            return (block.FirstSeq, $"Block {expected} (events {block.FirstSeq} to {block.LastSeq}) was changed: the chain breaks there.");
        return Compare(SealBlock.Unpack(block.Leaves), await SealRows.Leaves(store.Database, tenant, after, block.LastSeq, int.MaxValue, ct));
    }

    private static (long? Bad, string? Problem) Compare(IReadOnlyList<(long Seq, byte[] Leaf)> then, List<(long Seq, byte[] Leaf)> now)
    {
        for (var i = 0; i < then.Count; i++)
        {
            var (seq, leaf) = then[i];
            if (i < now.Count && now[i].Seq < seq)
                return (now[i].Seq, $"Event {now[i].Seq} was inserted after the seal.");
            if (i >= now.Count || now[i].Seq > seq)
                return (seq, $"Event {seq} is missing.");
            if (!now[i].Leaf.AsSpan().SequenceEqual(leaf))
                return (seq, $"Event {seq} was changed.");
        }

        return (null, null);
    }

    private static string Hex(byte[] hash) => Convert.ToHexStringLower(hash);
}
