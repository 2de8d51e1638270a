using HybridBpo.Inbox.Calendars;

namespace HybridBpo.Inbox.Escalating;

/// What timers know of a case. Fired: keys of steps that happened. FreeSince: when it last went out of somebody's hands.
internal sealed record WaitingCase(
    string ClientId,
    Guid CaseId,
    long Token,
    string Kind,
    DateTimeOffset OpenedAt,
    DateTimeOffset DueAt,
    string? Holder,
    DateTimeOffset? LeaseUntil,
    DateTimeOffset? SnoozedUntil,
    IReadOnlyList<string> Fired,
    DateTimeOffset FreeSince,
    int Bounces,
    DateTimeOffset? BouncedAt,
    DateTimeOffset? StrandedSince);

/// One step that is to happen to a case at an instant. Why: the criterion's code. By: line and version.
internal sealed record CaseTimer(DateTimeOffset At, string Why, int Step, string By, IReadOnlyList<string> Does);

/// All timers of a case, from what it is now. Pure: the row that says when to look next is only a copy of the first of them.
internal static class Timers
{
    public static IReadOnlyList<CaseTimer> Of(WaitingCase c, EscalationPolicy policy, WorkingCalendar calendar)
    {
        var timers = new List<CaseTimer>();
        foreach (var criterion in Criteria.All)
        {
            var (by, steps) = policy.Of(criterion, c.ClientId, c.Kind);
            var why = Criteria.CodeOf(criterion);
            foreach (var (at, step) in steps.Index())
            {
                if (!c.Fired.Contains(EscalateCase.KeyOf(why, at + 1)) && When(criterion, step, c, calendar) is { } when)
                {
                    timers.Add(new CaseTimer(when, why, at + 1, by, step.Does));
                }
            }
        }

        return [.. timers.OrderBy(timer => timer.At).ThenBy(timer => timer.Step)];
    }

    private static DateTimeOffset? When(string criterion, EscalationStep step, WaitingCase c, WorkingCalendar calendar) => criterion switch
    {
        Criteria.AtRisk => AtRisk(step, c, calendar),
        Criteria.Breached => After(c.DueAt, step.Wait, calendar),
        Criteria.Unclaimed => After(FreeFrom(c), step.Wait, calendar),
        Criteria.Bounced => c.Bounces >= step.Times ? c.BouncedAt : null,
        _ => c.StrandedSince is { } since ? After(since, step.Wait, calendar) : null,
    };

    private static DateTimeOffset? AtRisk(EscalationStep step, WaitingCase c, WorkingCalendar calendar)
    {
        // Late from its first moment, it is at no risk.
        if (c.DueAt <= c.OpenedAt)
        {
            return null;
        }

        var whole = calendar.Between(c.OpenedAt, c.DueAt);
        // A module may give a due date that no working hour comes before.
        if (whole == TimeSpan.Zero)
        {
            return step.BeforeDue ? c.OpenedAt : c.OpenedAt + (c.DueAt - c.OpenedAt) * step.Share;
        }

        var part = step.BeforeDue ? whole - step.Wait : whole * step.Share;
        return part > TimeSpan.Zero ? calendar.DueAt(c.OpenedAt, part) : c.OpenedAt;
    }

    /// From when on nobody has it: while somebody holds it, when that would end by itself.
    private static DateTimeOffset FreeFrom(WaitingCase c)
    {
        var from = c.FreeSince;
        from = c.Holder is not null && c.LeaseUntil > from ? c.LeaseUntil.Value : from;
        return c.SnoozedUntil > from ? c.SnoozedUntil.Value : from;
    }

    private static DateTimeOffset After(DateTimeOffset from, TimeSpan wait, WorkingCalendar calendar) =>
        wait == TimeSpan.Zero ? from : calendar.DueAt(from, wait);
}
