using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Import;
using HybridBpo.Collections.Risk.Features;

namespace HybridBpo.Collections.Risk.Portfolio;

/// <summary>A client's whole history as the feature builder may see it.</summary>
/// <param name="LastDay">Last day for which transactions are loaded; null when there are none. A placement's opening balances tell nothing of
/// it.</param>
internal sealed record PortfolioHistory(IReadOnlyList<(Guid Id, PortfolioAccount Account)> Accounts, DateOnly? LastDay);

internal sealed class Portfolios(Database database, TimeProvider time)
{
    public async Task<PortfolioHistory> LoadAsync(Access access, string client, CancellationToken ct)
    {
        var accounts = await database.QueryAsync<Row>(
            access, $"select id, reference, since, state from collections.accounts where client_id = {client} order by id", ct);
        var entries = (await database.QueryAsync<TransactionEntry>(access, $"""
            select {Sql.Raw(TransactionEntry.Columns)} from collections.transactions where client_id = {client} and undone_at is null
            order by account_id, on_day, reference
            """, ct)).ToLookup(t => t.AccountId);
        var promises = (await database.QueryAsync<Promise>(
            access, $"select account_id, made_on, due_on, amount_minor from collections.promises where client_id = {client} order by made_on, id",
                ct)).ToLookup(p => p.AccountId);
        return new PortfolioHistory(
            [.. accounts.Where(a => entries.Contains(a.Id)).Select(a => (a.Id, new PortfolioAccount(
                a.Reference, a.Since, a.State == "open" ? null : entries[a.Id].Max(e => e.OnDay), new Ledger(entries[a.Id].Select(e => e.Entry)),
                [.. promises[a.Id].Select(p => new PromiseRecord(p.MadeOn, p.DueOn, p.AmountMinor))])))],
            LastDay(entries.SelectMany(g => g)));
    }

    private DateOnly? LastDay(IEnumerable<TransactionEntry> entries)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        return entries.Where(e => e.Type != TransactionTypes.Opening && e.OnDay <= today).Max(e => (DateOnly?)e.OnDay);
    }

    private sealed record Row(Guid Id, string Reference, DateOnly Since, string State);

    private sealed record Promise(Guid AccountId, DateOnly MadeOn, DateOnly DueOn, long AmountMinor);
}
