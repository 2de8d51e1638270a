namespace HybridBpo.Inbox.Deciding;

/// The module has applied the outcome, or could not: then the case opens again and shows why.
internal sealed record CloseCase(Guid DecisionId, Refusal? Refusal)
{
    public static Result<Decision<Done>> Decide(CloseCase ask, Case? state, DateTimeOffset now) => state switch
    {
        null => new CaseNotFound(),
        _ when state.Stage != Stages.Sent || state.Decision?.Id != ask.DecisionId => new Decision<Done>(Done.Yes),
        _ when ask.Refusal is { } why => new Decision<Done>(Done.Yes, new OutcomeRefused(now, ask.DecisionId, state.SubjectId, why.Code,
            why.Message)),
        _ => new Decision<Done>(Done.Yes, new OutcomeDelivered(now, ask.DecisionId)),
    };
}
