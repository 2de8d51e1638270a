using HybridBpo.Hro.Applications;

namespace HybridBpo.Hro.Decisions;

/// <summary>
/// The one place where a candidate is moved on or out: a person decided a case, and the inbox hands the outcome back. Nothing else can make these
/// events.
/// </summary>
internal sealed class ApplyOutcome(EventStore store, IPeople people) : IOutcomeHandler
{
    public string Kind => ScreeningForm.Kind;

    public async Task<Result<Done>> ApplyAsync(Outcome outcome, CancellationToken ct)
    {
        var names = await people.NamesAsync(outcome.ConfirmedBy is { } second ? [outcome.DecidedBy, second] : [outcome.DecidedBy], ct);
        if (!HumanDecision.From(outcome, names).Is(out var decision, out var refusal))
            return refusal;
        var access = new Access(new Actor(Actor.Person, outcome.DecidedBy, names[outcome.DecidedBy]), [outcome.Client], []);
        return await store.DecideAsync<Application, Done>(
            access, outcome.Client, outcome.SubjectId, outcome.DecisionId, state => Decide(decision, state), ct: ct);
    }

    internal static Result<Decision<Done>> Decide(HumanDecision decision, Application? state)
    {
        if (state is null)
            return new UnknownCandidate();
        if (state.IsOver)
            return new ApplicationIsOver(States.Words(state.State));
        if (state.Case != decision.Outcome.CaseId || !States.Open.Contains(state.State))
            return new DecisionIsStale();
        return decision.Outcome.Choice switch
        {
            ScreeningForm.Advance => new Decision<Done>(Done.Yes, CandidateAdvanced.By(decision)),
            ScreeningForm.Decline => new Decision<Done>(Done.Yes, CandidateDeclined.By(decision)),
            ScreeningForm.Ask => new Decision<Done>(Done.Yes, CandidateQuestioned.By(decision)),
            ScreeningForm.Keep => new Decision<Done>(Done.Yes, CandidateKept.By(decision)),
            _ => new UnknownChoice(decision.Outcome.Choice),
        };
    }
}
