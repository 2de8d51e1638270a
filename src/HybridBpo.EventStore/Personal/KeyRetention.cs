using Npgsql;

namespace HybridBpo.Events;

/// <summary>
/// Destroys the keys of one kind of event whose months are over long enough, with what other tables copied of the fields under them; the events and
/// their seals stay.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="copies">Takes away what other tables copied.</param>
public sealed class KeyRetention(EventStore store, KeyedCopies copies)
{
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

    /// <summary>Keys to destroy, with the numbers of the events under them of which there may be copies. Holds nothing up.</summary>
    /// <param name="old">What is to go; no general key is ever among it.</param>
    /// <param name="after">The last key that was dealt with; an empty id for the first.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>In their order, the oldest first.</returns>
    public async Task<IReadOnlyList<OldKey>> FindAsync(OldFields old, Guid after, int most, CancellationToken ct)
    {
        ArgumentException.ThrowIfNullOrEmpty(old.Kind);
        var keys = new List<Guid>();
        await using (var batch = store.Database.CreateBatch())
        {
            batch.BatchCommands.Add(SqlText.Bind(
                $"""
                select key_id from events.es_subject_keys k
                where client_id = {old.Tenant} and kind = {old.Kind} and month < {old.KeptFrom} and key_id > {after}
                  and not exists (select from unnest({old.Spared}) s (id) where s.id = k.subject_id)
                order by key_id limit {most}
                """));
            await using var reader = await batch.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
                keys.Add(reader.GetGuid(0));
        }

        // Their months are over: no event comes under them any more.
        var events = await copies.FindAsync(old.Tenant, keys.ToHashSet(), old.Kind, ct);
        return [.. keys.Select(key => new OldKey(key, [.. events[key].Order()]))];
    }

    /// <summary>
    /// Destroys keys and the copies of what lies under them, both in the caller's transaction, which has
    /// <see cref="EventStoreOptions.TenantSetting"/> set; lists the keys as destroyed, so that a restored backup destroys them again. Then
    /// <see cref="Forget"/> after the commit. A key stays of whose events one cannot be read here: of that one nobody knows what was copied, so its
    /// copies would stay for ever; a host that can read it finds the key again.
    /// </summary>
    /// <param name="connection">Within a transaction.</param>
    /// <param name="old">What is to go, as the caller knows it in this transaction.</param>
    /// <param name="keys">Of them those that <see cref="FindAsync"/> found; whose subject is spared by now stays.</param>
    /// <param name="despite">Destroy also the keys of whose events one cannot be read, and leave its copies where they are.</param>
    /// <param name="ct">Ends the wait; the caller rolls back.</param>
    public async Task<KeysDestroyed> DestroyAsync(
        NpgsqlConnection connection, OldFields old, IReadOnlyCollection<OldKey> keys, bool despite, CancellationToken ct)
    {
        var standing = (await StandingAsync(connection, old, [.. keys.Select(key => key.Id)], ct)).ToHashSet();
        var all = keys.Where(key => standing.Contains(key.Id)).ToList();
        var unreadable = despite
            ? await copies.RedactAsync(connection, old.Tenant, all.SelectMany(key => key.Events), ct)
            : await copies.RedactWholeKeysAsync(connection, old.Tenant, all, ct);
        var going = all.Where(key => despite || !key.HasAny(unreadable)).Select(key => key.Id).ToArray();
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(SubjectKeys.Alone(old.Tenant));
        batch.BatchCommands.Add(SqlText.Bind(
            $"""
            with destroyed as (
              delete from events.es_subject_keys where client_id = {old.Tenant} and key_id = any ({going}) returning key_id, subject_id),
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
        return new KeysDestroyed(destroyed) { Unreadable = unreadable, Left = all.Count - going.Length };
    }

    /// <summary>Makes this host forget what it has cached; others do so within 60 seconds.</summary>
    public void Forget() => store.Keys.Forget();

    // Somebody may have been erased meanwhile, or be spared by now.
    private static async Task<List<Guid>> StandingAsync(NpgsqlConnection connection, OldFields old, Guid[] keys, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(SqlText.Bind(
            $"""
            select key_id from events.es_subject_keys k
            where client_id = {old.Tenant} and key_id = any ({keys}) and kind = {old.Kind} and month < {old.KeptFrom}
              and not exists (select from unnest({old.Spared}) s (id) where s.id = k.subject_id)
            """));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var standing = new List<Guid>();
        while (await reader.ReadAsync(ct))
            standing.Add(reader.GetGuid(0));
        return standing;
    }
}
