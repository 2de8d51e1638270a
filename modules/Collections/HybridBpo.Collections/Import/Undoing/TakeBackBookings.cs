using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Risk.Flags;
using HybridBpo.Events;
using HybridBpo.Inbox.Contracts;

namespace HybridBpo.Collections.Import.Undoing;

/// <summary>Gives every booking of a transactions file its opposite, account by account. Nothing is deleted.</summary>
internal sealed class TakeBackBookings(EventStore store, Database database, Clients clients, AccountBook book, TimeProvider time)
{
    private const int Portion = 200;

    /// <summary>One portion: whole or not at all.</summary>
    /// <returns>False when nothing of the file is left to be taken back.</returns>
    public async Task<bool> PortionAsync(Access access, ImportRow import, CancellationToken ct)
    {
        var (client, now) = (import.ClientId, time.GetUtcNow());
        // Nothing is booked and nobody is erased meanwhile: where accounts stand is read and written by this one alone.
        await using var alone = await PeopleLock.AloneAsync(database, client, ct);
        var accounts = await database.QueryAsync<Guid>(access, $"""
            select distinct account_id from collections.transactions
            where client_id = {client} and import_id = {import.Id} and undone_at is null and type <> {TransactionTypes.Opening}
            order by account_id limit {Portion}
            """, ct);
        if (accounts.Count == 0) return false;
        var of = (await clients.GetAsync(access, client, ct))!;
        var all = (await book.TransactionsAsync(access, client, accounts, ct)).ToLookup(t => t.AccountId);
        var session = store.OpenSession(client, access);
        List<TransactionEntry> taken = [.. accounts.SelectMany(a => all[a]).Where(t => IsOf(t, import.Id))];
        session.Queue(Undone.MarkSql(client, import.Id, taken, now));
        session.Queue(PlacementWriter.TransactionsSql(client, [.. taken.Select(t => Undone.Opposite(client, t, of.Today(now), now))]));
        session.Queue(Standing.UpdateSql(client, [.. accounts.Select(a => Standing.Of(
            a, all[a].Where(t => t.UndoneAt is null && !IsOf(t, import.Id)).Select(t => t.Entry), all[a].Min(t => t.OnDay)))]));
        foreach (var group in taken.GroupBy(t => t.AccountId))
            session.Append(group.Key, new BookingsUndone(
                import.Id, group.Count(), group.Sum(t => t.EffectMinor), of.Currency, import.UndoneBy!, import.UndoReason!));
        foreach (var stale in await Undone.CasesAsync(database, access, client, accounts, ct))
            session.Send(CaseMessages.Withdraw, new WithdrawCase(stale.CaseId, client, StaleCases.ImportUndone, FlagAgain.MessageKind));
        session.Queue(Undone.CountSql(import, accounts.Count, taken.Count, taken.Sum(t => t.EffectMinor)));
        Undone.Expect(await session.SaveChangesAsync(ct));
        return true;
    }

    private static bool IsOf(TransactionEntry t, Guid import) =>
        t.ImportId == import && t.UndoneAt is null && t.Type != TransactionTypes.Opening;
}
