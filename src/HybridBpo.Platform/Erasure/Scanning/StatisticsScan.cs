using HybridBpo.Platform.Tracing;
using Npgsql;

namespace HybridBpo.Platform.Scanning;

/// <summary>
/// The database keeps samples of columns for its planner: values of rows, also of such that are gone since. It shows none of a table whose rows it
/// guards even from their owner: so the guard is taken off, in a transaction that nobody else sees and that is undone when the samples were read.
/// Tables that others hold meanwhile are tried once more at the end; a backup holds all of them for as long as it runs.
/// </summary>
internal sealed class StatisticsScan(NpgsqlDataSource source, TraceReader reader, ScanLedger ledger)
{
    private const int Tries = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200), Wait = TimeSpan.FromSeconds(1);
    private readonly List<ScannedTable> held = [];

    private sealed record Sample(string Column, byte[] Values);

    /// <summary>How long <see cref="ReadHeldAsync"/> waits in all.</summary>
    public required TimeSpan Patience { get; init; }

    public async Task ReadAsync(IReadOnlyList<ScannedTable> tables, CancellationToken ct)
    {
        ledger.Table(3);
        // Nobody is made to wait behind us for what a backup keeps from us anyway.
        var backup = await BackupRunsAsync(ct);
        foreach (var table in tables)
            if ((backup && table.IsGuarded) || !await TryAsync(table, Tries, ct)) held.Add(table);
    }

    /// <summary>Reads what others held before, as soon as they let go of it; what they still hold in the end is told.</summary>
    public async Task ReadHeldAsync(CancellationToken ct)
    {
        var began = TimeProvider.System.GetTimestamp();
        for (var backup = false; held.Count > 0; await Task.Delay(Wait, ct))
        {
            backup = await BackupRunsAsync(ct);
            foreach (var table in backup ? [] : held.ToList())
                if (await TryAsync(table, 1, ct)) held.Remove(table);
            if (held.Count == 0 || TimeProvider.System.GetElapsedTime(began) < Patience) continue;
            ledger.Missed.Add($"{(backup ? "a backup is running" : "others held them all the time")}: the planner's samples of "
                + $"{CountText.Of(held.Count, "table")} were not read ({string.Join(", ", held.Select(table => table.Name))}); look again later");
            return;
        }
    }

    private async Task<bool> TryAsync(ScannedTable table, int tries, CancellationToken ct)
    {
        if (await FindAsync(table, tries, ct) is not { } found) return false;
        // Of a table that was emptied nothing is sampled anew: what is left is forgotten.
        if (found.Count > 0 && await ForgetAsync(table, [.. found.Select(f => f.Column)], ct)) found = await FindAsync(table, tries, ct) ?? found;
        foreach (var (column, kinds) in found) ledger.Found($"pg_stats of {table.Name}.{column}", null, null, "", kinds);
        return true;
    }

    private async Task<bool> BackupRunsAsync(CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            "select exists (select from pg_stat_activity where datname = current_database() and application_name = 'pg_dump')");
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    // Null when others hold the table.
    private async Task<List<(string Column, IReadOnlyList<string> Kinds)>?> FindAsync(ScannedTable table, int tries, CancellationToken ct)
    {
        if (await SamplesAsync(table, tries, ct) is not { } samples) return null;
        var places = new List<(string, IReadOnlyList<string>)>();
        foreach (var sample in samples)
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

    private async Task<IReadOnlyList<Sample>?> SamplesAsync(ScannedTable table, int tries, CancellationToken ct)
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
            catch (PostgresException busy) when (busy.SqlState == PostgresErrorCodes.LockNotAvailable)
            {
                // Somebody holds the table for a while; nobody waits behind us for long.
                if (attempt >= tries) return null;
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
