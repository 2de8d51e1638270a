using HybridBpo.Collections.Accounts;
using HybridBpo.Events;
using HybridBpo.Inbox.Contracts;

namespace HybridBpo.Collections.Import.Reconciling;

/// <param name="Decided">Was the very same claim decided before?</param>
internal sealed record Question(Guid CaseId, bool Decided);

/// <summary>Puts a row that disagrees before people: once for an account and a claim, and only so many new ones a day.</summary>
internal sealed class Reconciliations(EventStore store, Database database, AccountBook book, TimeProvider time)
{
    private const int MostCasesPerDay = 25;

    /// <returns>By line; null when the day has its cases: the row then stays where it is.</returns>
    public async Task<IReadOnlyDictionary<int, Question?>> AskAsync(
        Access access, ImportRow import, IReadOnlyList<PlacementRow> rows, CancellationToken ct)
    {
        var asked = new Dictionary<int, Question?>();
        if (rows.Count == 0) return asked;
        var (client, day) = (import.ClientId, time.GetUtcNow().AddDays(-1));
        var before = (await database.QueryAsync<Guid>(access, $"""
            select case_id from collections.reconciliations
            where client_id = {client} and case_id = any ({rows.Select(r => IdOf(client, r)).ToArray()})
            """, ct)).ToHashSet();
        var today = await database.SingleOrDefaultAsync<long>(
            access, $"select count(*) from collections.reconciliations where client_id = {client} and opened_at > {day}", ct);
        foreach (var row in rows)
            if (before.Contains(IdOf(client, row))) asked[row.Line] = await AskedAsync(client, row, ct);
            else if (today >= MostCasesPerDay) asked[row.Line] = null;
            else
            {
                asked[row.Line] = await AskAsync(access, import, row, ct);
                today++;
            }

        return asked;
    }

    private static Guid IdOf(string client, PlacementRow row) =>
        Ids.For(client, "reconciliation", $"{Account.IdOf(client, row.AccountRef):N}|{row.BalanceMinor}|{row.DueDate:yyyyMMdd}");

    private async Task<Question> AskedAsync(string client, PlacementRow row, CancellationToken ct)
    {
        var state = await store.AggregateStreamAsync<Account>(client, Account.IdOf(client, row.AccountRef), ct: ct);
        return new Question(IdOf(client, row), state?.Disagreements.GetValueOrDefault(IdOf(client, row)) is not null);
    }

    private async Task<Question> AskAsync(Access access, ImportRow import, PlacementRow row, CancellationToken ct)
    {
        var (client, now, id) = (import.ClientId, time.GetUtcNow(), IdOf(import.ClientId, row));
        var account = (await book.FindAsync(access, client, Account.IdOf(client, row.AccountRef), ct))!;
        var facts = await FactsAsync(access, import, row, account, ct);
        var asked = await store.DecideAsync<Account, Done>(
            access, client, account.Id, id,
            _ => new Decision<Done>(Done.Yes, new PlacementDisagreed(
                id, import.Id, row.Line, facts.HeldMinor, facts.HeldDue, row.BalanceMinor, row.DueDate, facts.Currency)),
            (session, _) =>
            {
                session.Queue($"""
                    insert into collections.reconciliations (client_id, case_id, account_id, opened_at) values ({client}, {id}, {account.Id}, {now})
                    on conflict do nothing
                    """);
                session.Send(CaseMessages.Open, ReconciliationCase.Of(id, client, account.PersonId, facts));
            }, ct);
        return asked.Refusal is null ? new Question(id, false) : throw new InvalidOperationException(asked.Refusal.Message);
    }

    private async Task<ReconciliationEvidence> FactsAsync(
        Access access, ImportRow import, PlacementRow row, AccountRow account, CancellationToken ct)
    {
        var transactions = await book.TransactionsAsync(access, account.ClientId, [account.Id], ct);
        var opening = transactions.FirstOrDefault(t => t.Type == TransactionTypes.Opening && t.UndoneAt is null);
        var person = await book.PersonAsync(access, account.ClientId, account.PersonId, ct);
        var from = account.ImportId is { } placed ? await database.SingleOrDefaultAsync<string>(
            access, $"select file_name from collections.imports where client_id = {account.ClientId} and id = {placed}", ct) : null;
        return new ReconciliationEvidence(
            account.Reference, person?.Name ?? "", account.Currency, opening?.EffectMinor ?? 0, opening?.DueOn,
            from is null ? null : $"{from}, line {account.ImportLine}", account.PlacedOn, account.BalanceMinor, transactions.Count, row.BalanceMinor,
            row.DueDate, import.FileName, row.Line, import.Id);
    }
}
