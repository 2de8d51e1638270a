using Npgsql;

namespace HybridBpo.Events;

/// <summary>Reads a stream in one round trip. Archived streams are read like others: history stays readable.</summary>
internal sealed class StreamRows(WarmConnections warm)
{
    public const string Columns = $"{About}, data";

    public const string ColumnsWithoutContent = $"{About}, '{{}}'::jsonb as data";

    private const string About = "seq_id, id, stream_id, version, type, timestamp, tenant_id, correlation_id, causation_id, headers";

    private const string Folded = "version, type, data";
    private const string From =
        "from events.mt_events where tenant_id = $1 and stream_id = $2 and version > $3 and version <= $4";

    /// <summary>Whole rows.</summary>
    public Task<List<RawEvent>> Read(string tenant, Guid stream, long after, long? upTo, DateTimeOffset? asOf, CancellationToken ct) =>
        Lent(connection => Command(connection, Columns, tenant, stream, after, upTo, asOf), Rows, ct);

    /// <summary>Whole rows, without those that cannot be read.</summary>
    public Task<(List<RawEvent> Rows, List<UnreadableEvent> Unreadable)> ReadWhatCanBe(string tenant, Guid stream, CancellationToken ct) =>
        Lent(connection => Command(connection, Columns, tenant, stream, 0, null, null), WhatCanBe, ct);

    /// <summary>Only what a fold needs that looks at nothing beside the events' data: less than half of the time of whole rows.</summary>
    public Task<List<RawEvent>> ReadToFold(string tenant, Guid stream, long? upTo, DateTimeOffset? asOf, CancellationToken ct) =>
        Lent(connection => Command(connection, Folded, tenant, stream, 0, upTo, asOf), async (reader, _) =>
        {
            var rows = new List<RawEvent>();
            while (await reader.ReadAsync(ct))
            {
                rows.Add(new RawEvent(
                    0, default, stream, reader.GetInt64(0), reader.GetString(1), default, tenant, null, null, null, reader.GetFieldValue<byte[]>(2)));
            }

            return rows;
        }, ct);

    private async Task<T> Lent<T>(
        Func<NpgsqlConnection, NpgsqlCommand> make, Func<NpgsqlDataReader, CancellationToken, Task<T>> read, CancellationToken ct)
    {
        await using var lent = await warm.TakeAsync(ct);
        await using var command = make(lent.Connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await read(reader, ct);
    }

    private static NpgsqlCommand Command(
        NpgsqlConnection connection, string columns, string tenant, Guid stream, long after, long? upTo, DateTimeOffset? asOf)
    {
        var command = new NpgsqlCommand($"select {columns} {From}{(asOf is null ? "" : " and timestamp <= $5")} order by version", connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = tenant });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = stream });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = after });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = upTo ?? long.MaxValue });
        if (asOf is { } instant)
            command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = instant.ToUniversalTime() });
        return command;
    }

    public static async Task<List<RawEvent>> Rows(NpgsqlDataReader reader, CancellationToken ct)
    {
        var rows = new List<RawEvent>();
        while (await reader.ReadAsync(ct))
            rows.Add(Row(reader));
        return rows;
    }

    /// <summary>The rows that can be read, and those that cannot.</summary>
    public static async Task<(List<RawEvent> Rows, List<UnreadableEvent> Unreadable)> WhatCanBe(NpgsqlDataReader reader, CancellationToken ct)
    {
        var (rows, unreadable) = (new List<RawEvent>(), new List<UnreadableEvent>());
        while (await reader.ReadAsync(ct))
        {
            try
            {
                rows.Add(Row(reader));
            }
            catch (UnreadableEvent e)
            {
                unreadable.Add(e);
            }
        }

        return (rows, unreadable);
    }

    private static RawEvent Row(NpgsqlDataReader reader)
    {
        try
        {
            return new RawEvent(
                reader.GetInt64(0),
                reader.GetGuid(1),
                reader.GetGuid(2),
                reader.GetInt64(3),
                reader.GetString(4),
                reader.GetFieldValue<DateTimeOffset>(5),
                reader.GetString(6),
                reader.IsDBNull(7) ? null : reader.GetString(7),
                reader.IsDBNull(8) ? null : reader.GetString(8),
                reader.IsDBNull(9) ? null : reader.GetString(9),
                reader.GetFieldValue<byte[]>(10));
        }
        catch (Exception e) when (!Refusals.IsPassing(e))
        {
            throw UnreadableEvent.Row(reader.GetInt64(0), e);
        }
    }
}
