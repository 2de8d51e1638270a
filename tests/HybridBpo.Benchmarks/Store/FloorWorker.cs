using Npgsql;
using NpgsqlTypes;

namespace HybridBpo.Benchmarks.Store;

/// <summary>One connection with its prepared batches. One operation at a time.</summary>
internal sealed class FloorWorker : IAsyncDisposable
{
    public const string Columns =
        "seq_id, id, stream_id, version, data, type, timestamp, tenant_id, mt_dotnet_type, correlation_id, causation_id, headers, is_archived";

    public const string Json = """{"Reference": "A-1", "Currency": "USD", "BalanceMinor": 12000, "DueAt": "2026-03-01T00:00:00+00:00"}""";
    public const string Headers = """{"actor_kind": "system", "actor_id": "bench"}""";

    private const string NewRow =
        "insert into events.mt_streams (tenant_id, id, type, version, timestamp, created, is_archived) values ($1, $2, 'account', 1, $3, $3, false)";

    private const string MovedRow = "update events.mt_streams set version = version + 1, timestamp = $3 where tenant_id = $1 and id = $2";

    private const string Moved = "(select version from events.mt_streams where tenant_id = $5 and id = $2)";

    private readonly NpgsqlConnection connection;
    private const string Projected = "insert into public.balances (client_id, account, balance) values ($1, $2, 12000)";

    private readonly NpgsqlBatch started, projected, appended;
    private readonly NpgsqlCommand read;

    private FloorWorker(NpgsqlConnection connection)
    {
        this.connection = connection;
        started = new NpgsqlBatch(connection) { BatchCommands = { Row(NewRow), Event("1") } };
        projected = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                Row(NewRow), Event("1"), new NpgsqlBatchCommand("select set_config('app.clients', $1, true)") { Parameters = { P(Floor.Client) } },
                new NpgsqlBatchCommand(Projected) { Parameters = { P(Floor.Client), P(Guid.Empty) } },
            },
        };
        appended = new NpgsqlBatch(connection) { BatchCommands = { Row(MovedRow), Event(Moved) } };
        read = new NpgsqlCommand(
            "select version, type, data from events.mt_events where tenant_id = $1 and stream_id = $2 order by version", connection)
        {
            Parameters = { P(Floor.Client), P(Guid.Empty) },
        };
    }

    public static async Task<FloorWorker> OpenAsync(NpgsqlDataSource source)
    {
        var worker = new FloorWorker(await source.OpenConnectionAsync());
        await worker.started.PrepareAsync();
        await worker.projected.PrepareAsync();
        await worker.appended.PrepareAsync();
        await worker.read.PrepareAsync();
        return worker;
    }

    public Task NewStream() => Run(started, Guid.CreateVersion7());

    /// <summary>A stream, its event and the row of a read model that only the client's own sessions see.</summary>
    public Task NewStreamProjected()
    {
        var stream = Guid.CreateVersion7();
        ((NpgsqlParameter<Guid>)projected.BatchCommands[3].Parameters[1]).TypedValue = stream;
        return Run(projected, stream);
    }

    public Task Append(Guid stream) => Run(appended, stream);

    public async Task Read(Guid stream)
    {
        ((NpgsqlParameter<Guid>)read.Parameters[1]).TypedValue = stream;
        await using var reader = await read.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            _ = (reader.GetInt64(0), reader.GetString(1), reader.GetFieldValue<byte[]>(2));
    }

    public async ValueTask DisposeAsync()
    {
        await started.DisposeAsync();
        await projected.DisposeAsync();
        await appended.DisposeAsync();
        await read.DisposeAsync();
        await connection.DisposeAsync();
    }

    private static async Task Run(NpgsqlBatch batch, Guid stream)
    {
        var (row, one, now) = (batch.BatchCommands[0].Parameters, batch.BatchCommands[1].Parameters, DateTime.UtcNow);
        ((NpgsqlParameter<Guid>)row[1]).TypedValue = stream;
        ((NpgsqlParameter<DateTime>)row[2]).TypedValue = now;
        ((NpgsqlParameter<Guid>)one[0]).TypedValue = Guid.CreateVersion7();
        ((NpgsqlParameter<Guid>)one[1]).TypedValue = stream;
        ((NpgsqlParameter<DateTime>)one[3]).TypedValue = now;
        await batch.ExecuteNonQueryAsync();
    }

    private static NpgsqlBatchCommand Row(string sql) => new(sql) { Parameters = { P(Floor.Client), P(Guid.Empty), P(DateTime.UtcNow) } };

    private static NpgsqlBatchCommand Event(string version) => new(
        $"""
        insert into events.mt_events ({Columns})
        values (nextval('events.mt_events_sequence'), $1, $2, {version}, $3, 'account_opened', $4, $5, 'Bench.AccountOpened, Bench', null, null, $6,
            false)
        """)
    {
        Parameters = { P(Guid.Empty), P(Guid.Empty), Jsonb(Json), P(DateTime.UtcNow), P(Floor.Client), Jsonb(Headers) },
    };

    private static NpgsqlParameter P<T>(T value) => new NpgsqlParameter<T> { TypedValue = value };

    private static NpgsqlParameter Jsonb(string json) => new NpgsqlParameter<string> { TypedValue = json, NpgsqlDbType = NpgsqlDbType.Jsonb };
}
