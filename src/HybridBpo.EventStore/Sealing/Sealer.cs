using Npgsql;

namespace HybridBpo.Events;

/// <summary>Closes blocks over a client's events and signs checkpoints of them. Any number of hosts may seal at once.</summary>
/// <param name="store">The store; it needs a key-encryption key for checkpoints.</param>
public sealed class Sealer(EventStore store)
{
    private const int BlockSize = 1_000;
    private readonly HighWater _highWater = new(store.Database);

    /// <summary>A checkpoint has no more marks, but for the last one.</summary>
    internal int MostMarks { get; init; } = Checkpoint.MostMarks;

    /// <summary>A checkpoint names no more events, but for a single block of more.</summary>
    internal int MostNamed { get; init; } = CheckpointLeaves.Most;

    /// <summary>Closes blocks over everything below the high-water mark that is not sealed yet.</summary>
    /// <param name="tenant">Code of the client.</param>
    /// <param name="ct">Ends the wait; blocks closed so far stay.</param>
    /// <returns>How many events were sealed.</returns>
    public async Task<long> SealAsync(string tenant, CancellationToken ct = default)
    {
        // What turns up below that is no event that was only waiting: sealing it would vouch for it.
        var known = await SealProgress.Of(store.Database, tenant, ct);
        var (mark, _) = await _highWater.Advance(ct);
        return await SealAsync(tenant, known, mark, ct);
    }

    /// <summary>Closes blocks until every event of the client up to a number is sealed; what others seal meanwhile counts as done.</summary>
    /// <param name="tenant">Code of the client.</param>
    /// <param name="known">Up to here everything is known to be sealed.</param>
    /// <param name="upTo">Not beyond the high-water mark.</param>
    /// <param name="ct">Ends the wait.</param>
    internal async Task<long> SealAsync(string tenant, long known, long upTo, CancellationToken ct)
    {
        for (var events = 0L; ;)
        {
            var last = await SealRows.Last(store.Database, tenant, ct);
            var leaves = await SealRows.Leaves(store.Database, tenant, Math.Max(last?.LastSeq ?? 0, known), upTo, BlockSize, ct);
            if (leaves.Count == 0)
                return events;
            if (await Close(tenant, new SealBlock((last?.Number ?? 0) + 1, leaves, last?.Hash ?? SealBlock.Genesis(tenant)), ct))
                events += leaves.Count;
        }
    }

    /// <summary>Signs what is sealed so far.</summary>
    /// <param name="tenant">Code of the client.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>The checkpoint; null when nothing is sealed yet.</returns>
    public async Task<Checkpoint?> CheckpointAsync(string tenant, CancellationToken ct = default) =>
        await Sign(await Unsigned(tenant, null, false, ct), ct);

    /// <summary>Signs what is sealed so far, and the events one by one, for whoever keeps it outside: see <see cref="Checkpoint.Leaves"/>.</summary>
    /// <param name="tenant">Code of the client.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>The checkpoint; null when nothing is sealed yet.</returns>
    public async Task<Checkpoint?> CheckpointOfEventsAsync(string tenant, CancellationToken ct = default) =>
        await Sign(await Unsigned(tenant, null, true, ct), ct);

    /// <summary>Like that, but of what was verified and no more: what was sealed meanwhile, or made anew behind it, nobody has looked at.</summary>
    /// <param name="tenant">Code of the client.</param>
    /// <param name="verified">What was found.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>The checkpoint; null when nothing is sealed, or the seals are no longer those that were verified.</returns>
    public async Task<Checkpoint?> CheckpointOfEventsAsync(string tenant, Verification verified, CancellationToken ct = default) =>
        await Sign(await Unsigned(tenant, verified, true, ct), ct);

    /// <summary>The keys that sign, or once signed, checkpoints; the one that signs first.</summary>
    /// <param name="ct">Ends the wait.</param>
    public Task<IReadOnlyList<SealKeyInfo>> KeysAsync(CancellationToken ct = default) => new SealKeys(store).All(ct);

    /// <summary>Fingerprints, as their rows say, of keys whose rows somebody changed: they sign nothing and vouch for nothing.</summary>
    /// <param name="ct">Ends the wait.</param>
    public Task<IReadOnlyList<string>> ChangedKeysAsync(CancellationToken ct = default) => new SealKeys(store).Changed(ct);

    /// <summary>
    /// A checkpoint of what was verified, signed with a new key, which signs from then on. What older ones signed stays verifiable.
    /// </summary>
    /// <param name="tenant">Code of the client.</param>
    /// <param name="verified">What was found.</param>
    /// <param name="keep">Keeps the checkpoint. Where that fails no key changes.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>The checkpoint; null when nothing is sealed, or the seals are no longer those that were verified: then no key changed.</returns>
    /// <exception cref="InvalidOperationException">The key comes from configuration: change it there.</exception>
    public async Task<Checkpoint?> CheckpointByNewKeyAsync(
        string tenant, Verification verified, Func<Checkpoint, Task> keep, CancellationToken ct = default)
    {
        var keys = new SealKeys(store);
        using var fresh = keys.Fresh();
        if (await Unsigned(tenant, verified, true, ct) is not { } unsigned)
            return null;
        var signed = unsigned.Sign(fresh);
        await keep(signed);
        await keys.Take(fresh, ct);
        return signed;
    }

    /// <summary>How far each client's log is sealed, and what came of its last verification.</summary>
    /// <param name="tenant">Only of this client.</param>
    /// <param name="ct">Ends the wait.</param>
    public Task<IReadOnlyList<SealSummary>> SummaryAsync(string? tenant = null, CancellationToken ct = default) =>
        SealSummary.Read(store.Database, tenant, ct);

    /// <summary>Checkpoints that were offered for a client's log and are not this log's, the latest first.</summary>
    /// <param name="tenant">Code of the client.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="ct">Ends the wait.</param>
    public Task<IReadOnlyList<RefusedCheckpoint>> RefusedAsync(string tenant, int limit, CancellationToken ct = default) =>
        RefusedCheckpoint.Read(store.Database, tenant, limit, ct);

    private async Task<Checkpoint?> Sign(Checkpoint? unsigned, CancellationToken ct)
    {
        if (unsigned is null)
            return null;
        using var key = await new SealKeys(store).Signing(ct);
        return unsigned.Sign(key);
    }

    private async Task<Checkpoint?> Unsigned(string tenant, Verification? verified, bool leaves, CancellationToken ct)
    {
        if (await SealRows.Last(store.Database, tenant, verified?.Blocks ?? long.MaxValue, ct) is not { } last)
            return null;
        var (events, marks) = await SealRows.Marks(store.Database, tenant, last.Number, Checkpoint.Spacing(last.Number, MostMarks), ct);
        if (verified is not null && verified.LastHash != marks[^1].Hash)
            return null;
        var blocks = new Checkpoint(2, tenant, last.LastSeq, events, last.SealedAt, last.Number, marks, "", "");
        if (!leaves)
            return blocks;
        var (before, newest) = await SealRows.Newest(store.Database, tenant, last.Number, MostNamed, ct);
        var named = CheckpointLeaves.Pack(before ?? SealBlock.Genesis(tenant), newest);
        return blocks with { Format = 4, LastSeq = 0, Marks = [.. marks.Select(m => m with { FirstSeq = 0 })], Leaves = named };
    }

    private async Task<bool> Close(string tenant, SealBlock block, CancellationToken ct)
    {
        await using var batch = store.Database.CreateBatch();
        batch.BatchCommands.Add(SqlText.Bind(
            $"""
            insert into events.es_seals (client_id, block, first_seq, last_seq, events, leaves, previous, hash, sealed_at)
            values ({tenant}, {block.Number}, {block.Leaves[0].Seq}, {block.Leaves[^1].Seq}, {block.Leaves.Count}, {block.LeafBytes},
                {block.Previous}, {block.Hash}, {store.Options.Time.GetUtcNow()})
            on conflict (client_id, block) do nothing
            """));
        return await batch.ExecuteNonQueryAsync(ct) == 1;
    }
}
