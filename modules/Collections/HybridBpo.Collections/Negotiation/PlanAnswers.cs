using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Erasing;
using HybridBpo.Collections.Nudges;
using HybridBpo.Events;

namespace HybridBpo.Collections.Negotiation;

/// <summary>Takes the answer to an offered plan, whoever writes it down.</summary>
internal sealed class PlanAnswers(EventStore store, NudgeBook nudges, TimeProvider time)
{
    /// <param name="also">What else goes into the transaction.</param>
    public async Task<Result<Done>> AnswerAsync(
        Access access, Client client, AccountRow account, AnswerPlan given, Guid command, CancellationToken ct, Action<EventSession>? also = null)
    {
        var now = time.GetUtcNow();
        // A letter that still waits does not offer what was refused.
        var letters = given.Answer != AnswerPlan.Refused ? []
            : (await nudges.OpenAsync(access, client.ClientId, account.PersonId, ct)).Where(n => n.Id == given.DecisionId).ToList();
        return await store.DecideAboutAsync<Account, Done>(
            access, client.ClientId, account.Id, command, state => AnswerPlan.Decide(given, state, account.PlanOfferedOn, client.Today(now)),
            (session, _) =>
            {
                session.CancelNudges(account.PersonId, letters, "plan-refused", now);
                also?.Invoke(session);
            }, ct);
    }
}
