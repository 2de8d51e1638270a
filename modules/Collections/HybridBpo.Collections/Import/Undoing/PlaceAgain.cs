using HybridBpo.Collections.Accounts;
using HybridBpo.Events;

namespace HybridBpo.Collections.Import.Undoing;

/// <summary>Places accounts again whose file was undone: the same streams go on, with what the new file says.</summary>
internal sealed class PlaceAgain(EventStore store, Database database, PlacementWriter writer)
{
    /// <returns>False, and no account is placed, when one of them was placed again meanwhile or somebody was erased: look again.</returns>
    public async Task<bool> WriteAsync(
        Access access, string client, IReadOnlyList<NewPerson> people, IReadOnlyList<NewAccount> accounts, CancellationToken ct)
    {
        if (accounts.Count == 0) return true;
        if (!await writer.WriteAsync(access, client, people, [], ct)) return false;
        await using var alone = await PeopleLock.AloneAsync(database, client, ct);
        var gone = await database.SingleOrDefaultAsync<long>(access, $"""
            select count(*) from collections.accounts where client_id = {client} and id = any ({accounts.Select(a => a.Id).ToArray()})
              and undone_at is not null
            """, ct);
        var erased = await database.SingleOrDefaultAsync<long>(access, $"""
            select count(*) from collections.persons where client_id = {client} and id = any ({people.Select(p => p.Id).ToArray()})
              and erased_at is not null
            """, ct);
        if (gone != accounts.Count || erased > 0) return false;
        var session = store.OpenSession(client, access);
        // Nobody else has told of them: the name of the file that was undone counts no more.
        foreach (var person in people)
            session.Queue($"""
                update collections.persons p set name = {person.Name}, street = {person.Street}
                where client_id = {client} and id = {person.Id} and not exists (
                  select from collections.accounts a where a.client_id = p.client_id and a.person_id = p.id and a.undone_at is null)
                """);
        foreach (var a in accounts)
        {
            session.Append(a.Id, a.Events);
            session.Queue($"""
                update collections.accounts set person_id = {a.PersonId}, sow = {a.Sow}, product = {a.Product}, creditor = {a.Creditor},
                  currency = {a.Currency}, state = 'open', placed_on = {a.PlacedOn}, placed_at = {a.PlacedAt.ToUniversalTime()},
                  import_id = {a.ImportId}::uuid, import_line = {a.ImportLine}::int, charged_off_on = {a.Told.ChargedOffOn}::date,
                  client_last_paid_on = {a.Told.ClientLastPaidOn}::date, out_of_statute_on = {a.Told.OutOfStatuteOn}::date,
                  delinquent_on = {a.Told.DelinquentOn}::date, undone_at = null, case_id = null, case_opened_at = null
                where client_id = {client} and id = {a.Id}
                """);
        }

        session.Queue(PlacementWriter.TransactionsSql(client, [.. accounts.SelectMany(a => a.Transactions)]));
        session.Queue(Standing.UpdateSql(client, [.. accounts.Select(a => Standing.Of(
            a.Id, a.Transactions.Select(t => t.Entry), a.PlacedOn))]));
        return await session.SaveChangesAsync(ct) is SaveOutcome.Saved;
    }
}
