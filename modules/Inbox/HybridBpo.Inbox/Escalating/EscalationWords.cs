namespace HybridBpo.Inbox.Escalating;

/// Criteria and what is done as people read them.
internal static class EscalationWords
{
    public static string Why(string code) => code switch
    {
        Criteria.AtRisk => "At risk of being late",
        EscalateCase.PastDue => "Past due",
        Criteria.Unclaimed => "Nobody took it",
        Criteria.Bounced => "Handed around",
        EscalateCase.NobodyEligible => "Nobody eligible can take it",
        _ => code,
    };

    /// What an event did; before there was a policy it told the supervisors.
    public static string Does(CaseEscalated e) => string.Join(", ", (e.Does ?? [EscalationLine.Tell]).Select(act => act switch
    {
        EscalationLine.Raise when e.Urgency is null => "already urgent",
        _ => Act(act, true),
    }));

    public static string Act(string act, bool done) => act switch
    {
        EscalationLine.Tell => done ? "told to the supervisors" : "tell the supervisors",
        EscalationLine.Raise => done ? "made more urgent" : "make it more urgent",
        _ => $"{(done ? "moved" : "move it")} to team {act[EscalationLine.Team.Length..]}",
    };

    /// "at 75% of the time: tell the supervisors; …", "nothing".
    public static string Steps(IReadOnlyList<EscalationStep> steps, string on) => steps.Count == 0 ? "nothing"
        : string.Join("; ", steps.Select(step => $"{When(step, on)}: {string.Join(", ", step.Does.Select(act => Act(act, false)))}"));

    public static string Working(TimeSpan span) => span.Minutes == 0 ? $"{(int)span.TotalHours} h"
        : span.TotalHours < 1 ? $"{span.Minutes} min" : $"{(int)span.TotalHours} h {span.Minutes} min";

    private static string When(EscalationStep step, string on) => on switch
    {
        Criteria.AtRisk when step.BeforeDue => $"{Working(step.Wait)} before due",
        Criteria.AtRisk => $"at {(int)Math.Round(step.Share * 100)}% of the time",
        Criteria.Bounced => step.Times == 1 ? "once" : $"{step.Times} times",
        _ when step.Wait == TimeSpan.Zero => "at once",
        _ => $"after {Working(step.Wait)}",
    };
}
