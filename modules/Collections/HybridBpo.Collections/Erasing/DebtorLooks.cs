namespace HybridBpo.Collections.Erasing;

/// <summary>What tells debtors of one name from each other, for whoever may read accounts: name, references, towns.</summary>
internal static class DebtorLooks
{
    private sealed record Look(Guid Id, string Name, Guid? Account, string? Reference, string? Accounts, string? Towns);

    public static async Task<IReadOnlyDictionary<Guid, SubjectLook>> FindAsync(
        Database database, Access access, string client, Guid[] subjects, CancellationToken ct) =>
        (await database.QueryAsync<Look>(access, $"""
            select p.id, p.name, a.account, a.reference, a.accounts, l.towns
            from collections.persons p
            left join lateral (
              select (array_agg(a.id order by a.reference))[1] as account, min(a.reference) as reference,
                string_agg(a.reference, ', ' order by a.reference) as accounts
              from collections.accounts a where a.client_id = p.client_id and a.person_id = p.id) a on true
            left join lateral (
              select string_agg(distinct concat_ws(' ', nullif(l.city, ''), nullif(l.state, '')), '; ') as towns
              from collections.person_places l where l.client_id = p.client_id and l.person_id = p.id) l on true
            where p.client_id = {client} and p.id = any ({subjects})
            """, ct)).ToDictionary(look => look.Id, look => access.May(Act.ReadAccounts)
            ? new SubjectLook($"Debtor {look.Reference}".Trim(), Words(look), look.Account is { } account ? $"/accounts/{client}/{account}" : null)
            : new SubjectLook($"Debtor {look.Reference}".Trim()));

    private static string Words(Look look) =>
        string.Join(" · ", new[] { look.Name, look.Accounts, look.Towns }.Where(words => !string.IsNullOrWhiteSpace(words)));
}
