namespace HybridBpo.Events;

/// <summary>
/// Recomputes a client's sealed chain over the bytes that are stored now. Needs the database alone, no key: only whose checkpoint it is can be told
/// better with the key-encryption key, or with a fingerprint that was noted down.
/// </summary>
/// <param name="store">The store.</param>
public sealed class LogVerifier(EventStore store)
{
    private const int Page = 64;

    /// <summary>
    /// Verifies everything that is sealed, block by block, then that nothing came in where everything was sealed, and that no stream lacks or has too
    /// many events.
    /// </summary>
    /// <param name="tenant">Code of the client.</param>
    /// <param name="checkpoint">What the log was once, kept outside. Without it somebody who rewrote events and seals alike goes unnoticed.</param>
    /// <param name="knownKey">
    /// Fingerprint of the key that signs this log's checkpoints, as it was noted down once; null for the keys of this database. A checkpoint signed
    /// with another one is refused.
    /// </param>
    /// <param name="progress">Told of the number of events found in order so far, and of how many are sealed.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<Verification> VerifyAsync(
        string tenant, Checkpoint? checkpoint = null, string? knownKey = null, IProgress<(long At, long Of)>? progress = null,
        CancellationToken ct = default)
    {
        string? proof = null;
        if (checkpoint is not null)
        {
            (proof, var refused) = await Trust(tenant, checkpoint, knownKey, ct);
            if (refused is not null)
                return new Verification(false, 0, 0, null, refused, Refused: true);
        }

        // Asked before the blocks are read: what is sealed meanwhile is in neither.
        var sealedUpTo = await SealProgress.Of(store.Database, tenant, ct);
        var all = progress is null ? 0 : await SealRows.Events(store.Database, tenant, ct);
        var (chain, first) = (new ChainCheck(tenant, checkpoint?.Marks ?? []), new FirstOfCheckpoint(store.Database, tenant));
        while (true)
        {
            var blocks = await SealRows.After(store.Database, tenant, chain.Blocks, Page, ct);
            if (blocks.Count == 0)
                break;
            // A row's numbers are compared with its leaves first: a forged last number would have the whole log read at once.
            var sound = blocks.TakeWhile((block, i) => chain.Problem(block, chain.Blocks + 1 + i) is null).ToList();
            var last = sound.Count == 0 ? chain.LastSeq : sound[^1].LastSeq;
            var events = new Queue<(long Seq, byte[] Leaf)>(await SealRows.Leaves(store.Database, tenant, chain.After, last, int.MaxValue, ct));
            foreach (var block in blocks)
            {
                if (chain.Next(block, events) is { } problem)
                    return Bad(await first.Name(problem, checkpoint, chain.Proven, ct));
            }

            // Two events of one number: where the tables' own rules were taken away.
            if (events.TryPeek(out var twice))
                return Bad(new ChainProblem(twice.Seq, $"Event {twice.Seq} was inserted after the seal: there is another one of that number."));
            progress?.Report((chain.Events, Math.Max(all, chain.Events)));
        }

        if (chain.Blocks < checkpoint?.Blocks)
            return Bad(await first.Name(chain.CutOff(checkpoint), checkpoint, chain.Proven, ct));
        if (await LateEvents.First(store.Database, tenant, chain.After, sealedUpTo, ct) is { } late)
            return Bad(late);
        if (await StreamCheck.Problem(store.Database, tenant, ct) is { } stream)
            return Bad(stream);
        return new Verification(true, chain.Blocks, chain.Events, null, null, await Unsealed(tenant, chain.LastSeq, ct), proof);

        Verification Bad(ChainProblem problem)
        {
            var (blocks, events) = problem.SealedAnew ? (chain.Proven.Blocks, chain.Proven.Events) : (chain.Blocks, chain.Events);
            return new Verification(false, blocks, events, problem.Seq, problem.Words, 0, proof);
        }
    }

    /// <summary>Records what was found, for whoever asks later.</summary>
    /// <param name="tenant">Code of the client.</param>
    /// <param name="found">What was found.</param>
    /// <param name="by">Who asked for it.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task RecordAsync(string tenant, Verification found, string by, CancellationToken ct = default)
    {
        await using var batch = store.Database.CreateBatch();
        batch.BatchCommands.Add(SqlText.Bind(
            $"""
            insert into events.es_verifications (client_id, done_by, ok, blocks, events, bad_seq, problem)
            values ({tenant}, {by}, {found.Ok}, {found.Blocks}, {found.Events}, {found.BadSeq}::bigint, {found.Problem}::text)
            """));
        await batch.ExecuteNonQueryAsync(ct);
    }

    private async Task<(string? Proof, string? Refused)> Trust(string tenant, Checkpoint checkpoint, string? knownKey, CancellationToken ct)
    {
        if (checkpoint.Client != tenant)
            return (null, $"The checkpoint belongs to client {checkpoint.Client}.");
        if (!checkpoint.IsGenuine())
            return (null, "The checkpoint itself was changed: its signature does not fit.");
        var signer = checkpoint.Fingerprint;
        if (knownKey is not null)
        {
            return signer == knownKey
                ? ("named", null)
                : (null, $"The checkpoint was signed with another key ({signer}) than the one that you named: it is not from this log.");
        }

        var keys = await new SealKeys(store).All(ct);
        if (keys.FirstOrDefault(key => key.Fingerprint == signer) is { } known)
            return (known.Proven ? "own" : "row", null);
        return (null, keys.Count == 0
            ? "This database has never signed a checkpoint, so nothing tells whether this one is genuine: "
                + "name the key whose fingerprint you noted."
            : $"The checkpoint was signed with another key ({signer}) than this database signs or ever signed with. Compare that with the "
                + "fingerprint that you noted when you kept it. If it is yours, look with --key and that fingerprint: then the keys of this database "
                + "were changed, and likely more. If it is not, the file is forged, or from elsewhere.");
    }

    private async Task<long> Unsealed(string tenant, long after, CancellationToken ct)
    {
        await using var command = store.Database.CreateCommand("select count(*) from events.mt_events where tenant_id = $1 and seq_id > $2");
        command.Parameters.AddWithValue(tenant);
        command.Parameters.AddWithValue(after);
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }
}
