using HybridBpo.Collections.Erasing;
using HybridBpo.Collections.Protection;
using HybridBpo.Events;
using HybridBpo.Inbox.Contracts;

namespace HybridBpo.Collections.Risk.Flags;

/// <summary>
/// The inbox withdrew a case that new facts made stale. The next scoring looks at the account anew; what somebody told us of hardship is asked again
/// at once, on the facts of now, as long as anything is owed.
/// </summary>
internal sealed class FlagAgain(EventStore store, Database database, Clients clients, HardshipCases hardship, TimeProvider time) : IMessageHandler
{
    public const string MessageKind = "collections.case-was-stale";

    public string Kind => MessageKind;

    public async Task HandleAsync(Message message, CancellationToken ct)
    {
        var stale = message.Read<WithdrawCase>();
        var access = Access.System(MessageKind, message.Client);
        var row = await database.SingleOrDefaultAsync<Flagged>(access, $"""
            select account_id, hardship_at from collections.flagged_cases where client_id = {message.Client} and case_id = {stale.CaseId}
            """, ct);
        if (row is null || await clients.GetAsync(access, message.Client, ct) is not { } client) return;
        var now = time.GetUtcNow();
        var again = row.HardshipAt is null ? null : await hardship.AgainAsync(client, row.AccountId, stale.CaseId, now, ct);
        await store.DecideAboutAsync<Account, bool>(
            access, message.Client, row.AccountId, message.Id, state => Decide(stale, state, again?.Asked, client.Today(now)),
            (session, asks) =>
            {
                if (!asks) return;
                session.Send(CaseMessages.Open, again!.Asked);
                StaleCases.WithdrawIfMoved(session, again.About, again.Asked.CaseId);
            }, ct);
    }

    /// <param name="again">What is asked instead; null when the next scoring decides whether anything is.</param>
    internal static Result<Decision<bool>> Decide(WithdrawCase stale, Account? account, OpenCase? again, DateOnly today)
    {
        if (account is null) return new NotFound("There is no account for this case.");
        var closed = new FlagWithdrawn(stale.CaseId, stale.Reason);
        return again is null || account.Recalled ? new Decision<bool>(false, closed)
            : new Decision<bool>(true, closed, new AccountFlagged(again.CaseId, Told.Hardship, Told.Hardship, today));
    }

    private sealed record Flagged(Guid AccountId, DateTimeOffset? HardshipAt);
}
