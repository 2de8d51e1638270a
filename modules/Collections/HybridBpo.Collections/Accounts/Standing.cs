using HybridBpo.Events;
using Npgsql;

namespace HybridBpo.Collections.Accounts;

/// <summary>Where an account stands by its transactions alone; written to its row whenever transactions came.</summary>
internal sealed record Standing(Guid Account, long BalanceMinor, DateOnly? OldestDue, long OldestMinor, DateOnly? LastPaidOn, DateOnly Since)
{
    /// <param name="account">The account.</param>
    /// <param name="entries">All that stands.</param>
    /// <param name="since">Its first day when nothing stands.</param>
    public static Standing Of(Guid account, IEnumerable<LedgerEntry> entries, DateOnly since = default)
    {
        var ledger = new Ledger(entries);
        if (ledger.Entries.Count == 0) return new Standing(account, 0, null, 0, null, since);
        var last = ledger.Entries[^1].On;
        var at = ledger.At(last);
        var open = ledger.Bills(last).FirstOrDefault(b => b.PaidOn is null);
        var paid = ledger.Entries.LastOrDefault(e => e.Type == Import.TransactionTypes.Payment);
        return new Standing(account, at.BalanceMinor, at.OldestDue, at.OldestDue is null ? 0 : Math.Min(open.Minor, Math.Max(0, at.BalanceMinor)),
            paid.EffectMinor == 0 ? null : paid.On, ledger.Entries[0].On);
    }

    /// <summary>Writes standings in one statement.</summary>
    public static async Task WriteAsync(NpgsqlConnection connection, string client, IReadOnlyList<Standing> standings, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { SqlText.Bind(UpdateSql(client, standings)) } };
        await batch.ExecuteNonQueryAsync(ct);
    }

    /// <summary>The statement that writes them.</summary>
    public static FormattableString UpdateSql(string client, IReadOnlyList<Standing> standings) => $"""
        update collections.accounts a
        set balance_minor = s.balance, oldest_due = s.oldest, oldest_minor = s.oldest_minor, last_paid_on = s.paid, since = s.since
        from unnest({standings.Select(s => s.Account).ToArray()}, {standings.Select(s => s.BalanceMinor).ToArray()},
          {standings.Select(s => s.OldestDue).ToArray()}::date[], {standings.Select(s => s.OldestMinor).ToArray()},
          {standings.Select(s => s.LastPaidOn).ToArray()}::date[], {standings.Select(s => s.Since).ToArray()}::date[])
          as s (id, balance, oldest, oldest_minor, paid, since)
        where a.client_id = {client} and a.id = s.id
        """;
}
