namespace HybridBpo.Inbox.Working;

/// The holder gives a case back, or a supervisor ends somebody's lease.
internal sealed record ReleaseCase(string By, long? Token)
{
    public const string ByHolder = "by-holder", BySupervisor = "by-supervisor";

    public static Result<Decision<Done>> Decide(ReleaseCase ask, Case? state, DateTimeOffset now)
    {
        if (ask.Token is { } token)
        {
            return Holding.Refuses(state, ask.By, token) is { } refusal
                ? refusal
                : new Decision<Done>(Done.Yes, new CaseReleased(now, ask.By, ask.By, ByHolder));
        }

        return state switch
        {
            null => new CaseNotFound(),
            { IsOver: true } => new CaseIsOver(Holding.Over(state)),
            { Holder: null } => new NobodyHoldsIt(),
            _ => new Decision<Done>(Done.Yes, new CaseReleased(now, ask.By, state.Holder, BySupervisor)),
        };
    }
}
