using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Nudges;
using HybridBpo.Collections.Risk.Flags;
using HybridBpo.Events;
using HybridBpo.Inbox.Contracts;

namespace HybridBpo.Collections.Import.Undoing;

/// <summary>Recalls what a placement file placed, where nothing has happened since; of the others it is kept why they stay.</summary>
internal sealed class RecallAccounts(
    EventStore store, Database database, Clients clients, JudgeAccounts judge, NudgeBook nudges, TimeProvider time)
{
    private const int Portion = 100;

    /// <summary>One portion: whole or not at all.</summary>
    /// <returns>False when every account of the file is looked at.</returns>
    public async Task<bool> PortionAsync(Access access, ImportRow import, CancellationToken ct)
    {
        var (client, now) = (import.ClientId, time.GetUtcNow());
        await using var alone = await PeopleLock.AloneAsync(database, client, ct);
        var accounts = await judge.ListAsync(access, import, Portion, ct);
        if (accounts.Count == 0) return false;
        var of = (await clients.GetAsync(access, client, ct))!;
        var judged = await judge.JudgeAsync(access, import, accounts, ct);
        var session = store.OpenSession(client, access);
        foreach (var kept in judged.Where(j => j.Why.Count > 0))
            session.Queue($"""
                insert into collections.not_undone (client_id, import_id, account_id, why)
                values ({client}, {import.Id}, {kept.Id}, {kept.Why.ToArray()}) on conflict do nothing
                """);
        List<JudgedAccount> gone = [.. judged.Where(j => j.Why.Count == 0)];
        List<TransactionEntry> openings = [.. gone.SelectMany(g => g.Openings)];
        foreach (var account in gone)
        {
            // Whatever happens on it meanwhile makes this portion begin anew.
            session.Append(account.Id, account.Version, new PlacementUndone(
                import.Id, account.Openings.Sum(o => o.EffectMinor), of.Currency, import.UndoneBy!, import.UndoReason!));
            foreach (var about in account.Cases)
                session.Send(CaseMessages.Withdraw, new WithdrawCase(about, client, StaleCases.ImportUndone, FlagAgain.MessageKind));
        }

        foreach (var person in gone.GroupBy(g => g.PersonId))
        {
            var about = (await nudges.OpenAsync(access, client, person.Key, ct)).Where(n => person.Any(a => n.Accounts.Contains(a.Id))).ToList();
            session.CancelNudges(person.Key, about, "recalled", now);
        }

        session.Queue(Undone.MarkSql(client, import.Id, openings, now));
        session.Queue(PlacementWriter.TransactionsSql(client, [.. openings.Select(o => Undone.Opposite(client, o, of.Today(now), now))]));
        session.Queue($"""
            update collections.accounts set state = 'recalled', undone_at = {now}, balance_minor = 0, oldest_due = null, oldest_minor = 0,
              last_paid_on = null
            where client_id = {client} and id = any ({gone.Select(g => g.Id).ToArray()})
            """);
        ForgetWhereabouts(session, client, [.. gone.Select(g => g.PersonId).Distinct()]);
        session.Queue(Undone.CountSql(import, gone.Count, openings.Count, openings.Sum(o => o.EffectMinor)));
        Undone.Expect(await session.SaveChangesAsync(ct));
        return true;
    }

    // What the file told of people who have no account with us now: the next one tells it anew, and perhaps rightly.
    private static void ForgetWhereabouts(EventSession session, string client, Guid[] people)
    {
        session.Queue($"""
            delete from collections.addresses d where client_id = {client} and person_id = any ({people}) and not bounced and not exists (
              select from collections.accounts a where a.client_id = d.client_id and a.person_id = d.person_id and a.undone_at is null)
            """);
        session.Queue($"""
            delete from collections.person_places d where client_id = {client} and person_id = any ({people}) and not exists (
              select from collections.accounts a where a.client_id = d.client_id and a.person_id = d.person_id and a.undone_at is null)
            """);
    }
}
