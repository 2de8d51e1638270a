using System.Text.Json.Nodes;

namespace HybridBpo.Events;

/// <summary>An event as its row holds it, before it is read as its type.</summary>
internal readonly record struct RawEvent(
    long Seq, Guid Id, Guid Stream, long Version, string Type, DateTimeOffset Timestamp, string Tenant, string? Correlation, string? Causation,
    string? Headers, byte[] Data);

/// <summary>Between events and stored JSON: shape, personal fields, upcasts.</summary>
internal sealed class EventCodec(EventTypes types, SubjectKeys keys)
{
    public EventTypes Types => types;

    /// <summary>
    /// The stored JSON of each event in order, and the event as it is stored: what is personal about a closed subject is in neither, so that no
    /// projection has it either.
    /// </summary>
    public async ValueTask<(byte[] Json, object Data)[]> Encode(
        string tenant, DateTimeOffset recorded, IReadOnlyList<(Guid Stream, object Data)> events, CancellationToken ct)
    {
        var names = events.Where(e => types.Of(e.Data).Personal.Count > 0).Select(e => KeyOf(types.Of(e.Data), e.Data, e.Stream, recorded)).ToList();
        var found = names.Count == 0 ? [] : await keys.ForWriting(tenant, names, ct);
        var encoded = new (byte[] Json, object Data)[events.Count];
        for (var i = 0; i < encoded.Length; i++)
        {
            var (stream, data) = events[i];
            var type = types.Of(data);
            encoded[i] = (EventJson.Write(data, type.ClrType), data);
            if (type.Personal.Count == 0)
                continue;
            var json = EventJson.Parse(encoded[i].Json);
            var key = found[KeyOf(type, data, stream, recorded)];
            if (key.Bytes is not null)
                PersonalFields.Encrypt(json, type, tenant, key);
            else
            {
                PersonalFields.Empty(json, type);
                encoded[i].Data = EventJson.Read(json, type);
            }

            encoded[i].Json = EventJson.Write(json);
        }

        return encoded;
    }

    private static KeyName KeyOf(EventType type, object data, Guid stream, DateTimeOffset recorded) =>
        KeyName.Of(type.SubjectOf(data, stream), type.Alias, recorded);

    /// <summary>The events of rows of one tenant, in order.</summary>
    public async ValueTask<object[]> Decode(string tenant, IReadOnlyList<RawEvent> rows, CancellationToken ct)
    {
        var decoded = new object[rows.Count];
        var parsed = new JsonObject?[rows.Count];
        var named = new List<Guid>();
        for (var i = 0; i < decoded.Length; i++)
            decoded[i] = Plain(rows[i], named, out parsed[i])!;
        var found = named.Count == 0 ? [] : await Keys(tenant, rows, parsed, named, ct);
        for (var i = 0; i < decoded.Length; i++)
        {
            if (parsed[i] is { } json)
                decoded[i] = Open(tenant, rows[i], json, found);
        }

        return decoded;
    }

    private async Task<Dictionary<Guid, SubjectKey>> Keys(
        string tenant, IReadOnlyList<RawEvent> rows, JsonObject?[] parsed, List<Guid> named, CancellationToken ct)
    {
        try
        {
            return await keys.ForReading(tenant, named, ct);
        }
        catch (LostKey lost)
        {
            var (row, type) = rows.Zip(parsed).Where(r => r.Second is not null).Select(r => (r.First, types.Find(r.First.Type)!, r.Second))
                .Where(r => PersonalFields.Keys(r.Second!, r.Item2).Contains(lost.Key)).Select(r => (r.First, r.Item2)).First();
            throw UnreadableEvent.Lost(row, type, lost);
        }
    }

    /// <summary>The event where nothing in it is personal and its shape is today's; else null, and its JSON, with the keys that it names.</summary>
    private object? Plain(RawEvent row, List<Guid> named, out JsonObject? json)
    {
        json = null;
        var type = types.Find(row.Type) ?? throw UnreadableEvent.Unknown(row);
        try
        {
            if (type.Personal.Count == 0 && type.Upcast is null)
                return EventJson.Read(row.Data, type);
            json = EventJson.Parse(row.Data);
            named.AddRange(PersonalFields.Keys(json, type));
            return null;
        }
        catch (Exception e)
        {
            throw UnreadableEvent.Content(row, type, e);
        }
    }

    /// <summary>The event with its personal fields, under the keys that were found; without any when none is given.</summary>
    private object Open(string tenant, RawEvent row, JsonObject json, Dictionary<Guid, SubjectKey>? found)
    {
        var type = types.Find(row.Type)!;
        try
        {
            if (found is null)
                PersonalFields.Empty(json, type);
            else
                PersonalFields.Decrypt(json, type, tenant, row.Stream, found);
            return EventJson.Read(type.Upcast?.Invoke(json) ?? json, type);
        }
        catch (Exception e)
        {
            throw UnreadableEvent.Content(row, type, e);
        }
    }

    public async ValueTask<List<StoredEvent>> Read(string tenant, IReadOnlyList<RawEvent> rows, CancellationToken ct) =>
        Stored(tenant, rows, await Decode(tenant, rows, ct));

    /// <summary>The events of those rows of one tenant that can be read, in order; the others are added to those that cannot.</summary>
    public async ValueTask<ReadableStream> ReadWhatCanBe(
        string tenant, IReadOnlyList<RawEvent> rows, List<UnreadableEvent> unreadable, CancellationToken ct)
    {
        var events = new List<StoredEvent>(rows.Count);
        foreach (var row in rows)
        {
            try
            {
                events.AddRange(await Read(tenant, [row], ct));
            }
            catch (UnreadableEvent e)
            {
                unreadable.Add(e);
            }
        }

        return new ReadableStream(events, unreadable);
    }

    /// <summary>The events of rows of one tenant, in order, as if everybody were erased: no key is asked for.</summary>
    public List<StoredEvent> ReadBare(string tenant, IReadOnlyList<RawEvent> rows)
    {
        var unreadable = new List<UnreadableEvent>();
        var events = ReadBare(tenant, rows, unreadable);
        return unreadable is [var first, ..] ? throw first : events;
    }

    /// <summary>The same; those that cannot be read are added to the others.</summary>
    public List<StoredEvent> ReadBare(string tenant, IReadOnlyList<RawEvent> rows, List<UnreadableEvent> unreadable)
    {
        var (read, data) = (new List<RawEvent>(rows.Count), new List<object>(rows.Count));
        foreach (var row in rows)
        {
            try
            {
                data.Add(Plain(row, [], out var json) ?? Open(tenant, row, json!, found: null));
                read.Add(row);
            }
            catch (UnreadableEvent e)
            {
                unreadable.Add(e);
            }
        }

        return Stored(tenant, read, [.. data]);
    }

    private List<StoredEvent> Stored(string tenant, IReadOnlyList<RawEvent> rows, object[] data)
    {
        var events = new List<StoredEvent>(rows.Count);
        var (json, headers) = ((string?)null, EventJson.ReadHeaders(null));
        for (var i = 0; i < data.Length; i++)
        {
            var row = rows[i];
            // Neighbours were mostly written by the same actor.
            if (row.Headers != json)
                (json, headers) = (row.Headers, EventJson.ReadHeaders(row.Headers));
            events.Add(new StoredEvent(
                row.Seq, row.Id, row.Stream, row.Version, data[i], types.Find(row.Type)!.Alias, row.Timestamp, tenant, row.Correlation, row.Causation,
                headers));
        }

        return events;
    }
}
