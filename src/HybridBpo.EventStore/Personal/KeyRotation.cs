using Npgsql;

namespace HybridBpo.Events;

/// <summary>How many keys lie under one key-encryption key.</summary>
/// <param name="KekId">See <see cref="KeyRing.IdOf"/>.</param>
/// <param name="SubjectKeys">Keys of subjects.</param>
/// <param name="SealKeys">Keys that sign checkpoints.</param>
public sealed record WrappedKeys(string KekId, long SubjectKeys, long SealKeys);

/// <summary>Wraps all keys anew under the current key-encryption key, while hosts go on. May be ended and begun again at any moment.</summary>
/// <param name="store">The store; its ring knows the current key and those before.</param>
public sealed class KeyRotation(EventStore store)
{
    private const int BatchOfKeys = 500;

    private sealed record Wrapped(string Client, Guid Key, Guid Subject, string KekId, byte[] Box);

    /// <summary>What lies under which key-encryption key.</summary>
    /// <param name="ct">Ends the wait.</param>
    public async Task<IReadOnlyList<WrappedKeys>> CountAsync(CancellationToken ct = default)
    {
        await using var command = store.Database.CreateCommand(
            """
            select kek_id, sum(subjects)::bigint, sum(seals)::bigint from (
              select kek_id, count(*) as subjects, 0 as seals from events.es_subject_keys group by kek_id
              union all select kek_id, 0, count(*) from events.es_seal_keys group by kek_id) k
            group by kek_id order by kek_id
            """);
        var found = new List<WrappedKeys>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            found.Add(new WrappedKeys(reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2)));
        return found;
    }

    /// <summary>A key-encryption key that something lies under and the host does not know; null when it knows all.</summary>
    /// <param name="ct">Ends the wait.</param>
    public async Task<string?> UnknownAsync(CancellationToken ct = default)
    {
        await using var command = store.Database.CreateCommand(
            """
            (select kek_id from events.es_seal_keys where not kek_id = any ($1) limit 1)
            union all (select kek_id from events.es_subject_keys where not kek_id = any ($1) limit 1) limit 1
            """);
        command.Parameters.AddWithValue(store.Ring.All.Select(KeyRing.IdOf).ToArray());
        return (string?)await command.ExecuteScalarAsync(ct);
    }

    /// <summary>Wraps anew whatever does not lie under the current key, batch by batch; each batch is one transaction.</summary>
    /// <param name="progress">Told how many are done; may be null.</param>
    /// <param name="ct">Ends the work; the batches done stay done.</param>
    /// <returns>How many keys were wrapped anew.</returns>
    /// <exception cref="InvalidOperationException">Something lies under a key that this host does not know.</exception>
    public async Task<long> RewrapAsync(Action<long>? progress = null, CancellationToken ct = default)
    {
        var done = await SealsAsync(ct);
        var (client, key) = ("", Guid.Empty);
        while (true)
        {
            await using var connection = await store.Database.OpenConnectionAsync(ct);
            await using var transaction = await connection.BeginTransactionAsync(ct);
            var found = await TakeAsync(connection, client, key, ct);
            if (found.Count == 0)
                return done;
            await WriteAsync(connection, found, ct);
            await transaction.CommitAsync(ct);
            (client, key) = (found[^1].Client, found[^1].Key);
            done += found.Count;
            progress?.Invoke(done);
        }
    }

    // Rows that somebody else holds at this moment (an erasure) are passed by: the next round finds them, if they are still there.
    private async Task<List<Wrapped>> TakeAsync(NpgsqlConnection connection, string client, Guid key, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            """
            select client_id, key_id, subject_id, kek_id, wrapped from events.es_subject_keys
            where (client_id, key_id) > ($1, $2) and kek_id <> $3 order by client_id, key_id limit $4 for update skip locked
            """,
            connection);
        command.Parameters.AddWithValue(client);
        command.Parameters.AddWithValue(key);
        command.Parameters.AddWithValue(store.Wrap.CurrentId);
        command.Parameters.AddWithValue(BatchOfKeys);
        var found = new List<Wrapped>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            found.Add(new Wrapped(
                reader.GetString(0), reader.GetGuid(1), reader.GetGuid(2), reader.GetString(3), reader.GetFieldValue<byte[]>(4)));
        }

        return found;
    }

    private async Task WriteAsync(NpgsqlConnection connection, List<Wrapped> found, CancellationToken ct)
    {
        var anew = found.ConvertAll(row => Anew(row.Box, SubjectKeys.Context(row.Client, row.Subject, row.Key), row.KekId));
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(SqlText.Bind(
            $"""
            update events.es_subject_keys k set kek_id = n.kek, wrapped = n.wrapped
            from unnest({found.Select(r => r.Client).ToArray()}, {found.Select(r => r.Key).ToArray()}, {anew.Select(a => a.KekId).ToArray()},
              {anew.Select(a => a.Box).ToArray()}) as n (client, key, kek, wrapped)
            where k.client_id = n.client and k.key_id = n.key
            """));
        await batch.ExecuteNonQueryAsync(ct);
    }

    private async Task<long> SealsAsync(CancellationToken ct)
    {
        var found = new List<(string Key, string KekId, byte[] Box)>();
        await using (var command = store.Database.CreateCommand("select key_id, kek_id, wrapped from events.es_seal_keys where kek_id <> $1"))
        {
            command.Parameters.AddWithValue(store.Wrap.CurrentId);
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
                found.Add((reader.GetString(0), reader.GetString(1), reader.GetFieldValue<byte[]>(2)));
        }

        foreach (var (key, kekId, box) in found)
        {
            var (kek, wrapped) = Anew(box, SealKeys.Context(key), kekId);
            await using var batch = store.Database.CreateBatch();
            batch.BatchCommands.Add(SqlText.Bind(
                $"update events.es_seal_keys set kek_id = {kek}, wrapped = {wrapped} where key_id = {key} and kek_id = {kekId}"));
            await batch.ExecuteNonQueryAsync(ct);
        }

        return found.Count;
    }

    private (string KekId, byte[] Box) Anew(byte[] box, string context, string kekId) =>
        store.Wrap.Wrap(store.Wrap.Unwrap(box, context, kekId), context);
}
