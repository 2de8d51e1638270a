namespace HybridBpo.Hro.Applications;

/// <summary>The candidate takes the application back. It is never counted as a rejection.</summary>
internal static class WithdrawCandidate
{
    /// <returns>The open case to withdraw, or null.</returns>
    public static Result<Decision<Guid?>> Decide(string recordedBy, Application? state) => state switch
    {
        null => new UnknownCandidate(),
        { IsOver: true } => new ApplicationIsOver(States.Words(state.State)),
        _ => new Decision<Guid?>(States.Open.Contains(state.State) ? state.Case : null, new CandidateWithdrew(recordedBy)),
    };
}
