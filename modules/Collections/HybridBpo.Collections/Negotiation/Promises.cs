using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Erasing;
using HybridBpo.Events;

namespace HybridBpo.Collections.Negotiation;

/// <summary>Takes promises to pay, whoever writes them down.</summary>
internal sealed class Promises(EventStore store, TimeProvider time)
{
    /// <param name="takenBy">Who wrote it down.</param>
    /// <param name="also">What else goes into the transaction.</param>
    public Task<Result<Done>> PromiseAsync(
        Access access, Client client, AccountRow account, long amountMinor, DateOnly dueOn, string takenBy, Guid command, CancellationToken ct,
        Action<EventSession>? also = null)
    {
        var promise = new RecordPromise(Ids.For(client.ClientId, "promise", command.ToString("N")), amountMinor, dueOn, takenBy);
        return store.DecideAboutAsync<Account, Done>(
            access, client.ClientId, account.Id, command,
            state => RecordPromise.Decide(promise, state, account.BalanceMinor, client.Today(time.GetUtcNow())),
            (session, _) => also?.Invoke(session), ct);
    }
}
