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

        // Asked before the blocks are read: what is sealed, or verified, meanwhile is in neither.
        var before = await EarlierVerification.Most(store.Database, tenant, ct);
        var sealedUpTo = await SealProgress.Of(store.Database, tenant, ct);
        var all = progress is null ? 0 : await SealRows.Events(store.Database, tenant, ct);
        var (chain, events) = (new ChainCheck(tenant, checkpoint?.Marks ?? []), new EventCheck(store.Database, tenant));
        var first = new FirstOfCheckpoint(store.Database, tenant);
        while (true)
        {
            var known = chain.Blocks;
            var blocks = await SealRows.After(store.Database, tenant, known, chain.Ahead(Page), ct);
            if (blocks.Count == 0)
                break;
            ChainProblem? ofSeals = null;
            for (var i = 0; i < blocks.Count && ofSeals is null; i++)
                ofSeals = chain.Next(blocks[i]);
            foreach (var some in blocks.Take((int)(chain.Sure - known)).Chunk(Page))
            {
                if (await events.Next(some, ct) is { } problem)
                    return Bad(problem);
                progress?.Report((events.Events, Math.Max(all, events.Events)));
            }

            if (ofSeals is not null)
                return Bad(await first.Name(ofSeals, checkpoint, chain.Proven, ct));
        }

        if (checkpoint is not null && chain.IsCovered)
            return Bad(await first.Name(chain.CutOff(checkpoint), checkpoint, chain.Proven, ct));
        if (await LateEvents.First(store.Database, tenant, events.After, sealedUpTo, ct) is { } late)
            return Bad(late);
        if (await StreamCheck.Problem(store.Database, tenant, ct) is { } stream)
            return Bad(stream);
        if (before?.Compare(events.Events) is { } fewer)
            return Bad(fewer);
        return new Verification(
            true, events.Blocks, events.Events, null, null, await Unsealed(tenant, events.After, ct), proof, Proven: chain.Proven.Events,
            LastHash: chain.LastHash);

        Verification Bad(ChainProblem problem)
        {
            // Seals that do not fit each other take back one whose events were found to fit it.
            var (blocks, count) = chain.Blocks < events.Blocks ? (chain.Blocks, chain.Events) : (events.Blocks, events.Events);
            return new Verification(
                false, blocks, count, problem.Seq, problem.Words, 0, proof, Proven: Math.Min(count, chain.Proven.Events));
        }
    }

    /// <summary>Codes of all that have seals, streams or events, whatever stands in them.</summary>
    /// <param name="ct">Ends the wait.</param>
    public async Task<IReadOnlyList<string>> ClientsAsync(CancellationToken ct = default)
    {
        await using var command = store.Database.CreateCommand(
            """
            with recursive next (tenant) as (
                select min(tenant_id) from events.mt_events
                union all
                select (select min(e.tenant_id) from events.mt_events e where e.tenant_id > tenant) from next where tenant is not null)
            select array(
                select client_id from events.es_seals
                union select tenant_id from events.mt_streams where tenant_id is not null
                union select tenant from next where tenant is not null)
            """);
        command.CommandTimeout = 0;
        return (string[])(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>
    /// Looks whether the log as a whole has lost numbers, whoever's they were. Needs no checkpoint; what was found is kept for whoever asks later.
    /// </summary>
    /// <param name="ct">Ends the wait.</param>
    public Task<LostNumbers> LookForLostAsync(CancellationToken ct = default) => LostNumbersQuery.Keep(store.Database, ct);

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

    /// <summary>Records that somebody offered a checkpoint that is not this log's: no verification, but a fact that may matter.</summary>
    /// <param name="tenant">Code of the client whose log it was offered for.</param>
    /// <param name="offered">The checkpoint.</param>
    /// <param name="why">Why it was refused.</param>
    /// <param name="by">Who offered it.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task RecordRefusedAsync(string tenant, Checkpoint offered, string why, string by, CancellationToken ct = default)
    {
        await using var batch = store.Database.CreateBatch();
        // The file may say whatever somebody likes.
        batch.BatchCommands.Add(SqlText.Bind(
            $"""
            insert into events.es_refused_checkpoints (client_id, offered_by, key_id, why)
            values ({tenant}, {by}, {offered.Fingerprint}, {why[..Math.Min(why.Length, 1_000)]})
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
        var damaged = await new SealKeys(store).Changed(ct);
        if ((damaged.Contains(signer) ? signer : keys.Count == 0 ? damaged.FirstOrDefault() : null) is { } changed)
        {
            return (null, $"The key that signs checkpoints ({changed}) was changed in this database, so nothing here tells whether this one, signed "
                + $"with {signer}, is genuine: look with --key and the fingerprint that you noted when you kept it, and find out who changed the "
                + "key.");
        }

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
