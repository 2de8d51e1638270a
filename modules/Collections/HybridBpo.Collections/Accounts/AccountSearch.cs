namespace HybridBpo.Collections.Accounts;

/// <summary>Finds accounts by reference or name for the one search box. Knows nothing of scores.</summary>
internal sealed class AccountSearch(Database database) : ISearchSource
{
    public async Task<IReadOnlyList<SearchHit>> SearchAsync(Access access, string text, CancellationToken ct)
    {
        if (!access.May(Act.ReadAccounts)) return [];
        var rows = await database.QueryAsync<Hit>(access, $"""
            select a.client_id, a.id, a.reference, p.name, a.balance_minor, a.currency, a.person_id
            from collections.accounts a join collections.persons p on p.client_id = a.client_id and p.id = a.person_id
            where a.reference ilike {Sql.StartingWith(text)} or p.name ilike {Sql.Containing(text)} order by a.reference limit 20
            """, ct);
        return [.. rows.Select(r => new SearchHit(
            "Account", r.Name.Length > 0 ? r.Name : r.Reference, $"{r.Reference} · {MoneyText.Format(r.BalanceMinor, r.Currency)}",
                $"/accounts/{r.ClientId}/{r.Id}", r.ClientId, r.PersonId))];
    }

    private sealed record Hit(string ClientId, Guid Id, string Reference, string Name, long BalanceMinor, string Currency, Guid PersonId);
}
