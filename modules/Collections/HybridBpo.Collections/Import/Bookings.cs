using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Risk.Flags;
using Npgsql;

namespace HybridBpo.Collections.Import;

/// <summary>What every booking does: transactions, where their accounts stand by all of them, and cases that they make stale.</summary>
internal static class Bookings
{
    /// <summary>In the transaction of the caller: all of it, or nothing.</summary>
    public static async Task WriteAsync(NpgsqlConnection connection, string client, IReadOnlyList<TransactionEntry> fresh, CancellationToken ct)
    {
        var accounts = fresh.Select(t => t.AccountId).ToHashSet();
        await LockAsync(connection, client, accounts, ct);
        await PlacementWriter.TransactionsAsync(connection, client, fresh, ct);
        var entries = (await EntriesAsync(connection, client, accounts, ct)).ToLookup(e => e.Account, e => e.Entry);
        var standings = fresh.DistinctBy(t => t.AccountId).Select(t => Standing.Of(t.AccountId, entries[t.AccountId], t.OnDay)).ToList();
        await Standing.WriteAsync(connection, client, standings, ct);
        await StaleCases.WithdrawAsync(connection, client, fresh, standings, ct);
    }

    // Whoever books on the same account at the same time waits here, and then reads what this one booked.
    private static async Task LockAsync(NpgsqlConnection connection, string client, HashSet<Guid> accounts, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "select from collections.accounts where client_id = $1 and id = any ($2) order by id for update", connection)
        {
            Parameters = { new() { Value = client }, new() { Value = accounts.ToArray() } },
        };
        await command.ExecuteNonQueryAsync(ct);
    }

    private static async Task<List<(Guid Account, LedgerEntry Entry)>> EntriesAsync(
        NpgsqlConnection connection, string client, HashSet<Guid> accounts, CancellationToken ct)
    {
        await using var read = new NpgsqlCommand("""
            select account_id, type, effect_minor, on_day, due_on from collections.transactions
            where client_id = $1 and account_id = any ($2) and undone_at is null
            """, connection)
        {
            Parameters = { new() { Value = client }, new() { Value = accounts.ToArray() } },
        };
        var entries = new List<(Guid Account, LedgerEntry Entry)>();
        await using var reader = await read.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            entries.Add((reader.GetGuid(0), new LedgerEntry(
                reader.GetFieldValue<DateOnly>(3), reader.GetString(1), reader.GetInt64(2),
                reader.IsDBNull(4) ? null : reader.GetFieldValue<DateOnly>(4))));
        return entries;
    }
}
