namespace HybridBpo.Inbox.Working;

/// The holder, or a supervisor, gives a case to a named person, who then holds it for some hours.
internal sealed record HandOver(string By, long? Token, string To, string Note, DateTimeOffset Until, IReadOnlyList<string> Eligible)
{
    public static Result<Decision<Done>> Decide(HandOver ask, Case? state, DateTimeOffset now)
    {
        if (ask.Token is { } token && Holding.Refuses(state, ask.By, token) is { } refusal)
        {
            return refusal;
        }

        return state switch
        {
            null => new CaseNotFound(),
            { IsOver: true } => new CaseIsOver(Holding.Over(state)),
            { Stage: Stages.Decided or Stages.Sent } => new AlreadyDecided(),
            _ when !ask.Eligible.Contains(ask.To) || state.NotFor.Contains(ask.To) || ask.To == state.Holder => new NotEligible(),
            { Stage: Stages.WaitingSecond } when state.Decision!.By == ask.To => new NotEligible(),
            _ when ask.Note.Length > AddNote.Limit => new NoteTooLong(AddNote.Limit),
            _ => new Decision<Done>(Done.Yes, new CaseHandedOver(now, state.SubjectId, ask.By, ask.To, state.Token + 1, ask.Until, ask.Note.Trim())),
        };
    }
}
