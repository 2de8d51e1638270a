using Npgsql;

namespace HybridBpo.Events;

/// <summary>Keys that were destroyed by their age.</summary>
/// <param name="BySubject">Their ids, by whose they were.</param>
public sealed record KeysDestroyed(IReadOnlyDictionary<Guid, Guid[]> BySubject)
{
    /// <summary>How many.</summary>
    public long Keys { get; } = BySubject.Values.Sum(keys => keys.Length);

    /// <summary>Whose, each once.</summary>
    public IReadOnlyList<Guid> Subjects { get; } = [.. BySubject.Keys];
}

/// <summary>What of one kind of event, recorded before a month, is to go; and whose is spared.</summary>
/// <param name="Tenant">Code of the client.</param>
/// <param name="Kind">Alias of the kind.</param>
/// <param name="KeptFrom">See <see cref="KeyRetention.KeptFrom"/>.</param>
/// <param name="Spared">Subjects whose fields are kept all the same.</param>
public sealed record OldFields(string Tenant, string Kind, DateOnly KeptFrom, Guid[] Spared);

/// <summary>
/// Destroys the keys of one kind of event whose months are over long enough, and before that what other tables copied; the events and their seals
/// stay.
/// </summary>
/// <param name="store">The store.</param>
public sealed class KeyRetention(EventStore store)
{
    private const long StrideOfNumbers = 20_000;

    /// <summary>
    /// The first month that is still kept, of fields that are kept for a number of days: a month goes as a whole, once its last moment is that old.
    /// So every event is kept at least as long, and at most 31 days longer.
    /// </summary>
    /// <param name="now">Now.</param>
    /// <param name="days">For how many days at least.</param>
    /// <returns>First day of that month, UTC.</returns>
    public static DateOnly KeptFrom(DateTimeOffset now, int days)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(days);
        // Beyond the calendar everything is kept.
        if (days > (now.UtcDateTime - DateTime.MinValue).TotalDays)
            return DateOnly.MinValue;
        var then = now.UtcDateTime.AddDays(-days);
        return new DateOnly(then.Year, then.Month, 1);
    }

    /// <summary>Is there a key to destroy?</summary>
    /// <param name="old">What is to go.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<bool> AnyAsync(OldFields old, CancellationToken ct)
    {
        await using var batch = store.Database.CreateBatch();
        batch.BatchCommands.Add(SqlText.Bind(
            $"""
            select exists (select from events.es_subject_keys k where client_id = {old.Tenant} and kind = {old.Kind} and month < {old.KeptFrom}
              and not exists (select from unnest({old.Spared}) s (id) where s.id = k.subject_id))
            """));
        return (bool)(await batch.ExecuteScalarAsync(ct))!;
    }

    /// <summary>
    /// Redacts copies of the next stretch of the log in the caller's transaction, which has <see cref="EventStoreOptions.TenantSetting"/> set.
    /// </summary>
    /// <param name="connection">Within a transaction.</param>
    /// <param name="old">What is to go.</param>
    /// <param name="redactors">Those that may have copies.</param>
    /// <param name="after">Where the last call ended; 0 for the first.</param>
    /// <param name="ct">Ends the wait; the caller rolls back.</param>
    /// <returns>Where it ended, and how many events were looked at; no end when that was the last stretch.</returns>
    public async Task<(long? Ended, int Events)> RedactAsync(
        NpgsqlConnection connection, OldFields old, IEnumerable<ICopyRedactor> redactors, long after, CancellationToken ct)
    {
        var (rows, last) = await StretchAsync(connection, old, after, ct);
        var spared = old.Spared.ToHashSet();
        var session = new EventSession(null, old.Tenant, new EventMetadata("system", "retention"));
        var looked = 0;
        foreach (var e in store.Codec.ReadBare(old.Tenant, rows))
        {
            if (spared.Contains(store.Codec.Types.Named(e.Type).SubjectOf(e.Data, e.StreamId)))
                continue;
            looked++;
            foreach (var redactor in redactors.Where(r => r.Events.Contains(e.Data.GetType())))
                redactor.Redact(e, session);
        }

        await using var batch = new NpgsqlBatch(connection);
        foreach (var statement in session.Pending.Statements)
            batch.BatchCommands.Add(SqlText.Bind(statement));
        if (batch.BatchCommands.Count > 0)
            await batch.ExecuteNonQueryAsync(ct);
        return (after + StrideOfNumbers >= last ? null : after + StrideOfNumbers, looked);
    }

    /// <summary>
    /// Destroys keys in the caller's transaction, and lists them as destroyed, so that a restored backup destroys them again. Call it until it finds
    /// no more, and <see cref="Forget"/> after the commit.
    /// </summary>
    /// <param name="connection">Within a transaction.</param>
    /// <param name="old">What is to go; no general key is ever reached.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="ct">Ends the wait; the caller rolls back.</param>
    public async Task<KeysDestroyed> DestroyAsync(NpgsqlConnection connection, OldFields old, int most, CancellationToken ct)
    {
        ArgumentException.ThrowIfNullOrEmpty(old.Kind);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(SubjectKeys.Alone(old.Tenant));
        batch.BatchCommands.Add(SqlText.Bind(
            $"""
            with old as (
              select key_id from events.es_subject_keys k
              where client_id = {old.Tenant} and kind = {old.Kind} and month < {old.KeptFrom}
                and not exists (select from unnest({old.Spared}) s (id) where s.id = k.subject_id)
              order by key_id limit {most}),
            destroyed as (
              delete from events.es_subject_keys k using old where k.client_id = {old.Tenant} and k.key_id = old.key_id
              returning k.key_id, k.subject_id),
            listed as (
              insert into events.es_erasures (client_id, key_id, subject_id, erased_at, why)
              select {old.Tenant}, key_id, subject_id, {store.Options.Time.GetUtcNow()}, 'retention' from destroyed)
            select subject_id, array_agg(key_id) from destroyed group by subject_id
            """));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.NextResultAsync(ct);
        var destroyed = new Dictionary<Guid, Guid[]>();
        while (await reader.ReadAsync(ct))
            destroyed.Add(reader.GetGuid(0), reader.GetFieldValue<Guid[]>(1));
        return new KeysDestroyed(destroyed);
    }

    /// <summary>Makes this host forget what it has cached; others do so within 60 seconds.</summary>
    public void Forget() => store.Keys.Forget();

    // By numbers and not by count: a rare kind must not make one query read the whole log.
    private static async Task<(List<RawEvent> Rows, long Last)> StretchAsync(
        NpgsqlConnection connection, OldFields old, long after, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection);
        var before = new DateTimeOffset(old.KeptFrom, TimeOnly.MinValue, TimeSpan.Zero);
        batch.BatchCommands.Add(SqlText.Bind($"select coalesce(max(seq_id), 0) from events.mt_events"));
        batch.BatchCommands.Add(SqlText.Bind(
            $"""
            select seq_id, id, stream_id, version, type, timestamp, tenant_id, correlation_id, causation_id, headers, data from events.mt_events
            where seq_id > {after} and seq_id <= {after + StrideOfNumbers} and tenant_id = {old.Tenant} and type = {old.Kind}
              and timestamp < {before} order by seq_id
            """));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        var last = reader.GetInt64(0);
        await reader.NextResultAsync(ct);
        return (await StreamRows.Rows(reader, ct), last);
    }
}
