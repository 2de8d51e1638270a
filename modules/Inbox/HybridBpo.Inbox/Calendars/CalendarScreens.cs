using HybridBpo.Inbox.Screens;
using HybridBpo.Inbox.Views;
using NodaTime;

namespace HybridBpo.Inbox.Calendars;

/// Puts the pages of the working calendars together.
internal sealed class CalendarScreens(CalendarVersions versions, Clients clients, IPeople people, TimeProvider time)
{
    private static readonly string[] Days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

    public async Task<CalendarsView> ListAsync(Access access, CancellationToken ct)
    {
        var lines = new List<CalendarLineView>();
        foreach (var client in (await clients.ListAsync(access, ct)).Where(client => access.Sees(client.ClientId)))
        {
            var calendar = await versions.InForceAsync(client.ClientId, ct);
            var today = TodayIn(calendar.Zone);
            var next = calendar.Holidays.FirstOrDefault(holiday => holiday.Day >= today);
            lines.Add(new CalendarLineView(client.Name, $"{HoursWords(calendar.Hours.Texts)}, {calendar.Zone}",
                next is null ? "no holiday ahead" : HolidayText.Write(next), calendar.Version == 0 ? "as it comes" : $"version {calendar.Version}",
                $"{Paths.Calendars}/{client.ClientId}"));
        }

        return new CalendarsView(lines);
    }

    /// Typed: what somebody wrote that was not taken yet. Null for another client's calendar.
    public async Task<CalendarView?> FormAsync(
        Access access, string client, int? version, CalendarRow? typed, CalendarChangeView? change, string? error, CancellationToken ct)
    {
        if (!access.Sees(client) || await clients.GetAsync(access, client, ct) is not { } of)
        {
            return null;
        }

        var all = await versions.ListAsync(access, client, ct);
        var last = all.FirstOrDefault() ?? CalendarVersions.Usual(of.TimeZone, client);
        var shown = version is { } asked ? await versions.FindAsync(access, client, asked, ct) : null;
        var row = typed ?? shown ?? last;
        var clock = new CaseClock(of.TimeZone, time.GetUtcNow());
        var names = await people.NamesAsync(all.Select(v => v.SaidBy).Distinct(), ct);
        var again = typed is null && shown is not null && shown.Version != last.Version;
        return new CalendarView(client, of.Name, row.Version, last.Version, row.TimeZone, row.Hours, string.Join('\n', row.Holidays),
            typed?.Why ?? (again ? $"Version {shown!.Version} again" : ""),
            [.. all.Select(v => new CalendarVersionView(
                v.Version, v.Why, names.GetValueOrDefault(v.SaidBy, "Somebody"), clock.Short(v.SaidAt), v.Version == row.Version))],
            access.May(Act.SetCalendars), again, change ?? (again ? ChangeOf(last, shown!, []) : null), error);
    }

    /// What would come and go if the second followed the first.
    public static CalendarChangeView ChangeOf(CalendarRow before, CalendarRow after, IReadOnlyList<string> notes) =>
        new([.. after.Holidays.Except(before.Holidays)], [.. before.Holidays.Except(after.Holidays)], notes);

    public LocalDate TodayIn(string zone) => Instant.FromDateTimeOffset(time.GetUtcNow())
        .InZone(DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) ?? DateTimeZone.Utc).Date;

    /// "Mon–Fri 09:00-17:00".
    public static string HoursWords(IReadOnlyList<string> hours)
    {
        var words = new List<string>();
        for (var day = 0; day < 7; day++)
        {
            var first = day;
            while (day < 6 && hours[day + 1] == hours[first])
            {
                day++;
            }

            if (hours[first].Length > 0)
            {
                words.Add($"{Days[first]}{(day > first ? $"–{Days[day]}" : "")} {hours[first]}");
            }
        }

        return string.Join("; ", words);
    }
}
