namespace HybridBpo.Collections.Import.Payments;

/// <summary>Reads what some entries may be for: never the whole portfolio.</summary>
internal sealed class PaymentBooks(Database database)
{
    public async Task<Books> ReadAsync(Access access, string client, IReadOnlyList<BankEntry> entries, CancellationToken ct)
    {
        var incoming = entries.Where(e => e.Said is { Credit: true, Booked: true }).ToList();
        var spelled = incoming.SelectMany(Matching.Spellings).Distinct().ToArray();
        var names = incoming.Select(e => e.Said.Counterparty ?? "").Where(n => Tokens.Name(n).Length > 0).Distinct().ToArray();
        var traces = entries.Where(e => e.Said is { Credit: false, Reversal: true }).SelectMany(e => e.Traces)
            .Select(t => Matching.TraceOf(client, t)).Distinct().ToArray();
        var accounts = await database.QueryAsync<Payable>(access, $"""
            select a.id, a.reference, a.currency, p.name, a.balance_minor, a.oldest_minor, a.placed_on,
              (a.state = 'open' and p.erased_at is null) as is_open
            from collections.accounts a join collections.persons p on p.client_id = a.client_id and p.id = a.person_id
            where a.client_id = {client} and a.undone_at is null and (collections.reference_key(a.reference) = any ({spelled}) or a.id in (
              select n.id from (select distinct collections.name_key(k) as key from unnest({names}) k) k cross join lateral (
                select o.id from collections.persons q join collections.accounts o on o.client_id = q.client_id and o.person_id = q.id
                where q.client_id = {client} and collections.name_key(q.name) = k.key and k.key <> '') n))
            """, ct);
        var paid = traces.Length == 0 ? [] : await database.QueryAsync<PaidRow>(access, $"""
            select e.account_id, a.reference, e.signed_minor as minor, e.currency, e.on_day, array_to_string(e.traces, ',') as traces,
              e.import_id, e.number
            from collections.statement_entries e join collections.accounts a on a.client_id = e.client_id and a.id = e.account_id
            where e.client_id = {client} and (e.state = 'booked' or e.state = 'repeated' and e.why = 'in-file') and e.returned_by is null
              and e.signed_minor > 0 and e.traces && {traces}
            """, ct);
        return new Books(client, accounts, paid.Select(p => new PaidBefore(
            p.AccountId, p.Reference, p.Minor, p.Currency, p.OnDay, [.. p.Traces.Split(',').Select(Guid.Parse)], p.ImportId, p.Number)));
    }

    private sealed record PaidRow(
        Guid AccountId, string Reference, long Minor, string Currency, DateOnly OnDay, string Traces, Guid ImportId, int Number);
}
