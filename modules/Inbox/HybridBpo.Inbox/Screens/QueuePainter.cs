using HybridBpo.Inbox.Escalating;
using HybridBpo.Inbox.Views;

namespace HybridBpo.Inbox.Screens;

/// Rows of the queue in groups by the day they are due; within a group urgency first, then due time. All by one clock, so that the order is plain;
/// what is due by its client's own clock stands in the row's title and in the case.
internal sealed class QueuePainter(
    string me, IReadOnlyDictionary<string, Client> clients, IReadOnlyDictionary<string, string> names, CaseKinds kinds, Guid? current, string query,
    string zone, DateTimeOffset now)
{
    private readonly CaseClock clock = new(zone, now);

    public string Zone => clock.Zone;

    public IReadOnlyList<QueueGroupView> Groups(IReadOnlyList<CaseRow> rows) =>
        [.. rows.GroupBy(Place).OrderBy(group => group.Key.Order).Select(group => new QueueGroupView(group.Key.Title, [.. group.Select(Row)]))];

    /// What a search found, in the order in which it was found.
    public IReadOnlyList<QueueGroupView> Found(IReadOnlyList<CaseRow> rows) => [.. rows.GroupBy(row => row.IsOver)
        .Select(group => new QueueGroupView(group.Key ? "Closed" : "Open", [.. group.Select(Row)]))];

    private (int Order, string Title) Place(CaseRow row)
    {
        var days = NodaTime.Period.DaysBetween(clock.DayOf(now), clock.DayOf(row.DueAt));
        return row.DueAt < now ? (-1, "Past due")
            : days switch
            {
                0 => (0, "Due today"),
                1 => (1, $"Tomorrow, {clock.Date(row.DueAt)}"),
                < 7 => (days, clock.Date(row.DueAt)),
                _ => (7, "Later"),
            };
    }

    private QueueRowView Row(CaseRow row)
    {
        var late = row.DueAt < now && !row.IsOver;
        var sameDay = clock.DayOf(row.DueAt) == clock.DayOf(now);
        var client = clients.GetValueOrDefault(row.ClientId)?.Name ?? row.ClientId;
        var detail = $"{client} · {Sign(row) ?? $"{kinds.LabelOf(row.Kind)} · {row.Reference}"}";
        return new QueueRowView($"{Paths.Case(row.ClientId, row.CaseId)}{query}", row.Title, detail,
            late && !sameDay || clock.DayOf(row.DueAt) >= clock.DayOf(now).PlusDays(7) ? clock.Date(row.DueAt) : clock.Row(row.DueAt),
            row.DueAt.ToString("O"), ClockOf(row).Due(row.DueAt), CaseClock.Age(now - row.OpenedAt), late, row.Urgency,
            row.Held && row.Holder is { } holder ? names.GetValueOrDefault(holder, "Somebody") : null, row.Holder == me, row.CaseId == current,
            row is { Stage: Stages.Open or Stages.WaitingSecond, EscalatedWhy: [.., var why] } ? Criteria.Words(why.Split(':')[0]) : null,
            row.IsOver ? "" : $"{row.ClientId}:{row.CaseId}");
    }

    private string? Sign(CaseRow row) => row switch
    {
        _ when row.SnoozedUntil is { } until && until > now => $"put aside until {clock.Short(until)}",
        { DelegatedTo: { } to, DelegatedBy: { } by } when to == me => $"{names.GetValueOrDefault(by, "Somebody")} asks you",
        { DelegatedTo: { } to } => $"asked {names.GetValueOrDefault(to, "somebody")}",
        { Stage: Stages.WaitingSecond } => "second person",
        { Stage: Stages.Decided or Stages.Sent or Stages.Delivered } => "decided",
        { Stage: Stages.Withdrawn } when row.DecidedBy == me => "your decision is void",
        { Stage: Stages.Withdrawn } => "closed",
        { Trouble: "refused" } => "to decide anew",
        { Trouble: "objection" } => "not confirmed",
        _ => null,
    };

    private CaseClock ClockOf(CaseRow row) => new(clients.GetValueOrDefault(row.ClientId)?.TimeZone ?? "UTC", now);
}
