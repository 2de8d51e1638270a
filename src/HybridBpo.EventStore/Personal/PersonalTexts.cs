using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;

namespace HybridBpo.Events;

/// <summary>What one event says in its personal fields.</summary>
/// <param name="Tenant">Code of the client.</param>
/// <param name="StreamId">The stream.</param>
/// <param name="Type">Alias of the event's type.</param>
/// <param name="Subject">About whom it says it.</param>
/// <param name="Text">The fields' words, one field a line; null when they or their key are damaged, or it is missing though not destroyed.</param>
public sealed record PersonalText(string Tenant, Guid StreamId, string Type, Guid Subject, string? Text);

/// <summary>
/// Reads the personal fields of all events of all clients that can still be decrypted: for whoever must look through everything, a portion at a time.
/// </summary>
/// <param name="store">The store; it knows the types and the keys.</param>
public sealed class PersonalTexts(EventStore store)
{
    private const int Portion = 500;

    private sealed record Row(string Tenant, Guid Stream, EventType Type, JsonObject? Json);

    /// <summary>Reads them in the order of the log. Events whose keys were all destroyed are left out.</summary>
    /// <param name="ct">Ends the wait.</param>
    public async IAsyncEnumerable<PersonalText> ReadAsync([EnumeratorCancellation] CancellationToken ct = default)
    {
        string[] types = [.. store.Codec.Types.All.Where(t => t.Personal.Count > 0).Select(t => t.Alias)];
        for (var after = 0L; ;)
        {
            var (rows, last) = await NextAsync(types, after, ct);
            foreach (var tenant in rows.GroupBy(row => row.Tenant))
                foreach (var text in await OpenAsync(tenant.Key, [.. tenant], ct))
                    yield return text;
            if (last is null)
                yield break;
            after = last.Value;
        }
    }

    private async Task<(List<Row> Rows, long? Last)> NextAsync(string[] types, long after, CancellationToken ct)
    {
        await using var batch = store.Database.CreateBatch();
        batch.BatchCommands.Add(SqlText.Bind(
            $"""
            select seq_id, tenant_id, stream_id, type, data from events.mt_events where seq_id > {after} and type = any ({types})
            order by seq_id limit {Portion}
            """));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var (rows, last) = (new List<Row>(), (long?)null);
        while (await reader.ReadAsync(ct))
        {
            last = reader.GetInt64(0);
            rows.Add(new Row(reader.IsDBNull(1) ? "" : reader.GetString(1), reader.IsDBNull(2) ? default : reader.GetGuid(2),
                store.Codec.Types.Find(reader.GetString(3))!, Parse(reader.GetFieldValue<byte[]>(4))));
        }

        return (rows, rows.Count < Portion ? null : last);
    }

    private async Task<List<PersonalText>> OpenAsync(string tenant, List<Row> rows, CancellationToken ct)
    {
        var texts = new List<PersonalText>(rows.Count);
        var keys = await KeysAsync(tenant, [.. rows.SelectMany(Named).Distinct()], ct);
        foreach (var row in rows)
        {
            Guid[] named = [.. Named(row)];
            var lost = row.Json is null || named.Any(id => !keys.ContainsKey(id));
            if (!lost && named.All(id => keys[id].Bytes is null))
                continue;
            texts.Add(new PersonalText(tenant, row.Stream, row.Type.Alias, SubjectOf(row), lost ? null : Words(tenant, row, row.Json!, keys)));
        }

        return texts;
    }

    // What others wrote need not be an object, nor name its subject as ours do.
    private static JsonObject? Parse(byte[] data)
    {
        try
        {
            return EventJson.Parse(data);
        }
        catch (Exception odd) when (odd is JsonException or InvalidOperationException or InvalidDataException or InvalidCastException)
        {
            return null;
        }
    }

    private static IEnumerable<Guid> Named(Row row) => row.Json is { } json ? PersonalFields.Keys(json, row.Type) : [];

    private static Guid SubjectOf(Row row)
    {
        try
        {
            return row.Json is { } json ? row.Type.SubjectOf(json, row.Stream) : row.Stream;
        }
        catch (InvalidOperationException)
        {
            return row.Stream;
        }
    }

    // A key that is missing or damaged must not hide the others.
    private async Task<IReadOnlyDictionary<Guid, SubjectKey>> KeysAsync(string tenant, Guid[] ids, CancellationToken ct)
    {
        try
        {
            return await store.Keys.ForReading(tenant, ids, ct);
        }
        catch (LostKey) when (ids.Length > 1)
        {
            var (found, half) = (new Dictionary<Guid, SubjectKey>(), ids.Length / 2);
            foreach (var part in new[] { ids[..half], ids[half..] })
                foreach (var (id, key) in await KeysAsync(tenant, part, ct))
                    found[id] = key;
            return found;
        }
        catch (LostKey)
        {
            return new Dictionary<Guid, SubjectKey>();
        }
    }

    private static string? Words(string tenant, Row row, JsonObject json, IReadOnlyDictionary<Guid, SubjectKey> keys)
    {
        try
        {
            PersonalFields.Decrypt(json, row.Type, tenant, row.Stream, keys);
            return string.Join('\n', row.Type.Personal.Select(property => json[property]).OfType<JsonNode>()
                .Select(value => value is JsonValue text && text.TryGetValue<string>(out var said) ? said : value.ToJsonString()));
        }
        catch (Exception damaged) when (damaged is CryptographicException or JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
