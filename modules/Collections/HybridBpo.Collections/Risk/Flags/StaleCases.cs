using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Import;
using HybridBpo.Events;
using HybridBpo.Inbox.Contracts;
using Npgsql;

namespace HybridBpo.Collections.Risk.Flags;

/// <summary>Money that moved makes the cases about an account stale: what was judged, or decided and not sent, stood on another balance.</summary>
internal static class StaleCases
{
    private const string PaidInFull = "paid-in-full", Received = "payment-received", Returned = "payment-returned", Adjusted = "balance-adjusted",
        Moved = "balance-moved";

    public const string ImportUndone = "import-undone";

    public static string Words(string reason) => reason switch
    {
        PaidInFull => "it was paid in full",
        Received => "money came in",
        Returned => "a payment was returned",
        Adjusted => "the balance was adjusted",
        ImportUndone => "the file that told of it was undone",
        Moved => "the balance moved meanwhile",
        _ => reason.Replace('-', ' '),
    };

    /// <summary>In the transaction that books it, so that neither is there without the other.</summary>
    /// <param name="fresh">What is booked.</param>
    /// <param name="standings">How the accounts stand after it.</param>
    public static async Task WithdrawAsync(
        NpgsqlConnection connection, string client, IEnumerable<TransactionEntry> fresh, IEnumerable<Standing> standings, CancellationToken ct)
    {
        var paid = standings.Where(s => s.BalanceMinor <= 0).ToDictionary(s => s.Account, _ => PaidInFull);
        var moved = fresh.GroupBy(t => t.AccountId).Where(g => !paid.ContainsKey(g.Key))
            .Select(g => (Account: g.Key, Reason: ReasonOf(g.Select(t => t.Type).ToHashSet()))).Where(m => m.Reason is not null);
        var reasons = paid.Select(p => (Account: p.Key, Reason: p.Value)).Concat(moved.Select(m => (m.Account, Reason: m.Reason!)))
            .ToDictionary(m => m.Account, m => m.Reason);
        if (reasons.Count == 0) return;
        await using var read = new NpgsqlCommand(
            "select case_id, account_id from collections.flagged_cases where client_id = $1 and account_id = any ($2) order by case_id", connection)
        {
            Parameters = { new() { Value = client }, new() { Value = reasons.Keys.ToArray() } },
        };
        var stale = new List<WithdrawCase>();
        await using (var reader = await read.ExecuteReaderAsync(ct))
            while (await reader.ReadAsync(ct))
                stale.Add(new WithdrawCase(reader.GetGuid(0), client, reasons[reader.GetGuid(1)], FlagAgain.MessageKind));
        await Outbox.SendAsync(connection, client, CaseMessages.Withdraw, stale, ct);
    }

    /// <summary>
    /// When money moved between the reading of an account and the asking about it: whoever books locks the account's row first and looks for cases
    /// then, and so does this, so one of the two sees the other.
    /// </summary>
    /// <param name="session">What asks.</param>
    /// <param name="account">As it was read.</param>
    /// <param name="caseId">What is asked.</param>
    public static void WithdrawIfMoved(EventSession session, AccountRow account, Guid caseId) =>
        session.SendIf(CaseMessages.Withdraw, new WithdrawCase(caseId, account.ClientId, Moved, FlagAgain.MessageKind), $"""
            (select balance_minor from collections.accounts where client_id = {account.ClientId} and id = {account.Id} for share)
              <> {account.BalanceMinor}
            """);

    // A further bill is what everybody expects; it makes nothing stale.
    private static string? ReasonOf(HashSet<string> types) =>
        types.Contains(TransactionTypes.Returned) ? Returned
        : types.Contains(TransactionTypes.Payment) || types.Contains(TransactionTypes.Credit) ? Received
        : types.Contains(TransactionTypes.Adjustment) ? Adjusted
        : null;
}
