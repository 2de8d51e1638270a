using Npgsql;
using NpgsqlTypes;

namespace HybridBpo.Events;

/// <summary>
/// The statements of an append. The stream's row is written first: that gives the transaction its xid and decides before any number is drawn.
/// </summary>
internal static class AppendStatements
{
    private const string StartRow =
        """
        insert into events.mt_streams (tenant_id, id, type, version, timestamp, created, is_archived) values ($1, $2, $3, $4, $5, $5, false)
        returning version
        """;

    private const string ExpectedRow =
        """
        update events.mt_streams set version = $3 + $4, timestamp = $5
        where tenant_id = $1 and id = $2 and version = $3 and is_archived is not true
        returning version
        """;

    private const string AnyRow =
        """
        insert into events.mt_streams as s (tenant_id, id, type, version, timestamp, created, is_archived) values ($1, $2, $3, $4, $5, $5, false)
        on conflict (tenant_id, id) do update set version = s.version + $4, timestamp = $5 where s.is_archived is not true
        returning version
        """;

    private const string Taken = "select coalesce((select version from taken), events.es_refuse($1, $2)) as version";
    private const string Start = StartRow;
    private const string Expected = $"with taken as ({ExpectedRow}) {Taken}";
    private const string Anyway = $"with taken as ({AnyRow}) {Taken}";

    public const string EventColumns =
        "seq_id, id, stream_id, version, data, type, timestamp, tenant_id, mt_dotnet_type, correlation_id, causation_id, headers, is_archived";

    // Where the version is known, nothing is asked for it: an index that is opened costs as much as a row.
    private const string OneEvent =
        $"""
        insert into events.mt_events ({EventColumns})
        values (nextval('events.mt_events_sequence'), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, false)
        returning seq_id, version
        """;

    private const string OneEventBehind =
        $"""
        insert into events.mt_events ({EventColumns})
        values (nextval('events.mt_events_sequence'), $1, $2,
            $3 + (select s.version from events.mt_streams s where s.tenant_id = $7 and s.id = $2),
            $4, $5, $6, $7, $8, $9, $10, $11, false)
        returning seq_id, version
        """;

    private const string ManyEvents =
        $"""
        insert into events.mt_events ({EventColumns})
        select nextval('events.mt_events_sequence'), e.id, e.stream,
            case when e.version > 0 then e.version
                else e.version + (select s.version from events.mt_streams s where s.tenant_id = $7 and s.id = e.stream) end,
            e.data::jsonb, e.type, $6, $7, e.dotnet, $9, $10, $11, false
        from unnest($1, $2, $3, $4, $5, $8) as e (id, stream, version, data, type, dotnet)
        returning seq_id, version
        """;

    // A save of one event and nothing else is one statement. The inner select cannot be merged into the outer (offset), so it is run first: the
    // stream's row is written, or the append refused, before nextval.
    private const string OneAppend =
        $"""
        insert into events.mt_events ({EventColumns})
        select nextval('events.mt_events_sequence'), $6, $2, t.version, $7, $8, $5, $1, $9, $10, $11, $12, false
        from ({Taken} offset 0) t
        returning seq_id, version
        """;

    // A new stream's row is there or its key was taken, which raises by itself.
    private const string StartWithOne =
        $"""
        with taken as ({StartRow})
        insert into events.mt_events ({EventColumns})
        select nextval('events.mt_events_sequence'), $6, $2, t.version, $7, $8, $5, $1, $9, $10, $11, $12, false from taken t
        returning seq_id, version
        """;
    private const string ExpectedAndOne = $"with taken as ({ExpectedRow}) {OneAppend}";
    private const string AnywayAndOne = $"with taken as ({AnyRow}) {OneAppend}";

    public static NpgsqlBatchCommand Tenant(string setting, string tenant) =>
        new($"select set_config('{setting.Replace("'", "''")}', $1, true)") { Parameters = { P(tenant) } };

    public static NpgsqlBatchCommand Command(string tenant, (Guid Id, string Result, string Act) command, DateTimeOffset now) =>
        new("insert into events.es_commands (client_id, command_id, result, act, created_at) values ($1, $2, $3, $4, $5)")
        {
            Parameters = { P(tenant), P(command.Id), P(command.Result), P(command.Act), P(now) },
        };

    public static NpgsqlBatchCommand Stream(string tenant, StreamAppend stream, long? known, DateTimeOffset now) =>
        StreamRow(tenant, stream, known ?? Version(stream), now, Start, Expected, Anyway);

    /// <summary>The row of the stream and its one new event together.</summary>
    public static NpgsqlBatchCommand StreamAndEvent(StreamAppend stream, NewEvent one, EventStamp stamp)
    {
        var command = StreamRow(stamp.Tenant, stream, Version(stream), stamp.Now, StartWithOne, ExpectedAndOne, AnywayAndOne);
        var parameters = command.Parameters;
        parameters.Add(P(one.Id));
        parameters.Add(Json(one.Json));
        parameters.Add(P(one.Type.Alias));
        parameters.Add(P(one.Type.DotnetName));
        parameters.Add(Nullable(stamp.Correlation));
        parameters.Add(Nullable(stamp.Causation));
        parameters.Add(Headers(stamp));
        return command;
    }

    private static NpgsqlBatchCommand StreamRow(
        string tenant, StreamAppend stream, long version, DateTimeOffset now, string start, string expected, string anyway)
    {
        var count = (long)stream.Count;
        return version switch
        {
            0 => new NpgsqlBatchCommand(start) { Parameters = { P(tenant), P(stream.Id), Nullable(stream.Type), P(count), P(now) } },
            > 0 => new NpgsqlBatchCommand(expected) { Parameters = { P(tenant), P(stream.Id), P(version), P(count), P(now) } },
            _ => new NpgsqlBatchCommand(anyway) { Parameters = { P(tenant), P(stream.Id), Nullable(stream.Type), P(count), P(now) } },
        };
    }

    public static NpgsqlBatchCommand Events(IReadOnlyList<NewEvent> events, EventStamp stamp)
    {
        if (events is [var one])
        {
            return new NpgsqlBatchCommand(one.Version > 0 ? OneEvent : OneEventBehind)
            {
                Parameters =
                {
                    P(one.Id), P(one.Stream), P(one.Version),
                    Json(one.Json),
                    P(one.Type.Alias), P(stamp.Now), P(stamp.Tenant), P(one.Type.DotnetName), Nullable(stamp.Correlation), Nullable(stamp.Causation),
                    Headers(stamp),
                },
            };
        }

        return new NpgsqlBatchCommand(ManyEvents)
        {
            Parameters =
            {
                P(events.Select(e => e.Id).ToArray()), P(events.Select(e => e.Stream).ToArray()), P(events.Select(e => e.Version).ToArray()),
                P(events.Select(e => System.Text.Encoding.UTF8.GetString(e.Json)).ToArray()), P(events.Select(e => e.Type.Alias).ToArray()),
                P(stamp.Now), P(stamp.Tenant), P(events.Select(e => e.Type.DotnetName).ToArray()),
                Nullable(stamp.Correlation), Nullable(stamp.Causation),
                Headers(stamp),
            },
        };
    }

    private static long Version(StreamAppend stream) => stream.Expectation == StreamExpectation.Any ? -1 : stream.Expected;

    private static NpgsqlParameter Json(byte[] json) => new NpgsqlParameter<byte[]> { TypedValue = json, NpgsqlDbType = NpgsqlDbType.Jsonb };

    private static NpgsqlParameter Headers(EventStamp stamp) =>
        new NpgsqlParameter<string> { TypedValue = stamp.HeadersJson, NpgsqlDbType = NpgsqlDbType.Jsonb };

    private static NpgsqlParameter P<T>(T value) => new NpgsqlParameter<T> { TypedValue = value };

    private static NpgsqlParameter Nullable(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Varchar };
}

/// <summary>What all events of one save share.</summary>
internal sealed record EventStamp(
    string Tenant, DateTimeOffset Now, string? Correlation, string? Causation, IReadOnlyDictionary<string, string> Headers)
{
    public string HeadersJson { get; } = EventJson.WriteHeaders(Headers);

    /// <summary>In whole microseconds, as PostgreSQL keeps it.</summary>
    public static EventStamp Of(EventSession session, TimeProvider time) => Of(session.Tenant, session.Metadata, time);

    public static EventStamp Of(string tenant, EventMetadata metadata, TimeProvider time)
    {
        var now = time.GetUtcNow().ToUniversalTime();
        var whole = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
        return new EventStamp(tenant, whole, Clean(metadata.CorrelationId), Clean(metadata.CausationId), metadata.Headers());
    }

    private static string? Clean(string? text) => text is null ? null : Text.Clean(text);
}

/// <summary>An event on its way into the log. A version of 0 or less counts back from the stream's version after the append.</summary>
internal sealed record NewEvent(Guid Id, Guid Stream, long Version, EventType Type, object Data, byte[] Json)
{
    public StoredEvent AsStored(EventStamp stamp, long seq, long version) =>
        new(seq, Id, Stream, version, Data, Type.Alias, stamp.Now, stamp.Tenant, stamp.Correlation, stamp.Causation, stamp.Headers);
}
