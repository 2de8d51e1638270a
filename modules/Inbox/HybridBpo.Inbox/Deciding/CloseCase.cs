namespace HybridBpo.Inbox.Deciding;

/// The module has applied the outcome, or could not: then the case opens again and shows why. Of an erased person nothing opens again.
internal sealed record CloseCase(Guid DecisionId, Refusal? Refusal)
{
    public static Result<Decision<Done>> Decide(CloseCase ask, Case? state, DateTimeOffset now) => state switch
    {
        null => new CaseNotFound(),
        _ when state.Stage != Stages.Sent || state.Decision?.Id != ask.DecisionId => new Decision<Done>(Done.Yes),
        { IsErased: true } when ask.Refusal is not null => new Decision<Done>(Done.Yes, new CaseWithdrawn(now, Case.PersonErased)),
        _ when ask.Refusal is { } why => new Decision<Done>(Done.Yes, new OutcomeRefused(now, ask.DecisionId, state.SubjectId, why.Code,
            why.Message)),
        _ => new Decision<Done>(Done.Yes, new OutcomeDelivered(now, ask.DecisionId)),
    };
}
