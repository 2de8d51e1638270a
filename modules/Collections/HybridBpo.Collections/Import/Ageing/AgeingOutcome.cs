using HybridBpo.Events;
using HybridBpo.Inbox.Contracts;

namespace HybridBpo.Collections.Import.Ageing;

/// <summary>Records how people explain a list that disagrees, once. It moves nothing.</summary>
internal sealed class AgeingOutcome(EventStore store) : IOutcomeHandler
{
    public string Kind => AgeingCase.CaseKind;

    // The case is about the file: its subject is the import.
    public Task<Result<Done>> ApplyAsync(Outcome outcome, CancellationToken ct) => store.DecideAsync<AgeingList, Done>(
        Access.System("ageing-outcome", outcome.Client), outcome.Client, outcome.SubjectId, outcome.DecisionId,
        list => Decide(outcome, list),
        (session, _) => session.Queue($"""
            update collections.ageing_cases set choice = {outcome.Choice}, decided_by = {outcome.DecidedBy}, decided_at = {outcome.DecidedAt}
            where client_id = {outcome.Client} and case_id = {outcome.CaseId}
            """), ct);

    internal static Result<Decision<Done>> Decide(Outcome outcome, AgeingList? list) =>
        list?.Last?.CaseId != outcome.CaseId ? new NotFound("There is no ageing list for this case.")
        : new Decision<Done>(Done.Yes, new AgeingReconciled(
            outcome.CaseId, outcome.DecisionId, outcome.Choice, outcome.DecidedBy, outcome.Reason));
}
