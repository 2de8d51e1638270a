using System.Text;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Evaluation;
using Ical.Net.Serialization;
using NodaTime;
using NodaTime.Extensions;
using Calendar = Ical.Net.Calendar;

namespace HybridBpo.Inbox.Calendars;

/// What a calendar file says of the days from one on and before another. Timed: entries with a time of day, which close nothing. Cut: lines of
/// which not all is taken, in words.
internal sealed record HolidayFile(IReadOnlyList<Holiday> Holidays, int Timed, IReadOnlyList<string> Cut)
{
    public const int MostBytes = 1_000_000;

    private const int MostEntries = 5_000, MostRepeating = 200, MostLines = 100_000, MostDays = 31, MostDepth = 4, MostFruitless = 50;

    private static readonly UTF8Encoding Utf8 = new(false, true);

    /// Reads an iCalendar file (RFC 5545) in which every whole day is a holiday. Whatever could be a trap is refused before the library evaluates it.
    public static Result<HolidayFile> Read(byte[] file, LocalDate from, LocalDate before)
    {
        if (file.Length > MostBytes)
        {
            return new TooLarge($"The file is larger than {MostBytes / 1_000_000} MB. Holidays of some years take far less.");
        }

        if (!Text(file).Is(out var text, out var unreadable))
        {
            return unreadable;
        }

        try
        {
            return Evaluate(Calendar.Load(text), from, before).Is(out var read, out var refusal)
                ? read with { Cut = HolidayPeriods.Cut(text) } : refusal;
        }
        catch (EvaluationLimitExceededException)
        {
            return new HolidayFileUnreadable("A rule repeats without ever coming to a day.");
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return new HolidayFileUnreadable("It breaks the rules of iCalendar.");
        }
    }

    public static string Write(string client, WorkingCalendar calendar, DateTimeOffset saidAt)
    {
        var file = new Calendar { ProductId = "-//HybridBpo//Holidays//EN" };
        foreach (var holiday in calendar.Holidays)
        {
            file.Events.Add(new CalendarEvent
            {
                Uid = $"{holiday.Day.ToDateOnly():yyyyMMdd}-{client}@hybridbpo",
                DtStamp = new CalDateTime(saidAt.UtcDateTime, "UTC"),
                Start = new CalDateTime(holiday.Day.ToDateOnly()),
                End = new CalDateTime(holiday.Day.PlusDays(1).ToDateOnly()),
                Summary = holiday.Name.Length == 0 ? "Holiday" : holiday.Name,
                Transparency = Ical.Net.TransparencyType.Transparent,
            });
        }

        return new CalendarSerializer().SerializeToString(file) ?? "";
    }

    private static Result<string> Text(byte[] file)
    {
        string text;
        try
        {
            text = Utf8.GetString(file).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            return new HolidayFileUnreadable("It is not UTF-8. Export it once more as iCalendar, or save it as UTF-8.");
        }

        if (text.Contains('\0', StringComparison.Ordinal) || !text.TrimStart().StartsWith("BEGIN:VCALENDAR", StringComparison.OrdinalIgnoreCase))
        {
            return new HolidayFileUnreadable("It does not begin with BEGIN:VCALENDAR.");
        }

        var (depth, lines) = (0, 0);
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            depth += line.StartsWith("BEGIN:", StringComparison.OrdinalIgnoreCase) ? 1
                : line.StartsWith("END:", StringComparison.OrdinalIgnoreCase) ? -1 : 0;
            if (depth > MostDepth || ++lines > MostLines)
            {
                return new HolidayFileUnreadable(depth > MostDepth ? "Its parts are nested too deep." : $"It has more than {MostLines:N0} lines.");
            }
        }

        return text;
    }

    private static Result<HolidayFile> Evaluate(Calendar? calendar, LocalDate from, LocalDate before)
    {
        if (calendar is null || calendar.Events.Count == 0)
        {
            return new HolidayFileUnreadable("There is no entry in it.");
        }

        if (calendar.Events.Count > MostEntries)
        {
            return new HolidayFileUnreadable($"It has more than {MostEntries:N0} entries.");
        }

        var timed = calendar.Events.Where(entry => entry.Start is null or { HasTime: true }).ToList();
        foreach (var left in timed.Concat(calendar.Events.Where(entry => entry.Status == "CANCELLED")).Distinct().ToList())
        {
            calendar.Events.Remove(left);
        }

        if (calendar.Events.Select(Wrong).OfType<string>().FirstOrDefault() is { } why)
        {
            return new HolidayFileUnreadable(why);
        }

        if (calendar.Events.Count(entry => entry.RecurrenceRule is not null) > MostRepeating)
        {
            return new HolidayFileUnreadable($"More than {MostRepeating} entries repeat.");
        }

        // What begins before may still last on the first day.
        var days = new SortedDictionary<LocalDate, string>();
        var occurrences = 0;
        foreach (var occurrence in calendar.GetOccurrences<CalendarEvent>(new CalDateTime(from.PlusDays(-MostDays).ToDateOnly()),
            new EvaluationOptions { MaxUnmatchedIncrementsLimit = MostFruitless }))
        {
            var first = occurrence.Period.StartTime.Date.ToLocalDate();
            if (first >= before)
            {
                break;
            }

            if (++occurrences > WorkingCalendar.MostHolidays)
            {
                return new HolidayFileUnreadable($"It comes to more than {WorkingCalendar.MostHolidays:N0} days in the years that count.");
            }

            var end = occurrence.Period.EffectiveEndTime?.Date.ToLocalDate() ?? first.PlusDays(1);
            if (end > first.PlusDays(MostDays))
            {
                return new HolidayFileUnreadable($"“{NameOf((occurrence.Source as CalendarEvent)?.Summary)}” lasts longer than {MostDays} days.");
            }

            for (var day = first; day == first || day < end; day = day.PlusDays(1))
            {
                if (day >= from && day < before)
                {
                    days.TryAdd(day, NameOf((occurrence.Source as CalendarEvent)?.Summary));
                }
            }
        }

        return days.Count > WorkingCalendar.MostHolidays
            ? new HolidayFileUnreadable($"It comes to more than {WorkingCalendar.MostHolidays:N0} days in the years that count.")
            : new HolidayFile([.. days.Select(day => new Holiday(day.Key, day.Value))], timed.Count, []);
    }

    private static string? Wrong(CalendarEvent entry)
    {
        var name = NameOf(entry.Summary);
        return entry switch
        {
            _ when entry.Properties.Count(property => property.Name is "RRULE" or "EXRULE") > 1 || entry.Properties.ContainsKey("EXRULE") =>
                $"“{name}” repeats by more than one rule.",
            { RecurrenceRule.Frequency: not Ical.Net.FrequencyType.Yearly } => $"“{name}” does not repeat by the year, as holidays do.",
            { RecurrenceRule: { } rule } when IsBroad(rule) => $"“{name}” repeats on too many days of a year.",
            { RecurrenceRule: not null, Start.Year: < 1900 } => $"“{name}” repeats since before 1900.",
            { End: { } end, Start: { } start } when (end.Date.DayNumber - start.Date.DayNumber) is < 0 or > MostDays =>
                $"“{name}” lasts longer than {MostDays} days, or ends before it begins.",
            { Duration: { } lasts } when lasts.ToTimeSpanUnspecified() > TimeSpan.FromDays(MostDays) || lasts.Sign < 0 =>
                $"“{name}” lasts longer than {MostDays} days, or ends before it begins.",
            _ => null,
        };
    }

    /// What goes over more than some weeks of each year costs time, and is no holiday.
    private static bool IsBroad(RecurrenceRule rule)
    {
        var months = rule.ByMonth.Count == 0 ? 12 : rule.ByMonth.Count;
        return rule.ByWeekNo.Count > 4 || rule.ByYearDay.Count > MostDays || rule.ByMonthDay.Count * months > 2 * MostDays
            || rule.ByDay.Count > 7 || (rule.ByDay.Any(day => day.Offset is null or 0) && rule.ByWeekNo.Count == 0 && months > 2);
    }

    private static string NameOf(string? summary)
    {
        var name = new StringBuilder();
        foreach (var rune in (summary ?? "").EnumerateRunes()
            .TakeWhile(rune => name.Length + rune.Utf16SequenceLength <= WorkingCalendar.LongestName))
        {
            name.Append(Rune.IsControl(rune) ? " " : rune.ToString());
        }

        return name.ToString().Trim() is { Length: > 0 } words ? words : "Holiday";
    }
}

internal sealed record HolidayFileUnreadable(string Why) : Invalid($"The file cannot be used. {Why}");
