using System.Security.Cryptography;
using Npgsql;

namespace HybridBpo.Events;

/// <summary>The table of subjects' keys. A key's row is committed before the key is first used.</summary>
internal sealed class SubjectKeys(NpgsqlDataSource database, TimeProvider time, KeyWrap wrap, TimeSpan cacheLifetime)
{
    private readonly SubjectKeyCache _cache = new(cacheLifetime);

    /// <summary>The keys to encrypt under, made where there are none yet.</summary>
    public async Task<Dictionary<Guid, SubjectKey>> ForWriting(string tenant, IEnumerable<Guid> subjects, CancellationToken ct)
    {
        var keys = new Dictionary<Guid, SubjectKey>();
        var missing = new List<Guid>();
        foreach (var subject in subjects.Distinct())
        {
            if (_cache.OfSubject(tenant, subject) is { } key)
                keys[subject] = key;
            else
                missing.Add(subject);
        }

        // More than once only if a subject is being erased just now, between the two statements: then it gets a new key.
        while (missing.Count > 0)
        {
            foreach (var key in await FindOrMake(tenant, [.. missing.Order()], ct))
                keys[key.Subject] = key;
            missing.RemoveAll(keys.ContainsKey);
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
        await using var command = database.CreateCommand(
            """
            with destroyed as (delete from events.es_subject_keys where client_id = $1 and subject_id = $2 returning key_id)
            insert into events.es_erasures (client_id, key_id, subject_id, erased_at) select $1, key_id, $2, $3 from destroyed
            """);
        command.Parameters.AddWithValue(tenant);
        command.Parameters.AddWithValue(subject);
        command.Parameters.AddWithValue(time.GetUtcNow());
        await command.ExecuteNonQueryAsync(ct);
        _cache.Forget(tenant, subject);
    }

    private async Task<List<SubjectKey>> FindOrMake(string tenant, Guid[] subjects, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var ids = Array.ConvertAll(subjects, _ => Guid.CreateVersion7(now));
        var wrapped = new byte[subjects.Length][];
        for (var i = 0; i < subjects.Length; i++)
            wrapped[i] = wrap.Wrap(RandomNumberGenerator.GetBytes(32), Context(tenant, subjects[i], ids[i]));

        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            """
            insert into events.es_subject_keys (client_id, key_id, subject_id, kek_id, wrapped, created_at)
            select $1, k.id, k.subject, $2, k.wrapped, $3 from unnest($4, $5, $6) as k (id, subject, wrapped)
            on conflict (client_id, subject_id) do nothing
            """)
        {
            Parameters = { P(tenant), P(wrap.Id), P(now), P(ids), P(subjects), P(wrapped) },
        });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            "select key_id, subject_id, kek_id, wrapped from events.es_subject_keys where client_id = $1 and subject_id = any ($2)")
        {
            Parameters = { P(tenant), P(subjects) },
        });
        return await Read(batch, tenant, ct);
    }

    private async Task<List<SubjectKey>> Find(string tenant, Guid[] ids, CancellationToken ct)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            """
            select w.id, coalesce(k.subject_id, e.subject_id), k.kek_id, k.wrapped
            from unnest($2) as w (id)
            left join events.es_subject_keys k on k.client_id = $1 and k.key_id = w.id
            left join events.es_erasures e on e.client_id = $1 and e.key_id = w.id
            """)
        {
            Parameters = { P(tenant), P(ids) },
        });
        return await Read(batch, tenant, ct);
    }

    private async Task<List<SubjectKey>> Read(NpgsqlBatch batch, string tenant, CancellationToken ct)
    {
        var keys = new List<SubjectKey>();
        await using (var reader = await batch.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct))
            {
                var id = reader.GetGuid(0);
                if (reader.IsDBNull(1))
                    throw new InvalidDataException(
                        $"Key {id} of client {tenant} is missing, but its subject was not erased: restore the backup's keys.");
                var subject = reader.GetGuid(1);
                var bytes = reader.IsDBNull(3)
                    ? null
                    : wrap.Unwrap(reader.GetFieldValue<byte[]>(3), Context(tenant, subject, id), reader.GetString(2));
                keys.Add(new SubjectKey(id, subject, bytes));
            }
        }

        foreach (var key in keys)
            _cache.Add(tenant, key);
        return keys;
    }

    private static string Context(string tenant, Guid subject, Guid key) => $"{tenant}|{subject:D}|{key:D}";

    private static NpgsqlParameter P(object value) => new() { Value = value };
}
