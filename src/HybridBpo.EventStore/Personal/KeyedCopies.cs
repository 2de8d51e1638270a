using Npgsql;

namespace HybridBpo.Events;

/// <summary>
/// Takes away what tables copied of personal fields, by the keys that those fields lie under: of an event whose fields lie under no such key
/// nothing is touched.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="redactors">Those that may have copies.</param>
public sealed class KeyedCopies(EventStore store, IEnumerable<ICopyRedactor> redactors)
{
    private const long StrideOfNumbers = 20_000;
    private const int MostAtOnce = 500;
    private const int MostHeld = 4 * MostAtOnce;

    private readonly List<ICopyRedactor> _redactors = [.. redactors];

    /// <summary>Looks in the log for the events of which there may be copies. Reads all of it, a stretch at a time, and holds nothing up.</summary>
    /// <param name="tenant">Code of the client.</param>
    /// <param name="keys">Keys that are to go, or are gone.</param>
    /// <param name="kind">Alias of the only kind that has fields under them; null when there are several.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>Numbers of the events by key.</returns>
    public async Task<ILookup<Guid, long>> FindAsync(string tenant, IReadOnlySet<Guid> keys, string? kind, CancellationToken ct)
    {
        var found = new List<(Guid Key, long Seq)>();
        string[] kinds =
        [
            .. store.Kinds.Where(k => (kind is null || k.Alias == kind) && _redactors.Exists(r => r.Events.Contains(k.Type))).Select(k => k.Alias),
        ];
        var last = kinds.Length == 0 || keys.Count == 0 ? 0 : await LastAsync(ct);
        // By numbers and not by count: a rare kind must not make one query read the whole log.
        for (var after = 0L; after < last; after += StrideOfNumbers)
        {
            await using var batch = store.Database.CreateBatch();
            batch.BatchCommands.Add(SqlText.Bind(
                $$"""
                select distinct e.seq_id, substr(f.value, 4, 32)::uuid from events.mt_events e
                cross join lateral jsonb_each_text(case when jsonb_typeof(e.data) = 'object' then e.data else '{}' end) f
                where e.seq_id > {{after}} and e.seq_id <= {{after + StrideOfNumbers}} and e.tenant_id = {{tenant}} and e.type = any ({{kinds}})
                  and f.value ~ {{PersonalFields.Named}}
                """));
            await using var reader = await batch.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
                if (keys.Contains(reader.GetGuid(1)))
                    found.Add((reader.GetGuid(1), reader.GetInt64(0)));
        }

        return found.ToLookup(f => f.Key, f => f.Seq);
    }

    /// <summary>
    /// Redacts the copies of some events in the caller's transaction, which has <see cref="EventStoreOptions.TenantSetting"/> set.
    /// </summary>
    /// <param name="connection">Within a transaction.</param>
    /// <param name="tenant">Code of the client.</param>
    /// <param name="events">Their numbers: see <see cref="FindAsync"/>.</param>
    /// <param name="ct">Ends the wait; the caller rolls back.</param>
    /// <returns>Events that cannot be read: what was copied of them, if anything, is still there.</returns>
    public async Task<IReadOnlyList<UnreadableEvent>> RedactAsync(
        NpgsqlConnection connection, string tenant, IEnumerable<long> events, CancellationToken ct)
    {
        var unreadable = new List<UnreadableEvent>();
        foreach (var numbers in events.Chunk(MostAtOnce))
            await RedactAsync(connection, tenant, await ReadAsync(connection, tenant, numbers, unreadable, ct), ct);
        return unreadable;
    }

    /// <summary>The same of the events under some keys, but for those keys of whose events one cannot be read: of them nothing is touched.</summary>
    /// <returns>The events that cannot be read.</returns>
    internal async Task<IReadOnlyList<UnreadableEvent>> RedactWholeKeysAsync(
        NpgsqlConnection connection, string tenant, IReadOnlyCollection<OldKey> keys, CancellationToken ct)
    {
        var unreadable = new List<UnreadableEvent>();
        long[] all = [.. keys.SelectMany(key => key.Events).Distinct()];
        // Which keys are whole is known only when all was read. What is more than a few is not held until then, but read twice.
        var held = all.Length <= MostHeld ? new List<StoredEvent>() : null;
        foreach (var numbers in all.Chunk(MostAtOnce))
        {
            var read = await ReadAsync(connection, tenant, numbers, unreadable, ct);
            held?.AddRange(read);
        }

        var whole = keys.Where(key => !key.HasAny(unreadable)).SelectMany(key => key.Events).ToHashSet();
        foreach (var some in (held ?? []).Where(e => whole.Contains(e.Seq)).Chunk(MostAtOnce))
            await RedactAsync(connection, tenant, some, ct);
        foreach (var numbers in held is null ? whole.Chunk(MostAtOnce) : [])
            await RedactAsync(connection, tenant, await ReadAsync(connection, tenant, numbers, [], ct), ct);
        return unreadable;
    }

    private async Task RedactAsync(NpgsqlConnection connection, string tenant, IReadOnlyList<StoredEvent> events, CancellationToken ct)
    {
        var session = new EventSession(null, tenant, new EventMetadata("system", "retention"));
        foreach (var e in events)
            foreach (var redactor in _redactors.Where(r => r.Events.Contains(e.Data.GetType())))
                redactor.Redact(e, session);
        await using var batch = new NpgsqlBatch(connection);
        foreach (var statement in session.Pending.Statements)
            batch.BatchCommands.Add(SqlText.Bind(statement));
        if (batch.BatchCommands.Count > 0)
            await batch.ExecuteNonQueryAsync(ct);
    }

    private async Task<long> LastAsync(CancellationToken ct)
    {
        await using var command = store.Database.CreateCommand("select coalesce(max(seq_id), 0) from events.mt_events");
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    private async Task<List<StoredEvent>> ReadAsync(
        NpgsqlConnection connection, string tenant, long[] numbers, List<UnreadableEvent> unreadable, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(SqlText.Bind(
            $"""
            select {new RawSql(StreamRows.Columns)} from events.mt_events where tenant_id = {tenant} and seq_id = any ({numbers}) order by seq_id
            """));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var (rows, torn) = await StreamRows.WhatCanBe(reader, ct);
        unreadable.AddRange(torn);
        return store.Codec.ReadBare(tenant, rows, unreadable);
    }
}
