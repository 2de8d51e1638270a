using HybridBpo.Collections.Accounts;
using HybridBpo.Events;

namespace HybridBpo.Collections.Import.Undoing;

internal sealed record AccountCase(Guid CaseId, Guid AccountId);

/// <summary>How bookings are taken back in the books.</summary>
internal static class Undone
{
    /// <summary>Of the same file and row: the balance proof shows both.</summary>
    public static TransactionEntry Opposite(string client, TransactionEntry t, DateOnly today, DateTimeOffset now) => new(
        t.AccountId, $"undo-{Ids.For(client, "undone-booking", $"{t.ImportId:N}|{t.AccountId:N}|{t.Reference}"):N}", TransactionTypes.Adjustment,
        -t.EffectMinor, new DateTimeOffset(today, new TimeOnly(12, 0), TimeSpan.Zero), today, null, t.ImportId, t.ImportLine, now);

    /// <summary>Gives up the references, so that the next file that has them books them.</summary>
    public static FormattableString MarkSql(string client, Guid import, IReadOnlyList<TransactionEntry> taken, DateTimeOffset now) => $"""
        update collections.transactions t set undone_at = {now}, reference = t.reference || {$"~undone-{import:N}"}
        from unnest({taken.Select(t => t.AccountId).ToArray()}, {taken.Select(t => t.Reference).ToArray()}) as u (account, reference)
        where t.client_id = {client} and t.account_id = u.account and t.reference = u.reference and t.import_id = {import}
        """;

    /// <summary>Adds a portion to what is told of the undoing.</summary>
    public static FormattableString CountSql(ImportRow import, int accounts, int bookings, long minor) => $"""
        update collections.imports set undo_accounts = undo_accounts + {accounts}, undo_bookings = undo_bookings + {bookings},
          undo_minor = undo_minor + {minor}
        where client_id = {import.ClientId} and id = {import.Id}
        """;

    /// <summary>A portion that somebody was faster on is begun anew; what else may be is an error.</summary>
    public static void Expect(SaveOutcome outcome)
    {
        if (outcome is not (SaveOutcome.Saved or SaveOutcome.VersionConflict))
            throw new InvalidOperationException($"A portion of the file cannot be taken back: {outcome.GetType().Name}.");
    }

    /// <summary>Cases about accounts whatever became of them: the inbox withdraws those that are not over.</summary>
    public static Task<IReadOnlyList<AccountCase>> CasesAsync(
        Database database, Access access, string client, IReadOnlyList<Guid> accounts, CancellationToken ct) =>
        database.QueryAsync<AccountCase>(access, $"""
            select case_id, account_id from collections.flagged_cases where client_id = {client} and account_id = any ({accounts.ToArray()})
            order by case_id
            """, ct);
}
