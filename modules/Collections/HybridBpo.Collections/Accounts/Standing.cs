using Npgsql;

namespace HybridBpo.Collections.Accounts;

/// <summary>Where an account stands by its transactions alone; written to its row whenever transactions came.</summary>
internal sealed record Standing(Guid Account, long BalanceMinor, DateOnly? OldestDue, long OldestMinor, DateOnly? LastPaidOn, DateOnly Since)
{
    public static Standing Of(Guid account, IEnumerable<LedgerEntry> entries)
    {
        var ledger = new Ledger(entries);
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
        await using var update = new NpgsqlCommand("""
            update collections.accounts a
            set balance_minor = s.balance, oldest_due = s.oldest, oldest_minor = s.oldest_minor, last_paid_on = s.paid, since = s.since
            from unnest($2::uuid[], $3::bigint[], $4::date[], $5::bigint[], $6::date[], $7::date[]) as s (id, balance, oldest, oldest_minor, paid,
              since)
            where a.client_id = $1 and a.id = s.id
            """, connection)
        {
            Parameters =
            {
                new() { Value = client },
                new() { Value = standings.Select(s => s.Account).ToArray() },
                new() { Value = standings.Select(s => s.BalanceMinor).ToArray() },
                new() { Value = standings.Select(s => s.OldestDue).ToArray() },
                new() { Value = standings.Select(s => s.OldestMinor).ToArray() },
                new() { Value = standings.Select(s => s.LastPaidOn).ToArray() },
                new() { Value = standings.Select(s => s.Since).ToArray() },
            },
        };
        await update.ExecuteNonQueryAsync(ct);
    }
}
