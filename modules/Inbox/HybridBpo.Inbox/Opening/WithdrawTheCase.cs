namespace HybridBpo.Inbox.Opening;

/// New facts make an open case, or a decision that has not left yet, stale.
internal static class WithdrawTheCase
{
    public static Result<Decision<Done>> Decide(WithdrawCase ask, Case? state, DateTimeOffset now) => state switch
    {
        null => new CaseNotFound(),
        { IsOver: true } => new Decision<Done>(Done.Yes),
        { Stage: Stages.Sent } => new DecisionIsLeaving(),
        _ => new Decision<Done>(Done.Yes, new CaseWithdrawn(now, ask.Reason)),
    };
}

/// Told to the message handler, which tries again: should the module refuse the outcome, the case would open again and must then be withdrawn.
internal sealed record DecisionIsLeaving() : Conflict("The decision is on its way to the module.");
