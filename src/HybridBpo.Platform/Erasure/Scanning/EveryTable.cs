using System.Data;
using Npgsql;

namespace HybridBpo.Platform.Scanning;

/// <summary>
/// Reads every table that can be read, each in a transaction of its own. One that went away, was renamed or is new meanwhile is asked of the
/// catalogue again; one that cannot be read is named and never stops the others.
/// </summary>
internal sealed class EveryTable(
    Database database, IReadOnlyDictionary<string, string> owners, TableScan scan, ScanLedger ledger, TimeSpan patience)
{
    private const int Rounds = 3;
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(200);
    private static readonly Access All = Access.System("erasure-proof") with { AtDesk = true };

    private readonly HashSet<uint> looked = [];
    private readonly HashSet<uint> broken = [];
    private TimeSpan left = patience;

    public async Task<IReadOnlyList<ScannedTable>> ReadAsync(CancellationToken ct)
    {
        var (tables, open, role) = ((IReadOnlyList<ScannedTable>)[], (IReadOnlyList<ScannedTable>)[], "");
        for (var round = 0; round < Rounds; round++)
        {
            (tables, role) = await database.InTransactionAsync(All, async (connection, _) =>
                (await Catalog.ReadAsync(connection, owners, ct), await ClosedTables.RoleAsync(connection)), ct);
            ledger.Of = tables.Sum(t => t.Bytes);
            open = [.. tables.Where(t => IsRead(t) && !looked.Contains(t.Id))];
            if (open.Count == 0) break;
            foreach (var table in open)
                if (await TryAsync(table, ct)) looked.Add(table.Id);
            open = [.. open.Where(t => !looked.Contains(t.Id))];
        }

        ledger.Missed.AddRange(ClosedTables.Missed(tables, role));
        ledger.NotRead.AddRange(ClosedTables.Outside(tables));
        foreach (var table in open.Where(t => broken.Contains(t.Id))) ledger.Missed.Add(Unreadable(table, PostgresErrorCodes.InternalError));
        open = [.. open.Where(t => !broken.Contains(t.Id))];
        if (open.Count > 0)
            ledger.Missed.Add($"others held or changed them all the time: {ClosedTables.Named(open)}; look again later");
        return [.. tables.Where(IsRead)];
    }

    // A transaction each: none stands longer than its table is long. In one view: where a row stands is asked for again when its owner is.
    private async Task<bool> TryAsync(ScannedTable table, CancellationToken ct)
    {
        var began = TimeProvider.System.GetTimestamp();
        try
        {
            await database.InTransactionAsync(All, async (connection, _) =>
            {
                // Nobody's lock is waited for without end.
                await using var wait = new NpgsqlCommand(
                    $"set local lock_timeout = {(int)(left < Shortest ? Shortest : left).TotalMilliseconds}", connection);
                await wait.ExecuteNonQueryAsync(ct);
                await scan.ReadAsync(connection, table, ct);
            }, ct, IsolationLevel.RepeatableRead);
            return true;
        }
        catch (PostgresException changed) when (changed.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName
            or PostgresErrorCodes.UndefinedColumn or PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.InternalError)
        {
            if (changed.SqlState == PostgresErrorCodes.LockNotAvailable) left -= TimeProvider.System.GetElapsedTime(began);
            // Dropped while it was opened, or damaged: that shows when it is tried again.
            if (changed.SqlState == PostgresErrorCodes.InternalError) broken.Add(table.Id);
            return false;
        }
        catch (PostgresException refused) when (!IsOfServer(refused.SqlState))
        {
            ledger.Missed.Add(Unreadable(table, refused.SqlState));
            return true;
        }
    }

    // Of one that may hide rows, those that it shows.
    private static bool IsRead(ScannedTable table) => table.Closed is null or ClosedTables.Rows;

    private static string Unreadable(ScannedTable table, string state) =>
        $"{table.Name} could not be read (PostgreSQL {state}): have it mended, then look again";

    // The server ends, or has no room: then nothing else can be read either. One row may be too large for its memory, and the next not.
    private static bool IsOfServer(string state) =>
        state.StartsWith("08", StringComparison.Ordinal) || state.StartsWith("57P", StringComparison.Ordinal)
        || (state.StartsWith("53", StringComparison.Ordinal) && state != PostgresErrorCodes.OutOfMemory);
}
