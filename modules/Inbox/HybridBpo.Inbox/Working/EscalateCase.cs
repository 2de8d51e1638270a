namespace HybridBpo.Inbox.Working;

/// Nothing waits unseen: a case past due, or one that nobody eligible can take, goes to the supervisors once.
internal sealed record EscalateCase(string Why)
{
    public const string PastDue = "past-due", NobodyEligible = "nobody-eligible";

    public static Result<Decision<Done>> Decide(EscalateCase ask, Case? state, DateTimeOffset now) => state switch
    {
        null => new CaseNotFound(),
        { IsOver: true } or { Stage: Stages.Sent or Stages.Decided } => new Decision<Done>(Done.Yes),
        _ when state.Escalations.Contains(ask.Why) => new Decision<Done>(Done.Yes),
        _ => new Decision<Done>(Done.Yes, new CaseEscalated(now, ask.Why)),
    };
}
