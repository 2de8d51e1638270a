using NodaTime;

namespace HybridBpo.Inbox.Calendars;

/// When a client's cases are worked on. An instant is working time when the clock of the place shows an hour of the week's and the day is no holiday:
/// so an hour that the clocks skip is none, and one that they show twice counts twice. Pure, so that a version explains every date it ever gave.
internal sealed class WorkingCalendar
{
    /// Before any was written: this is nobody's choice, so it says no holidays.
    public static IReadOnlyList<string> UsualHours { get; } = [.. Enumerable.Repeat("09:00-17:00", 5), "", ""];

    public const int MostHolidays = 2_000, LongestName = 80;

    private readonly DateTimeZone place;

    private readonly HashSet<LocalDate> closed;

    private WorkingCalendar(int version, DateTimeZone place, WorkingHours hours, IReadOnlyList<Holiday> holidays)
    {
        (Version, this.place, Hours, Holidays) = (version, place, hours, holidays);
        closed = [.. holidays.Select(holiday => holiday.Day)];
    }

    public int Version { get; }

    public string Zone => place.Id;

    public WorkingHours Hours { get; }

    /// By day.
    public IReadOnlyList<Holiday> Holidays { get; }

    public static Result<WorkingCalendar> Read(int version, string zone, IReadOnlyList<string> hours, IReadOnlyList<Holiday> holidays)
    {
        if (DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) is not { } place)
        {
            return new Invalid($"“{zone}” is no time zone. Write one such as America/New_York.");
        }

        if (holidays.Count > MostHolidays)
        {
            return new Invalid($"At most {MostHolidays:N0} holidays.");
        }

        if (holidays.GroupBy(holiday => holiday.Day).FirstOrDefault(day => day.Count() > 1) is { } twice)
        {
            return new Invalid($"{twice.Key:uuuu'-'MM'-'dd} stands there twice.");
        }

        if (holidays.FirstOrDefault(h => h.Day.Year is < 2000 or > 2100 || h.Name.Length > LongestName || h.Name.Any(char.IsControl)) is { } odd)
        {
            return new Invalid($"{odd.Day:uuuu'-'MM'-'dd}: a holiday lies between 2000 and 2100, and its name has at most {LongestName} characters.");
        }

        return WorkingHours.Read(hours).Is(out var week, out var refusal)
            ? new WorkingCalendar(version, place, week, [.. holidays.OrderBy(holiday => holiday.Day)]) : refusal;
    }

    public bool IsWorking(DateTimeOffset at) => OpenFrom(Instant.FromDateTimeOffset(at)).First().From <= Instant.FromDateTimeOffset(at);

    /// The instant from then on at which work goes on.
    public DateTimeOffset NextOpen(DateTimeOffset at) => OpenFrom(Instant.FromDateTimeOffset(at)).First().From.ToDateTimeOffset();

    /// When so much working time is over. At the end of a day it is that end, not the next morning.
    public DateTimeOffset DueAt(DateTimeOffset openedAt, TimeSpan working)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(working, TimeSpan.Zero);
        var left = Duration.FromTimeSpan(working);
        foreach (var (from, until) in OpenFrom(Instant.FromDateTimeOffset(openedAt)))
        {
            if (until - from >= left)
            {
                return (from + left).ToDateTimeOffset();
            }

            left -= until - from;
        }

        throw new InvalidOperationException("Working time has no end.");
    }

    /// The working time between two instants; none when the second is not later.
    public TimeSpan Between(DateTimeOffset from, DateTimeOffset until)
    {
        var (begin, end) = (Instant.FromDateTimeOffset(from), Instant.FromDateTimeOffset(until));
        var sum = Duration.Zero;
        foreach (var open in OpenFrom(begin).TakeWhile(open => open.From < end))
        {
            sum += Instant.Min(open.Until, end) - open.From;
        }

        return sum.ToTimeSpan();
    }

    /// In order. It never ends: some hour of the week is open, and holidays are finite. Walked along stretches of one offset, within which local time
    /// runs evenly.
    private IEnumerable<(Instant From, Instant Until)> OpenFrom(Instant at)
    {
        for (var stretch = place.GetZoneInterval(at); ; stretch = place.GetZoneInterval(stretch.End))
        {
            var begin = stretch.HasStart ? Instant.Max(stretch.Start, at) : at;
            for (var day = begin.WithOffset(stretch.WallOffset).Date; ; day = day.PlusDays(1))
            {
                var midnight = day.AtMidnight().WithOffset(stretch.WallOffset).ToInstant();
                if (stretch.HasEnd && midnight >= stretch.End)
                {
                    break;
                }

                foreach (var (from, until) in closed.Contains(day) ? [] : Hours.Of(day.DayOfWeek))
                {
                    var first = Instant.Max(midnight + Duration.FromMinutes(from), begin);
                    var last = midnight + Duration.FromMinutes(until);
                    last = stretch.HasEnd ? Instant.Min(last, stretch.End) : last;
                    if (first < last)
                    {
                        yield return (first, last);
                    }
                }
            }
        }
    }
}
