using HybridBpo.Inbox.Escalating;
using HybridBpo.Inbox.Routing;

namespace HybridBpo.Inbox.Working;

/// Nothing waits unseen: what the policy asks for a case that waits, each step once. Policy: line and version.
internal sealed record EscalateCase(string Why, int Step, string Policy, IReadOnlyList<string> Does)
{
    public const string PastDue = "past-due", NobodyEligible = "nobody-eligible";

    public const int Urgent = 2;

    /// Events from before there was a policy told the supervisors.
    public static bool Tells(CaseEscalated e) => e.Does is null || e.Does.Contains(EscalationLine.Tell);

    /// As state and rows keep what happened. First steps as they were kept before there were others.
    public static string KeyOf(string why, int step) => step == 1 ? why : $"{why}:{step}";

    public static Result<Decision<Done>> Decide(EscalateCase ask, Case? state, DateTimeOffset now) => state switch
    {
        null => new CaseNotFound(),
        { IsOver: true } or { Stage: Stages.Sent or Stages.Decided } => new Decision<Done>(Done.Yes),
        _ when state.Escalations.Contains(KeyOf(ask.Why, ask.Step)) => new Decision<Done>(Done.Yes),
        _ => new Decision<Done>(Done.Yes, new CaseEscalated(now, ask.Why, ask.Step, ask.Policy, ask.Does,
            ask.Does.Contains(EscalationLine.Raise) && state.Urgency < Urgent ? state.Urgency + 1 : null, Moved(ask, state))),
    };

    private static IReadOnlyList<string>? Moved(EscalateCase ask, Case state) =>
        ask.Does.FirstOrDefault(act => act.StartsWith(EscalationLine.Team, StringComparison.Ordinal)) is { } act
            && act[EscalationLine.Team.Length..] is var team && team != state.Needs.Team ? (state.Needs with { Team = team }).Tokens : null;
}
