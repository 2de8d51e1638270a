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

    /// <returns>Null when the day has its cases: the row then stays where it is.</returns>
    public async Task<Question?> AskAsync(Access access, ImportRow import, PlacementRow row, CancellationToken ct)
    {
        var (client, now) = (import.ClientId, time.GetUtcNow());
        var account = (await book.FindAsync(access, client, Account.IdOf(client, row.AccountRef), ct))!;
        var id = Ids.For(client, "reconciliation", $"{account.Id:N}|{row.BalanceMinor}|{row.DueDate:yyyyMMdd}");
        var state = await store.AggregateStreamAsync<Account>(client, account.Id, ct: ct);
        if (state?.Disagreements.TryGetValue(id, out var resolution) == true) return new Question(id, resolution is not null);
        if (await OpenedAsync(access, client, now.AddDays(-1), ct) >= MostCasesPerDay) return null;
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
                session.Send(CaseMessages.Open, ReconciliationCase.Of(id, client, account.PersonId, facts, now));
            }, ct);
        return asked.Refusal is null ? new Question(id, false) : throw new InvalidOperationException(asked.Refusal.Message);
    }

    private Task<long> OpenedAsync(Access access, string client, DateTimeOffset since, CancellationToken ct) =>
        database.SingleOrDefaultAsync<long>(
            access, $"select count(*) from collections.reconciliations where client_id = {client} and opened_at > {since}", ct);

    private async Task<ReconciliationEvidence> FactsAsync(
        Access access, ImportRow import, PlacementRow row, AccountRow account, CancellationToken ct)
    {
        var transactions = await book.TransactionsAsync(access, account.ClientId, [account.Id], ct);
        var opening = transactions.FirstOrDefault(t => t.Type == TransactionTypes.Opening);
        var person = await book.PersonAsync(access, account.ClientId, account.PersonId, ct);
        var from = account.ImportId is { } placed ? await database.SingleOrDefaultAsync<string>(
            access, $"select file_name from collections.imports where client_id = {account.ClientId} and id = {placed}", ct) : null;
        return new ReconciliationEvidence(
            account.Reference, person?.Name ?? "", account.Currency, opening?.EffectMinor ?? 0, opening?.DueOn,
            from is null ? null : $"{from}, line {account.ImportLine}", account.PlacedOn, account.BalanceMinor, transactions.Count, row.BalanceMinor,
            row.DueDate, import.FileName, row.Line, import.Id);
    }
}
