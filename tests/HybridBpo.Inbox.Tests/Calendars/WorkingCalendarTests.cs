using FsCheck;
using FsCheck.Fluent;
using HybridBpo.Inbox.Calendars;
using NodaTime;

namespace HybridBpo.Inbox.Tests.Calendars;

public class WorkingCalendarTests
{
    private static readonly string[] Days = ["09:00-17:00", "09:00-17:00", "09:00-17:00", "09:00-17:00", "09:00-17:00", "", ""];

    private static readonly string[] Always = [.. Enumerable.Repeat("00:00-24:00", 7)];

    private static readonly string[] Nights = ["22:00-06:00", "22:00-06:00", "", "", "", "", "22:00-06:00"];

    /// Weeks and places that have bitten others: clocks that change at midnight, by half an hour, or skip a whole day.
    private static readonly WorkingCalendar[] Calendars =
    [
        Of("America/New_York", Days, "2026-11-26", "2026-12-25"),
        Of("America/New_York", Always, "2026-11-26"),
        Of("America/New_York", Nights, "2026-03-08", "2026-11-01"),
        Of("Europe/Berlin", ["08:00-12:00, 13:00-17:30", "", "", "", "", "01:00-03:30", "01:30-02:30"]),
        Of("Asia/Beirut", Always, "2026-10-25"),
        Of("Australia/Lord_Howe", ["", "", "", "", "", "", "01:00-03:00"]),
        Of("America/Havana", Nights),
        Of("Pacific/Apia", Always),
        Of("UTC", ["00:00-24:00", "", "", "", "", "", "23:59-24:00"]),
    ];

    private static readonly Gen<(WorkingCalendar Calendar, DateTimeOffset At, TimeSpan First, TimeSpan Then)> Questions =
        from calendar in Gen.Elements(Calendars)
            // Half of them around the days on which clocks change.
        from start in Gen.Elements("2026-01-01", "2026-03-07", "2026-03-28", "2026-04-04", "2026-10-03", "2026-10-24", "2026-10-31", "2011-12-29")
        from minutes in Gen.Frequency((2, Gen.Choose(0, 3 * 1440)), (1, Gen.Choose(0, 300 * 1440)))
        from ticks in Gen.Choose(0, 5)
        from first in Gen.Choose(1, 3_000)
        from then in Gen.Choose(1, 3_000)
        select (calendar, DateTimeOffset.Parse($"{start}T00:00Z").AddMinutes(minutes).AddTicks(ticks), TimeSpan.FromMinutes(first),
            TimeSpan.FromMinutes(then));

    [Theory]
    [InlineData("2026-10-14T14:00Z", 4, "2026-10-14T18:00Z")] // Wednesday 10:00 in New York
    [InlineData("2026-10-14T14:00Z", 7, "2026-10-14T21:00Z")] // to the very end of the day
    [InlineData("2026-10-14T14:00Z", 8, "2026-10-15T14:00Z")] // a working day later
    [InlineData("2026-10-16T20:00Z", 2, "2026-10-19T14:00Z")] // over the weekend
    [InlineData("2026-10-17T03:00Z", 1, "2026-10-19T14:00Z")] // opened on a Saturday
    [InlineData("2026-10-30T20:00Z", 2, "2026-11-02T15:00Z")] // the clocks go back on Sunday: 10:00 is 15:00 UTC now
    [InlineData("2026-03-06T21:00Z", 2, "2026-03-09T14:00Z")] // and forward: 10:00 is 14:00 UTC
    [InlineData("2026-11-25T21:00Z", 2, "2026-11-27T15:00Z")] // Thanksgiving
    [InlineData("2026-12-24T21:00Z", 9, "2026-12-28T22:00Z")] // Christmas on a Friday
    public void Due_is_by_the_clock_of_the_place_over_nights_weekends_holidays_and_clock_changes(string opened, int hours, string due)
    {
        var calendar = Calendars[0];
        Assert.Equal(DateTimeOffset.Parse(due), calendar.DueAt(DateTimeOffset.Parse(opened), TimeSpan.FromHours(hours)));
        Assert.Equal(TimeSpan.FromHours(hours), calendar.Between(DateTimeOffset.Parse(opened), DateTimeOffset.Parse(due)));
    }

    [Theory]
    [InlineData("2026-10-31T04:00Z", 24, "2026-11-01T04:00Z")]
    [InlineData("2026-11-01T04:00Z", 25, "2026-11-02T05:00Z")] // the longest day has 25 hours, all of them worked
    [InlineData("2026-03-08T05:00Z", 23, "2026-03-09T04:00Z")]
    [InlineData("2026-11-25T04:30Z", 25, "2026-11-27T05:30Z")] // a holiday in between takes its own 24 hours, from midnight to midnight
    public void Open_round_the_clock_counts_every_hour_that_there_is(string opened, int hours, string due) =>
        Assert.Equal(DateTimeOffset.Parse(due), Calendars[1].DueAt(DateTimeOffset.Parse(opened), TimeSpan.FromHours(hours)));

    [Theory]
    [InlineData("2026-10-12T02:00Z", true)] // Sunday 22:00
    [InlineData("2026-10-12T09:59Z", true)] // Monday 05:59, since Sunday
    [InlineData("2026-10-12T10:00Z", false)]
    [InlineData("2026-10-14T09:00Z", true)] // Wednesday morning, since Tuesday
    [InlineData("2026-10-15T03:00Z", false)] // Wednesday 23:00
    [InlineData("2026-11-02T03:00Z", false)] // Sunday 1 November is a holiday, until its midnight
    [InlineData("2026-11-02T05:00Z", true)] // and what began on it goes on after that
    public void A_night_goes_on_after_midnight_and_a_holiday_ends_there(string at, bool works) =>
        Assert.Equal(works, Calendars[2].IsWorking(DateTimeOffset.Parse(at)));

    [Fact]
    public void A_moment_is_working_time_exactly_when_the_clock_of_the_place_says_so() => All((calendar, at, _, _) =>
    {
        var local = Instant.FromDateTimeOffset(at).InZone(DateTimeZoneProviders.Tzdb[calendar.Zone]).LocalDateTime;
        var minute = local.Hour * 60 + local.Minute;
        return calendar.IsWorking(at) == (calendar.Holidays.All(h => h.Day != local.Date)
            && calendar.Hours.Of(local.DayOfWeek).Any(span => span.From <= minute && minute < span.Until));
    });

    [Fact]
    public void The_time_between_is_the_sum_of_its_working_minutes() => All((calendar, at, first, _) =>
    {
        var from = at.AddTicks(-at.Ticks % TimeSpan.TicksPerMinute);
        var minutes = Enumerable.Range(0, (int)first.TotalMinutes).Count(minute => calendar.IsWorking(from.AddMinutes(minute)));
        return calendar.Between(from, from + first) == TimeSpan.FromMinutes(minutes);
    });

    [Fact]
    public void Due_is_never_outside_working_time() => All((calendar, at, first, _) =>
        calendar.IsWorking(calendar.DueAt(at, first).AddTicks(-1)));

    [Fact]
    public void The_time_until_due_is_the_time_that_was_given() => All((calendar, at, first, _) =>
        calendar.Between(at, calendar.DueAt(at, first)) == first);

    [Fact]
    public void Two_times_one_after_the_other_are_their_sum() => All((calendar, at, first, then) =>
        calendar.DueAt(calendar.DueAt(at, first), then) == calendar.DueAt(at, first + then));

    [Fact]
    public void Whatever_is_opened_later_or_takes_longer_is_due_no_earlier() => All((calendar, at, first, then) =>
        calendar.DueAt(at, first) <= calendar.DueAt(at + then, first) && calendar.DueAt(at, first) < calendar.DueAt(at, first + then));

    [Fact]
    public void Working_times_add_up_and_are_none_backwards() => All((calendar, at, first, then) =>
        calendar.Between(at, at + first) + calendar.Between(at + first, at + first + then) == calendar.Between(at, at + first + then)
        && calendar.Between(at + first, at) == TimeSpan.Zero);

    [Theory]
    [InlineData("Mars/Olympus", "09:00-17:00", "no time zone")]
    [InlineData("UTC", "", "never open")]
    [InlineData("UTC", "9-17", "“9-17” is no span")]
    [InlineData("UTC", "09:00-09:00", "is no span")]
    [InlineData("UTC", "24:00-08:00", "is no span")]
    [InlineData("UTC", "09:00-25:00", "is no span")]
    [InlineData("UTC", "09:00-12:00, 11:00-13:00", "“11:00-13:00” overlaps another span")]
    [InlineData("UTC", "22:00-23:00, 20:00-22:30", "overlaps")]
    [InlineData("UTC", "1:00-2:00, 00:00-00:10, 00:20-00:30, 00:40-00:50, 01:00-01:10, 01:20-01:30, 01:40-01:50", "At most 6")]
    public void A_calendar_that_cannot_be_worked_by_is_refused_with_words(string zone, string monday, string why) =>
        Assert.Contains(why, WorkingCalendar.Read(1, zone, [monday, "", "", "", "", "", ""], []).Refusal?.Message);

    [Fact]
    public void A_night_that_runs_into_the_next_days_hours_is_refused() => Assert.Contains("overlaps",
        WorkingCalendar.Read(1, "UTC", ["22:00-06:00", "05:00-08:00", "", "", "", "", ""], []).Refusal?.Message);

    [Fact]
    public void A_holiday_stands_there_once_has_a_short_name_and_lies_in_our_time()
    {
        Holiday day = new(new LocalDate(2026, 12, 25), "Christmas Day");
        Assert.Contains("stands there twice", Read(day, day with { Name = "Again" })?.Message);
        Assert.Contains("at most 80 characters", Read(day with { Name = new string('x', 81) })?.Message);
        Assert.Contains("between 2000 and 2100", Read(day with { Day = new LocalDate(1999, 1, 1) })?.Message);
        Assert.Contains("At most 2,000", Read([.. Enumerable.Range(0, 2_001).Select(n => day with { Day = day.Day.PlusDays(n) })])?.Message);
        Assert.Null(Read([.. Enumerable.Range(0, 2_000).Select(n => day with { Day = day.Day.PlusDays(n) })]));

        static Platform.Refusal? Read(params Holiday[] days) => WorkingCalendar.Read(1, "UTC", Days, days).Refusal;
    }

    [Fact]
    public void Years_of_holidays_delay_and_never_hang()
    {
        var closed = Enumerable.Range(0, 2_000).Select(n => new Holiday(new LocalDate(2026, 1, 1).PlusDays(n), "Closed"));
        var calendar = WorkingCalendar.Read(1, "UTC", Days, [.. closed]).Value;
        Assert.Equal(DateTimeOffset.Parse("2031-06-24T10:00Z"), calendar.DueAt(DateTimeOffset.Parse("2026-01-01T00:00Z"), TimeSpan.FromHours(1)));
    }

    private static void All(Func<WorkingCalendar, DateTimeOffset, TimeSpan, TimeSpan, bool> holds) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(500),
        Prop.ForAll(Questions.ToArbitrary(), q => holds(q.Calendar, q.At, q.First, q.Then)));

    private static WorkingCalendar Of(string zone, string[] hours, params string[] holidays) => WorkingCalendar.Read(1, zone, hours,
        [.. holidays.Select(day => new Holiday(NodaTime.Text.LocalDatePattern.Iso.Parse(day).Value, "Holiday"))]).Value;
}
