namespace HybridBpo.Hro.Applications;

/// <summary>The position is filled, so an application that is still open ends: by the named person who filled it, and never as a rejection.</summary>
internal static class CloseApplication
{
    /// <returns>The open case to withdraw, or null.</returns>
    public static Result<Decision<Guid?>> Decide(NamedPerson person, Application? state) => state switch
    {
        null => new UnknownCandidate(),
        { IsOver: true } => new Decision<Guid?>(null),
        _ => new Decision<Guid?>(
            States.Open.Contains(state.State) ? state.Case : null, new ApplicationClosed("position-filled", person.UserId)),
    };
}
