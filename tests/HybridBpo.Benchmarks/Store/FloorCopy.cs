using Npgsql;
using NpgsqlTypes;

namespace HybridBpo.Benchmarks.Store;

/// <summary>Bare binary COPY into the two tables, in one transaction.</summary>
internal static class FloorCopy
{
    public static async Task RunAsync(NpgsqlConnection connection, int streams, int eventsEach)
    {
        var now = DateTime.UtcNow;
        var ids = Enumerable.Range(0, streams).Select(_ => Guid.CreateVersion7()).ToArray();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var copy = await connection.BeginBinaryImportAsync(
            "copy events.mt_streams (tenant_id, id, type, version, timestamp, created, is_archived) from stdin (format binary)"))
        {
            foreach (var id in ids)
                Stream(copy, id, eventsEach, now);
            await copy.CompleteAsync();
        }

        await using var numbers = new NpgsqlCommand(
            "select array (select nextval('events.mt_events_sequence') from generate_series(1, $1))", connection);
        numbers.Parameters.AddWithValue(streams * eventsEach);
        var seq = (long[])(await numbers.ExecuteScalarAsync())!;
        await using (var copy = await connection.BeginBinaryImportAsync($"copy events.mt_events ({FloorWorker.Columns}) from stdin (format binary)"))
        {
            for (var i = 0; i < seq.Length; i++)
                Event(copy, seq[i], ids[i / eventsEach], i % eventsEach + 1, now);
            await copy.CompleteAsync();
        }

        await transaction.CommitAsync();
    }

    private static void Stream(NpgsqlBinaryImporter copy, Guid id, long events, DateTime now)
    {
        copy.StartRow();
        copy.Write(Floor.Client, NpgsqlDbType.Varchar);
        copy.Write(id, NpgsqlDbType.Uuid);
        copy.Write("account", NpgsqlDbType.Varchar);
        copy.Write(events, NpgsqlDbType.Bigint);
        copy.Write(now, NpgsqlDbType.TimestampTz);
        copy.Write(now, NpgsqlDbType.TimestampTz);
        copy.Write(false, NpgsqlDbType.Boolean);
    }

    private static void Event(NpgsqlBinaryImporter copy, long seq, Guid stream, long version, DateTime now)
    {
        copy.StartRow();
        copy.Write(seq, NpgsqlDbType.Bigint);
        copy.Write(Guid.CreateVersion7(), NpgsqlDbType.Uuid);
        copy.Write(stream, NpgsqlDbType.Uuid);
        copy.Write(version, NpgsqlDbType.Bigint);
        copy.Write(FloorWorker.Json, NpgsqlDbType.Jsonb);
        copy.Write("account_opened", NpgsqlDbType.Varchar);
        copy.Write(now, NpgsqlDbType.TimestampTz);
        copy.Write(Floor.Client, NpgsqlDbType.Varchar);
        copy.Write("Bench.AccountOpened, Bench", NpgsqlDbType.Varchar);
        copy.WriteNull();
        copy.WriteNull();
        copy.Write(FloorWorker.Headers, NpgsqlDbType.Jsonb);
        copy.Write(false, NpgsqlDbType.Boolean);
    }
}
