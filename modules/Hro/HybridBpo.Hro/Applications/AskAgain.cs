namespace HybridBpo.Hro.Applications;

/// <summary>Screens a candidate once more, by the criteria as they stand now: for one who was kept, or after the criteria were changed.</summary>
internal static class AskAgain
{
    public static Result<Decision<int>> Decide(string askedBy, Application? state) => state switch
    {
        null => new UnknownCandidate(),
        { IsOver: true } => new ApplicationIsOver(States.Words(state.State)),
        { State: States.Received } => new StillBeingRead(),
        { State: States.Asked } => new WaitsForAnswer(),
        _ => new Decision<int>(state.Runs + 1, new ScreeningAskedAgain(askedBy)),
    };
}
