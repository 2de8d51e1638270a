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

    private static readonly Dictionary<Guid, byte[]> None = [];
    private readonly SubjectKeyCache _cache = new(cacheLifetime);

    /// <summary>The keys to encrypt under, made where there are none yet.</summary>
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
        while (missing.Count > 0)
        {
            foreach (var key in await FindOrMake(tenant, [.. missing.OrderBy(n => n.Subject).ThenBy(n => n.Kind, StringComparer.Ordinal)], ct))
                keys[key.Name] = key;
            missing.RemoveWhere(keys.ContainsKey);
        }

        return keys;
    }

    /// <summary>The keys that stored fields name; destroyed ones without bytes.</summary>
    /// <exception cref="InvalidDataException">A key is missing though nothing was erased: the backup's keys were not restored.</exception>
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

    /// <summary>Forgets what is cached, after keys were destroyed by their age.</summary>
    public void Forget() => _cache.Clear();

    /// <summary>Waits until no key of the client is being made, and lets none be made until the transaction ends.</summary>
    public static NpgsqlBatchCommand Alone(string tenant) =>
        new($"select pg_advisory_xact_lock(hashtextextended({Lock}, 0))") { Parameters = { P(tenant) } };

    public static string Context(string tenant, Guid subject, Guid key) => $"{tenant}|{subject:D}|{key:D}";

    private async Task<List<SubjectKey>> FindOrMake(string tenant, KeyName[] names, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var ids = Array.ConvertAll(names, _ => Guid.CreateVersion7(now));
        var wrapped = new byte[names.Length][];
        var keks = new string[names.Length];
        var made = new Dictionary<Guid, byte[]>(names.Length);
        for (var i = 0; i < names.Length; i++)
        {
            made[ids[i]] = RandomNumberGenerator.GetBytes(32);
            (keks[i], wrapped[i]) = wrap.Wrap(made[ids[i]], Context(tenant, names[i].Subject, ids[i]));
        }

        var (subjects, kinds, months) =
            (Array.ConvertAll(names, n => n.Subject), Array.ConvertAll(names, n => n.Kind), Array.ConvertAll(names, n => n.Month));

        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand($"select pg_advisory_xact_lock_shared(hashtextextended({Lock}, 0))")
        {
            Parameters = { P(tenant) },
        });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            """
            insert into events.es_subject_keys (client_id, key_id, subject_id, kind, month, kek_id, wrapped, created_at)
            select $1, k.id, k.subject, k.kind, k.month, k.kek, k.wrapped, $2
            from unnest($3, $4, $5, $6, $7, $8) as k (id, subject, kind, month, kek, wrapped)
            on conflict (client_id, subject_id, kind, month) do nothing
            """)
        {
            Parameters = { P(tenant), P(now), P(ids), P(subjects), P(kinds), P(months), P(keks), P(wrapped) },
        });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            """
            select k.key_id, k.subject_id, k.kek_id, k.wrapped, k.kind, k.month
            from unnest($2, $3, $4) as n (subject, kind, month)
            join events.es_subject_keys k on k.client_id = $1 and k.subject_id = n.subject and k.kind = n.kind and k.month = n.month
            """)
        {
            Parameters = { P(tenant), P(subjects), P(kinds), P(months) },
        });
        return await Read(batch, tenant, made, ct);
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
        return await Read(batch, tenant, None, ct);
    }

    // What this host has just made need not be unwrapped.
    private async Task<List<SubjectKey>> Read(NpgsqlBatch batch, string tenant, Dictionary<Guid, byte[]> made, CancellationToken ct)
    {
        var keys = new List<SubjectKey>();
        await using (var reader = await batch.ExecuteReaderAsync(ct))
        {
            // The lock answers with a row of its own.
            while (reader.FieldCount != 6 && await reader.NextResultAsync(ct))
            {
            }

            while (await reader.ReadAsync(ct))
            {
                var id = reader.GetGuid(0);
                if (reader.IsDBNull(1))
                    throw new InvalidDataException(
                        $"Key {id} of client {tenant} is missing, but its subject was not erased: restore the backup's keys.");
                var subject = reader.GetGuid(1);
                var bytes = made.TryGetValue(id, out var own) ? own
                    : reader.IsDBNull(3) ? null
                    : wrap.Unwrap(reader.GetFieldValue<byte[]>(3), Context(tenant, subject, id), reader.GetString(2));
                keys.Add(new SubjectKey(id, new KeyName(subject, string.Intern(reader.GetString(4)), reader.GetFieldValue<DateOnly>(5)), bytes));
            }
        }

        foreach (var key in keys)
            _cache.Add(tenant, key);
        return keys;
    }

    private static NpgsqlParameter P(object value) => new() { Value = value };
}
