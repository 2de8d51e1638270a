using HybridBpo.Platform.Tracing;
using Npgsql;

namespace HybridBpo.Platform.Scanning;

/// <summary>
/// The database keeps samples of columns for its planner: values of rows, also of such that are gone since. It shows none of a table whose rows it
/// guards even from their owner: so the guard is taken off, in a transaction that nobody else sees and that is undone when the samples were read.
/// </summary>
internal sealed class StatisticsScan(NpgsqlDataSource source, TraceReader reader, ScanLedger ledger)
{
    private const int Tries = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private sealed record Sample(string Column, byte[] Values);

    public async Task ReadAsync(IReadOnlyList<ScannedTable> tables, CancellationToken ct)
    {
        ledger.Table(3);
        foreach (var table in tables)
        {
            var found = await FindAsync(table, ct);
            // Of a table that was emptied nothing is sampled anew: what is left is forgotten.
            if (found.Count > 0 && await ForgetAsync(table, [.. found.Select(f => f.Column)], ct)) found = await FindAsync(table, ct);
            foreach (var (column, kinds) in found) ledger.Found($"pg_stats of {table.Name}.{column}", null, null, "", kinds);
        }
    }

    private async Task<List<(string Column, IReadOnlyList<string> Kinds)>> FindAsync(ScannedTable table, CancellationToken ct)
    {
        var places = new List<(string, IReadOnlyList<string>)>();
        foreach (var sample in await SamplesAsync(table, ct))
        {
            var found = new Finding();
            reader.Read(sample.Values, found);
            ledger.Row(sample.Values.Length, "pg_stats");
            // A value that stands in somebody else's row stands in the sample of that column with right.
            var kinds = found.Kinds(oneRow: false).Where(kind => !ledger.IsKnownOfOthers($"{table.Name}.{sample.Column}", kind)).ToList();
            if (kinds.Count > 0) places.Add((sample.Column, kinds));
        }

        return places;
    }

    private async Task<IReadOnlyList<Sample>> SamplesAsync(ScannedTable table, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync(ct);
                await using var undone = await connection.BeginTransactionAsync(ct);
                if (table.IsGuarded)
                    await RunAsync(connection, $"set local lock_timeout = '200ms'; alter table {table.From} no force row level security", ct);
                return await ReadAsync(connection, table, ct);
            }
            catch (PostgresException busy) when (busy.SqlState == PostgresErrorCodes.LockNotAvailable && attempt < Tries)
            {
                // Somebody holds the table for a while; nobody waits behind us for long.
                await Task.Delay(Pause, ct);
            }
            catch (PostgresException refused)
            {
                ledger.NotRead.Add($"the planner's samples of {table.Name}: PostgreSQL refused ({refused.SqlState})");
                return [];
            }
        }
    }

    private static async Task<IReadOnlyList<Sample>> ReadAsync(NpgsqlConnection connection, ScannedTable table, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("""
            select attname, convert_to(concat_ws(' | ', most_common_vals::text, histogram_bounds::text, most_common_elems::text), 'UTF8')
            from pg_stats where schemaname || '.' || tablename = $1
            """, connection)
        { Parameters = { new NpgsqlParameter { Value = table.Name } } };
        await using var rows = await command.ExecuteReaderAsync(ct);
        var samples = new List<Sample>();
        while (await rows.ReadAsync(ct)) samples.Add(new Sample(rows.GetString(0), rows.GetFieldValue<byte[]>(1)));
        return samples;
    }

    // A column that is given the type it has loses its samples, and nothing else of an empty table.
    private async Task<bool> ForgetAsync(ScannedTable table, IReadOnlyList<string> columns, CancellationToken ct)
    {
        try
        {
            await using var connection = await source.OpenConnectionAsync(ct);
            await using var transaction = await connection.BeginTransactionAsync(ct);
            await RunAsync(
                connection, $"set local lock_timeout = '1s'; set local app.clients = '*'; lock table {table.From} in access exclusive mode", ct);
            await using (var any = new NpgsqlCommand($"select exists (select from {table.From})", connection))
                if ((bool)(await any.ExecuteScalarAsync(ct))!) return false;
            foreach (var column in columns)
            {
                await using var type = new NpgsqlCommand("""
                    select format_type(atttypid, atttypmod) from pg_attribute where attrelid = $1::regclass and attname = $2
                    """, connection)
                { Parameters = { new NpgsqlParameter { Value = table.From }, new NpgsqlParameter { Value = column } } };
                var same = (string)(await type.ExecuteScalarAsync(ct))!;
                await RunAsync(connection, $"alter table {table.From} alter column {Catalog.Quoted(column)} type {same}", ct);
            }

            await transaction.CommitAsync(ct);
            return true;
        }
        catch (PostgresException)
        {
            // Held, or it may not be altered: then it is a hit, and carried out again.
            return false;
        }
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}
