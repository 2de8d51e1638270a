using System.Security.Cryptography;
using Npgsql;

namespace HybridBpo.Events;

/// <summary>The table of subjects' keys. A key's row is committed before the key is first used.</summary>
internal sealed class SubjectKeys(NpgsqlDataSource database, TimeProvider time, KeyWrap wrap, TimeSpan cacheLifetime)
{
    /// <summary>
    /// Keys of a client are made by many at once (shared) and destroyed by one alone (exclusive), so that none slips past an erasure.
    /// </summary>
    private const string Lock = "'es_subject_keys|' || $1";

    private const string Closed = "closed";

    private const int Tries = 5;

    private readonly SubjectKeyCache _cache = new(cacheLifetime);

    /// <summary>
    /// The keys to encrypt under, made where there are none yet; without bytes for a subject that is closed, who gets none.
    /// </summary>
    public async Task<Dictionary<KeyName, SubjectKey>> ForWriting(string tenant, IEnumerable<KeyName> names, CancellationToken ct)
    {
        var keys = new Dictionary<KeyName, SubjectKey>();
        var missing = new HashSet<KeyName>();
        foreach (var name in names)
        {
            if (_cache.Named(tenant, name) is { } key)
                keys[name] = key;
            else
                missing.Add(name);
        }

        // More than once only if a subject is being erased just now, between the two statements: then it gets a new key.
        for (var attempt = 1; missing.Count > 0; attempt++)
        {
            try
            {
                foreach (var key in await FindOrMake(tenant, [.. missing.OrderBy(n => n.Subject).ThenBy(n => n.Kind, StringComparer.Ordinal)], ct))
                    keys[key.Name] = key;
            }
            catch (PostgresException undone) when (Refusals.IsUndone(undone) && attempt < Tries)
            {
                // A script that changes these tables in another order came across it: nothing was made, and it is asked for again.
            }

            missing.RemoveWhere(keys.ContainsKey);
        }

        return keys;
    }

    /// <summary>The keys that stored fields name; destroyed ones without bytes.</summary>
    /// <exception cref="LostKey">A key is missing though nothing was erased, or is damaged: the backup's keys were not restored.</exception>
    public async Task<Dictionary<Guid, SubjectKey>> ForReading(string tenant, IEnumerable<Guid> ids, CancellationToken ct)
    {
        var keys = new Dictionary<Guid, SubjectKey>();
        var missing = new List<Guid>();
        foreach (var id in ids.Distinct())
        {
            if (_cache.WithId(tenant, id) is { } key)
                keys[id] = key;
            else
                missing.Add(id);
        }

        if (missing.Count > 0)
        {
            foreach (var key in await Find(tenant, [.. missing], ct))
                keys[key.Id] = key;
        }

        return keys;
    }

    public async Task Erase(string tenant, Guid subject, CancellationToken ct)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(Alone(tenant));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            """
            with destroyed as (delete from events.es_subject_keys where client_id = $1 and subject_id = $2 returning key_id)
            insert into events.es_erasures (client_id, key_id, subject_id, erased_at) select $1, key_id, $2, $3 from destroyed
            """)
        {
            Parameters = { P(tenant), P(subject), P(time.GetUtcNow()) },
        });
        await batch.ExecuteNonQueryAsync(ct);
        _cache.Forget(tenant, subject);
    }

    /// <summary>
    /// Closes a subject: no key is made for it, or used to write about it. The list of erasures says so in a row whose key is the subject's own id:
    /// under that key, which nobody ever had, lies what is written about a closed subject.
    /// </summary>
    public async Task Close(string tenant, Guid subject, CancellationToken ct)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(Alone(tenant));
        batch.BatchCommands.Add(SqlText.Bind(
            $"""
            insert into events.es_erasures (client_id, key_id, subject_id, erased_at, why)
            values ({tenant}, {subject}, {subject}, {time.GetUtcNow()}, {Closed})
            on conflict (client_id, key_id) do update set erased_at = excluded.erased_at, why = excluded.why
            """));
        await batch.ExecuteNonQueryAsync(ct);
        _cache.Forget(tenant, subject);
    }

    public async Task<HashSet<Guid>> ClosedAmong(string tenant, Guid[] subjects, CancellationToken ct)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(SqlText.Bind(
            $"""
            select coalesce(array_agg(key_id), array[]::uuid[]) from events.es_erasures
            where client_id = {tenant} and key_id = any ({subjects}) and why = {Closed}
            """));
        return [.. (Guid[])(await batch.ExecuteScalarAsync(ct))!];
    }

    /// <summary>Forgets what is cached, after keys were destroyed by their age.</summary>
    public void Forget() => _cache.Clear();

    /// <summary>Waits until no key of the client is being made, and lets none be made until the transaction ends.</summary>
    public static NpgsqlBatchCommand Alone(string tenant) =>
        new($"select pg_advisory_xact_lock(hashtextextended({Lock}, 0))") { Parameters = { P(tenant) } };

    public static string Context(string tenant, Guid subject, Guid key) => $"{tenant}|{subject:D}|{key:D}";

    // One round trip. What is made need not be read back; what is there already is looked up only if something was. A key that another host makes at
    // this moment is seen by the next round.
    private async Task<List<SubjectKey>> FindOrMake(string tenant, KeyName[] names, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var made = Array.ConvertAll(names, name => new SubjectKey(Guid.CreateVersion7(now), name, RandomNumberGenerator.GetBytes(32)));
        var wrapped = Array.ConvertAll(made, key => wrap.Wrap(key.Bytes!, Context(tenant, key.Name.Subject, key.Id)));
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand($"select pg_advisory_xact_lock_shared(hashtextextended({Lock}, 0))")
        {
            Parameters = { P(tenant) },
        });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            """
            with asked as (select * from unnest($3, $4, $5, $6, $7, $8) as k (id, subject, kind, month, kek, wrapped)),
            closed as (select e.key_id as subject from events.es_erasures e where e.client_id = $1 and e.key_id = any ($4) and e.why = $9),
            wanted as (select a.* from asked a where not exists (select from closed c where c.subject = a.subject)),
            made as (
              insert into events.es_subject_keys (client_id, key_id, subject_id, kind, month, kek_id, wrapped, created_at)
              select $1, id, subject, kind, month, kek, wrapped, $2 from wanted
              on conflict (client_id, subject_id, kind, month) do nothing returning key_id)
            select key_id, null::uuid, null, null::bytea, null, null::date from made
            union all
            select k.key_id, k.subject_id, k.kek_id, k.wrapped, k.kind, k.month
            from wanted w
            join events.es_subject_keys k on k.client_id = $1 and k.subject_id = w.subject and k.kind = w.kind and k.month = w.month
            where (select count(*) from made) < (select count(*) from wanted)
            union all
            select a.subject, a.subject, '', null, a.kind, a.month from asked a join closed c on c.subject = a.subject
            """)
        {
            Parameters =
            {
                P(tenant), P(now), P(Array.ConvertAll(made, k => k.Id)), P(Array.ConvertAll(names, n => n.Subject)),
                P(Array.ConvertAll(names, n => n.Kind)), P(Array.ConvertAll(names, n => n.Month)), P(Array.ConvertAll(wrapped, w => w.KekId)),
                P(Array.ConvertAll(wrapped, w => w.Box)), P(Closed),
            },
        });
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.NextResultAsync(ct); // The lock answers with a row of its own.
        var own = made.ToDictionary(key => key.Id);
        return await Read(reader, tenant, own, ct);
    }

    private async Task<List<SubjectKey>> Find(string tenant, Guid[] ids, CancellationToken ct)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            """
            select w.id, coalesce(k.subject_id, e.subject_id), k.kek_id, k.wrapped, coalesce(k.kind, ''), coalesce(k.month, 'infinity')
            from unnest($2) as w (id)
            left join events.es_subject_keys k on k.client_id = $1 and k.key_id = w.id
            left join events.es_erasures e on e.client_id = $1 and e.key_id = w.id
            """)
        {
            Parameters = { P(tenant), P(ids) },
        });
        await using var reader = await batch.ExecuteReaderAsync(ct);
        return await Read(reader, tenant, [], ct);
    }

    private async Task<List<SubjectKey>> Read(NpgsqlDataReader reader, string tenant, Dictionary<Guid, SubjectKey> made, CancellationToken ct)
    {
        var keys = new List<SubjectKey>();
        while (await reader.ReadAsync(ct))
        {
            var id = reader.GetGuid(0);
            if (made.TryGetValue(id, out var own))
            {
                keys.Add(own);
                continue;
            }

            if (reader.IsDBNull(1))
                throw new LostKey(id, $"Key {id} of client {tenant} is missing though nobody destroyed it: restore the backup's keys.", null);
            var subject = reader.GetGuid(1);
            var bytes = reader.IsDBNull(3) ? null : Unwrap(tenant, subject, id, reader.GetFieldValue<byte[]>(3), reader.GetString(2));
            keys.Add(new SubjectKey(id, new KeyName(subject, string.Intern(reader.GetString(4)), reader.GetFieldValue<DateOnly>(5)), bytes));
        }

        // An error of what came before (a lock, a constraint) shows only at the end.
        await reader.NextResultAsync(ct);
        foreach (var key in keys)
            _cache.Add(tenant, key);
        return keys;
    }

    private byte[] Unwrap(string tenant, Guid subject, Guid id, byte[] wrapped, string kekId)
    {
        try
        {
            return wrap.Unwrap(wrapped, Context(tenant, subject, id), kekId);
        }
        catch (CryptographicException damaged)
        {
            throw new LostKey(id, $"Key {id} of client {tenant} is damaged: restore the backup's keys.", damaged);
        }
    }

    private static NpgsqlParameter P(object value) => new() { Value = value };
}
