using HybridBpo.Collections.Risk.Lifecycle;
using HybridBpo.Events;
using HybridBpo.Inbox.Contracts;

namespace HybridBpo.Collections.Nudges.Strategies;

/// <summary>Applies the decision on other strategies.</summary>
internal sealed class StrategyOutcome(EventStore store, StrategyVersions versions, TimeProvider time) : IOutcomeHandler
{
    public string Kind => AskStrategy.CaseKind;

    public async Task<Result<Done>> ApplyAsync(Outcome outcome, CancellationToken ct)
    {
        var access = Access.System("strategy", outcome.Client);
        if (await versions.OfCaseAsync(access, outcome.Client, outcome.CaseId, ct) is not { } row)
            return new NotFound("There are no strategies for this case.");
        var now = time.GetUtcNow();
        return await store.DecideAsync<ClientStrategies, Done>(
            access, outcome.Client, ClientStrategies.StreamOf(outcome.Client), outcome.DecisionId, state => Decide(state, outcome),
            (session, _) =>
            {
                var state = outcome.Choice == AskStrategy.Yes ? "live" : "refused";
                if (state == "live")
                    session.Queue($"update collections.strategies set state = 'replaced' where client_id = {outcome.Client} and state = 'live'");
                session.Queue($"""
                    update collections.strategies set state = {state}, decided_by = {outcome.DecidedBy}, decided_at = {now}
                    where client_id = {outcome.Client} and version = {row.Version}
                    """);
            }, ct);
    }

    internal static Result<Decision<Done>> Decide(ClientStrategies? state, Outcome outcome) =>
        state?.Asked is not { } asked || asked.CaseId != outcome.CaseId ? new NotFound("Nobody asks for these strategies any more.")
        : outcome.DecidedBy == asked.AskedBy ? new DecidedByTheAsker("Who asked does not decide.")
        : new Decision<Done>(Done.Yes, outcome.Choice == AskStrategy.Yes
            ? new StrategyChanged(outcome.DecisionId, asked.Version, asked.Yaml, outcome.DecidedBy, outcome.Reason)
            : new StrategyRefused(outcome.DecisionId, asked.Version, outcome.DecidedBy, outcome.Reason));
}
