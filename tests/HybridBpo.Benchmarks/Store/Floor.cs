using Npgsql;
using NpgsqlTypes;

namespace HybridBpo.Benchmarks.Store;

/// <summary>
/// The least that any store on these tables must do, in bare Npgsql with prepared statements: the same rows, no check, nothing read back.
/// </summary>
internal sealed class Floor(NpgsqlDataSource source)
{
    public const string Client = "floor";
    private const string Json = """{"Reference": "A-1", "Currency": "USD", "BalanceMinor": 12000, "DueAt": "2026-03-01T00:00:00+00:00"}""";
    private const string Headers = """{"actor_kind": "system", "actor_id": "bench"}""";
    private const string Columns =
        "seq_id, id, stream_id, version, data, type, timestamp, tenant_id, mt_dotnet_type, correlation_id, causation_id, headers, is_archived";

    private const string Event =
        $"""
        insert into events.mt_events ({Columns})
        values (nextval('events.mt_events_sequence'), $1, $2, $3, $4, 'account_opened', $5, $6, 'Bench.AccountOpened, Bench', null, null, $7, false)
        """;

    public async Task NewStream()
    {
        var (stream, now) = (Guid.CreateVersion7(), DateTime.UtcNow);
        await using var batch = source.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            """
            insert into events.mt_streams (tenant_id, id, type, version, timestamp, created, is_archived)
            values ($1, $2, 'account', 1, $3, $3, false)
            """)
        {
            Parameters = { P(Client), P(stream), P(now) },
        });
        batch.BatchCommands.Add(EventRow(stream, 1, now));
        await batch.ExecuteNonQueryAsync();
    }

    public async Task Append(Guid stream)
    {
        var now = DateTime.UtcNow;
        await using var batch = source.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            "update events.mt_streams set version = version + 1, timestamp = $3 where tenant_id = $1 and id = $2")
        {
            Parameters = { P(Client), P(stream), P(now) },
        });
        var row = EventRow(stream, 0, now);
        row.CommandText = row.CommandText.Replace(
            "$3, $4", "(select version from events.mt_streams where tenant_id = $6 and id = $2) + $3, $4", StringComparison.Ordinal);
        batch.BatchCommands.Add(row);
        await batch.ExecuteNonQueryAsync();
    }

    /// <summary>Binary COPY of the same rows: streams first, then events.</summary>
    public async Task Copy(int streams, int eventsEach)
    {
        var now = DateTime.UtcNow;
        var ids = Enumerable.Range(0, streams).Select(_ => Guid.CreateVersion7()).ToArray();
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var copy = await connection.BeginBinaryImportAsync(
            "copy events.mt_streams (tenant_id, id, type, version, timestamp, created, is_archived) from stdin (format binary)"))
        {
            foreach (var id in ids)
            {
                copy.StartRow();
                copy.Write(Client, NpgsqlDbType.Varchar);
                copy.Write(id, NpgsqlDbType.Uuid);
                copy.Write("account", NpgsqlDbType.Varchar);
                copy.Write((long)eventsEach, NpgsqlDbType.Bigint);
                copy.Write(now, NpgsqlDbType.TimestampTz);
                copy.Write(now, NpgsqlDbType.TimestampTz);
                copy.Write(false, NpgsqlDbType.Boolean);
            }

            await copy.CompleteAsync();
        }

        await using var numbers = new NpgsqlCommand(
            "select array (select nextval('events.mt_events_sequence') from generate_series(1, $1))", connection);
        numbers.Parameters.AddWithValue(streams * eventsEach);
        var seq = (long[])(await numbers.ExecuteScalarAsync())!;
        await using (var copy = await connection.BeginBinaryImportAsync($"copy events.mt_events ({Columns}) from stdin (format binary)"))
        {
            for (var i = 0; i < seq.Length; i++)
            {
                copy.StartRow();
                copy.Write(seq[i], NpgsqlDbType.Bigint);
                copy.Write(Guid.CreateVersion7(), NpgsqlDbType.Uuid);
                copy.Write(ids[i / eventsEach], NpgsqlDbType.Uuid);
                copy.Write((long)(i % eventsEach) + 1, NpgsqlDbType.Bigint);
                copy.Write(Json, NpgsqlDbType.Jsonb);
                copy.Write("account_opened", NpgsqlDbType.Varchar);
                copy.Write(now, NpgsqlDbType.TimestampTz);
                copy.Write(Client, NpgsqlDbType.Varchar);
                copy.Write("Bench.AccountOpened, Bench", NpgsqlDbType.Varchar);
                copy.WriteNull();
                copy.WriteNull();
                copy.Write(Headers, NpgsqlDbType.Jsonb);
                copy.Write(false, NpgsqlDbType.Boolean);
            }

            await copy.CompleteAsync();
        }

        await transaction.CommitAsync();
    }

    private static NpgsqlBatchCommand EventRow(Guid stream, long version, DateTime now) => new(Event)
    {
        Parameters =
        {
            P(Guid.CreateVersion7()), P(stream), P(version), new NpgsqlParameter<string> { TypedValue = Json, NpgsqlDbType = NpgsqlDbType.Jsonb },
            P(now), P(Client), new NpgsqlParameter<string> { TypedValue = Headers, NpgsqlDbType = NpgsqlDbType.Jsonb },
        },
    };

    private static NpgsqlParameter P<T>(T value) => new NpgsqlParameter<T> { TypedValue = value };
}
