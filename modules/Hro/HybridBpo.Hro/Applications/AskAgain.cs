namespace HybridBpo.Hro.Applications;

/// <param name="Run">Number of the run to come.</param>
/// <param name="OpenCase">The case that waits for people now and is stale with it, or null.</param>
internal sealed record Again(int Run, Guid? OpenCase);

/// <summary>Screens a candidate once more, by the criteria as they stand now: for one who was kept, or after the criteria were changed.</summary>
internal static class AskAgain
{
    public static Result<Decision<Again>> Decide(string askedBy, Application? state) => state switch
    {
        null => new UnknownCandidate(),
        { IsOver: true } => new ApplicationIsOver(States.Words(state.State)),
        { State: States.Received } => new StillBeingRead(),
        { State: States.Asked } => new WaitsForAnswer(),
        _ => new Decision<Again>(
            new Again(state.Runs + 1, States.Open.Contains(state.State) ? state.Case : null), new ScreeningAskedAgain(askedBy)),
    };
}
