using Npgsql;

namespace HybridBpo.Events;

/// <summary>Keys that were destroyed by their age.</summary>
/// <param name="Keys">How many.</param>
/// <param name="Subjects">Whose, each once.</param>
public sealed record KeysDestroyed(long Keys, IReadOnlyList<Guid> Subjects);

/// <summary>Destroys the keys of one kind of event whose months are over long enough; the events and their seals stay.</summary>
/// <param name="store">The store.</param>
public sealed class KeyRetention(EventStore store)
{
    /// <summary>
    /// The first month that is still kept, of fields that are kept for a number of days: a month goes as a whole, once its last moment is that old. So
    /// every event is kept at least as long, and at most 31 days longer.
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

    /// <summary>
    /// Destroys keys in the caller's transaction, and lists them as destroyed, so that a restored backup destroys them again. Call it until it finds no
    /// more, and <see cref="Forget"/> after the commit.
    /// </summary>
    /// <param name="connection">Within a transaction.</param>
    /// <param name="tenant">Code of the client.</param>
    /// <param name="kind">Alias of the kind of event; no general key is ever reached.</param>
    /// <param name="keptFrom">See <see cref="KeptFrom"/>.</param>
    /// <param name="spare">Subjects whose keys are kept all the same.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="ct">Ends the wait; the caller rolls back.</param>
    public async Task<KeysDestroyed> DestroyAsync(
        NpgsqlConnection connection, string tenant, string kind, DateOnly keptFrom, Guid[] spare, int most, CancellationToken ct)
    {
        ArgumentException.ThrowIfNullOrEmpty(kind);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(SubjectKeys.Alone(tenant));
        batch.BatchCommands.Add(SqlText.Bind(
            $"""
            with old as (
              select key_id from events.es_subject_keys
              where client_id = {tenant} and kind = {kind} and month < {keptFrom} and not subject_id = any ({spare})
              order by key_id limit {most}),
            destroyed as (
              delete from events.es_subject_keys k using old where k.client_id = {tenant} and k.key_id = old.key_id returning k.key_id, k.subject_id),
            listed as (
              insert into events.es_erasures (client_id, key_id, subject_id, erased_at, why)
              select {tenant}, key_id, subject_id, {store.Options.Time.GetUtcNow()}, 'retention' from destroyed)
            select count(*), coalesce(array_agg(distinct subject_id), array[]::uuid[]) from destroyed
            """));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.NextResultAsync(ct);
        await reader.ReadAsync(ct);
        return new KeysDestroyed(reader.GetInt64(0), reader.GetFieldValue<Guid[]>(1));
    }

    /// <summary>Makes this host forget what it has cached; others do so within 60 seconds.</summary>
    public void Forget() => store.Keys.Forget();
}
