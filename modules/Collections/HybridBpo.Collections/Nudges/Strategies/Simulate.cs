using HybridBpo.Collections.Accounts;

namespace HybridBpo.Collections.Nudges.Strategies;

/// <summary>Runs two versions over what is known of a client's last 90 days. Of a large portfolio a sample is looked at.</summary>
internal sealed class Simulate(Database database, AccountBook book, TimeProvider time)
{
    public const int Days = 90, MostPeople = 4_000;

    private const int PageSize = 500;

    public async Task<Simulation> RunAsync(Access access, Client client, StrategyBook before, StrategyBook after, CancellationToken ct)
    {
        var to = client.Today(time.GetUtcNow()).AddDays(-1);
        var from = to.AddDays(1 - Days);
        var (old, now) = (new SimulatedDays(client.ClientId, before, from, to), new SimulatedDays(client.ClientId, after, from, to));
        var people = 0;
        // Ids are made by a hash: those that come first are a sample by chance.
        for (Guid? last = null; people < MostPeople;)
        {
            var page = await PageAsync(access, client.ClientId, last, ct);
            if (page.Count == 0) break;
            var past = (await book.TransactionsAsync(access, client.ClientId, [.. page.Select(a => a.Id)], ct)).ToLookup(t => t.AccountId);
            foreach (var person in page.GroupBy(a => a.PersonId))
            {
                var accounts = person.Select(a => new PastAccount(a.Id, a.Product, a.PlacedOn, Ledger.Of(past[a.Id]))).ToList();
                old.Add(person.Key, accounts);
                now.Add(person.Key, accounts);
                people++;
            }

            last = page[^1].PersonId;
        }

        var of = await database.SingleOrDefaultAsync<long>(access, $"""
            select count(distinct person_id) from collections.accounts where client_id = {client.ClientId} and state <> {Account.Erased}
            """, ct);
        return new Simulation(from, to, people, of, old.Result, now.Result);
    }

    private Task<IReadOnlyList<Placed>> PageAsync(Access access, string client, Guid? after, CancellationToken ct) =>
        database.QueryAsync<Placed>(access, $"""
            select a.id, a.person_id, a.product, a.placed_on from collections.accounts a
            where a.client_id = {client} and a.state <> {Account.Erased} and a.person_id in (
              select distinct p.person_id from collections.accounts p
              where p.client_id = {client} and p.state <> {Account.Erased} and ({after}::uuid is null or p.person_id > {after}::uuid)
              order by p.person_id limit {PageSize})
            order by a.person_id, a.id
            """, ct);

    private sealed record Placed(Guid Id, Guid PersonId, string Product, DateOnly PlacedOn);
}
