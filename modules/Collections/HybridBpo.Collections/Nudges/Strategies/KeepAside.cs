using HybridBpo.Events;

namespace HybridBpo.Collections.Nudges.Strategies;

/// <summary>Records who gets no reminders because chance keeps them aside, once their first one would be due.</summary>
internal sealed class KeepAside(EventStore store, Database database, TimeProvider time)
{
    public static readonly TimeSpan LooksAgain = TimeSpan.FromHours(6);

    private const int PageSize = 2_000;

    public async Task RunAsync(Access access, Client client, StrategyBook book, CancellationToken ct)
    {
        if (book.Strategies.All(s => s.HoldoutPercent == 0)) return;
        var now = time.GetUtcNow();
        var today = client.Today(now);
        for (Guid? after = null; ;)
        {
            var page = await PageAsync(access, client.ClientId, book, today, now, after, ct);
            if (page.Count == 0) return;
            foreach (var person in page.GroupBy(b => b.PersonId))
                await OneAsync(access, client.ClientId, book, person.Key, [.. person], today, now, ct);
            after = page[^1].PersonId;
        }
    }

    private async Task OneAsync(
        Access access, string client, StrategyBook book, Guid person, IReadOnlyList<Bill> bills, DateOnly today, DateTimeOffset now,
        CancellationToken ct)
    {
        var due = bills.Select(b => (b, Strategy: book.Of(b.Product, b.BalanceMinor)))
            .Where(x => x.Strategy.On(x.b.Product, x.b.BalanceMinor, today.DayNumber - x.b.OldestDue.DayNumber) is not null)
            .Select(x => x.Strategy).ToList();
        var aside = due.Where(s => s.KeepsAside(client, person)).ToList();
        foreach (var strategy in aside.DistinctBy(s => s.Code))
            await store.DecideAsync<Person, Done>(
                access, client, person, Ids.For(client, "holdout-assigned", $"{strategy.Code}|{person:N}"),
                state => state is null or { IsErased: true } ? new NotFound("There is no such person.")
                    : new Decision<Done>(Done.Yes, new HoldoutAssigned(strategy.Code, book.Version, strategy.HoldoutPercent, now)), null, ct);
        if (aside.Count > 0 && aside.Count == due.Count)
            await database.ExecuteAsync(access, $"""
                update collections.persons set kept_aside_at = {now} where client_id = {client} and id = {person}
                """, ct);
    }

    // Whole people, so that each is judged by all bills.
    private Task<IReadOnlyList<Bill>> PageAsync(
        Access access, string client, StrategyBook book, DateOnly today, DateTimeOffset now, Guid? after, CancellationToken ct) =>
        database.QueryAsync<Bill>(access, $"""
            with people as (
              select distinct a.person_id from collections.accounts a
              join collections.persons p on p.client_id = a.client_id and p.id = a.person_id
              where a.client_id = {client} and a.state = 'open' and a.balance_minor > 0
                and a.oldest_due between {today.AddDays(-book.LastDay)} and {today.AddDays(-book.FirstDay)}
                and (p.kept_aside_at is null or p.kept_aside_at <= {now - LooksAgain})
                and ({after}::uuid is null or a.person_id > {after}::uuid)
              order by a.person_id limit {PageSize})
            select a.person_id, a.product, a.balance_minor, a.oldest_due from collections.accounts a
            where a.client_id = {client} and a.person_id in (select person_id from people) and a.state = 'open' and a.balance_minor > 0
              and a.oldest_due is not null
            order by a.person_id, a.id
            """, ct);

    private sealed record Bill(Guid PersonId, string Product, long BalanceMinor, DateOnly OldestDue);
}
