using System.Text;
using HybridBpo.Inbox.Calendars;
using NodaTime;

namespace HybridBpo.Inbox.Tests.Calendars;

public class HolidayFileTests
{
    private static readonly LocalDate From = new(2026, 1, 1), Before = new(2031, 1, 1);

    [Fact]
    public void Whole_days_close_and_hours_do_not()
    {
        var file = Read("""
            BEGIN:VEVENT
            UID:1
            DTSTART;VALUE=DATE:20261225
            DTEND;VALUE=DATE:20261227
            SUMMARY:Christmas
            END:VEVENT
            BEGIN:VEVENT
            UID:2
            DTSTART;VALUE=DATE:20260706
            SUMMARY:Summer outing\, all
            END:VEVENT
            BEGIN:VEVENT
            UID:3
            DTSTART:20260707T090000Z
            DTEND:20260707T100000Z
            SUMMARY:Meeting
            END:VEVENT
            BEGIN:VEVENT
            UID:4
            STATUS:CANCELLED
            DTSTART;VALUE=DATE:20260708
            SUMMARY:Not this one
            END:VEVENT
            BEGIN:VEVENT
            UID:5
            DTSTART;VALUE=DATE:20251230
            DURATION:P4D
            SUMMARY:Between the years
            END:VEVENT
            """).Value;
        Assert.Equal(["2026-01-01 Between the years", "2026-01-02 Between the years", "2026-07-06 Summer outing, all", "2026-12-25 Christmas",
            "2026-12-26 Christmas"], file.Holidays.Select(HolidayText.Write));
        Assert.Equal(1, file.Timed);
    }

    [Fact]
    public void What_repeats_by_the_year_is_there_each_year_of_the_horizon_but_for_its_exceptions()
    {
        var file = Read("""
            BEGIN:VEVENT
            UID:1
            DTSTART;VALUE=DATE:20001123
            RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH
            EXDATE;VALUE=DATE:20271125
            SUMMARY:Thanksgiving
            END:VEVENT
            BEGIN:VEVENT
            UID:2
            DTSTART;VALUE=DATE:20280101
            RRULE:FREQ=YEARLY;UNTIL=20290101
            RDATE;VALUE=DATE:20300102
            SUMMARY:New Year's Day
            END:VEVENT
            """).Value;
        Assert.Equal(["2026-11-26 Thanksgiving", "2028-01-01 New Year's Day", "2028-11-23 Thanksgiving", "2029-01-01 New Year's Day",
            "2029-11-22 Thanksgiving", "2030-01-02 New Year's Day", "2030-11-28 Thanksgiving"], file.Holidays.Select(HolidayText.Write));
    }

    [Fact]
    public void A_single_one_that_was_moved_is_where_it_was_moved_to()
    {
        var file = Read("""
            BEGIN:VEVENT
            UID:1
            DTSTART;VALUE=DATE:20250501
            RRULE:FREQ=YEARLY
            SUMMARY:May Day
            END:VEVENT
            BEGIN:VEVENT
            UID:1
            RECURRENCE-ID;VALUE=DATE:20270501
            DTSTART;VALUE=DATE:20270503
            SUMMARY:May Day moved
            END:VEVENT
            """).Value;
        Assert.Equal(["2026-05-01", "2027-05-03", "2028-05-01", "2029-05-01", "2030-05-01"], file.Holidays.Select(day => $"{day.Day:uuuu-MM-dd}"));
    }

    [Theory]
    [InlineData("RRULE:FREQ=SECONDLY", "does not repeat by the year")]
    [InlineData("RRULE:FREQ=DAILY", "does not repeat by the year")]
    [InlineData("RRULE:FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYSETPOS=-1", "too many days of a year")]
    [InlineData("RRULE:FREQ=YEARLY;BYMONTHDAY=1,2,3,4,5,6,7", "too many days of a year")]
    [InlineData("RRULE:FREQ=HOURLY;COUNT=3", "does not repeat by the year")]
    [InlineData("RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "repeats without ever coming to a day")]
    [InlineData("RRULE:FREQ=YEARLY\nRRULE:FREQ=YEARLY;INTERVAL=2", "more than one rule")]
    [InlineData("RRULE:FREQ=YEARLY\nEXRULE:FREQ=YEARLY", "more than one rule")]
    [InlineData("RRULE:FREQ=NONSENSE", "The file cannot be used")]
    [InlineData("DTEND;VALUE=DATE:20270101", "lasts longer than 31 days")]
    [InlineData("RDATE;VALUE=PERIOD:20260501T000000Z/P2900000D", "lasts longer than 31 days")]
    [InlineData("DURATION:P5000D", "lasts longer than 31 days")]
    [InlineData("DTEND;VALUE=DATE:20260101", "ends before it begins")]
    public void A_rule_that_is_a_trap_is_refused_with_words(string line, string why) => Assert.Contains(why, Read($"""
        BEGIN:VEVENT
        UID:1
        DTSTART;VALUE=DATE:20260301
        {line}
        SUMMARY:Trap
        END:VEVENT
        """).Refusal?.Message);

    [Fact]
    public void Whatever_is_too_much_or_no_calendar_is_refused_with_words()
    {
        Assert.Contains("larger than 1 MB", HolidayFile.Read(new byte[1_000_001], From, Before).Refusal?.Message);
        Assert.Contains("BEGIN:VCALENDAR", Of("<html>").Refusal?.Message);
        Assert.Contains("BEGIN:VCALENDAR", HolidayFile.Read([], From, Before).Refusal?.Message);
        Assert.Contains("no entry", Of("BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR").Refusal?.Message);
        Assert.Contains("not UTF-8", HolidayFile.Read([.. "BEGIN:VCALENDAR"u8, 0xE9, 0xFF], From, Before).Refusal?.Message);
        Assert.Contains("not UTF-8", HolidayFile.Read(Encoding.Unicode.GetPreamble(), From, Before).Refusal?.Message);
        Assert.Contains("BEGIN:VCALENDAR", HolidayFile.Read(Encoding.Unicode.GetBytes("BEGIN:VCALENDAR"), From, Before).Refusal?.Message);
        Assert.Contains("nested too deep",
            Of("BEGIN:VCALENDAR\n" + string.Concat(Enumerable.Repeat("BEGIN:VEVENT\n", 10_000))).Refusal?.Message);
        Assert.Contains("more than 2,000 days", Read(Many(2_001)).Refusal?.Message);
        Assert.Contains("more than 5,000 entries", Read(Many(5_001)).Refusal?.Message);
        Assert.Contains("more than 200", Read(string.Concat(Enumerable.Range(0, 201).Select(n =>
            $"BEGIN:VEVENT\nUID:{n}\nDTSTART;VALUE=DATE:20260301\nRRULE:FREQ=YEARLY\nEND:VEVENT\n"))).Refusal?.Message.Replace("More", "more"));
        Assert.NotNull(Of("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20269999\nEND:VEVENT\nEND:VCALENDAR").Refusal);

        static string Many(int entries) => string.Concat(Enumerable.Range(0, entries).Select(n =>
            $"BEGIN:VEVENT\nUID:{n}\nDTSTART;VALUE=DATE:{2026 + n % 5}03{1 + n % 28:00}\nEND:VEVENT\n"));
    }

    [Fact]
    public void A_full_file_of_the_dearest_rules_is_answered_in_seconds()
    {
        var rules = string.Concat(Enumerable.Range(0, 200).Select(n => $"BEGIN:VEVENT\nUID:{n}\nDTSTART;VALUE=DATE:19000301\n"
            + "RRULE:FREQ=YEARLY;BYMONTH=3,4;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYSETPOS=-1\nSUMMARY:Dear\nEND:VEVENT\n"));
        var watch = System.Diagnostics.Stopwatch.StartNew();
        _ = Read(rules);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"{watch.Elapsed}");
    }

    [Fact]
    public void Many_periods_of_thousands_of_years_are_answered_at_once()
    {
        // Each of its own: what is the same is counted once.
        var many = string.Concat(Enumerable.Range(0, 300).Select(n => $"RDATE;VALUE=PERIOD:202605{1 + n / 24:00}T{n % 24:00}0000Z/P2900000D\n"));
        var watch = System.Diagnostics.Stopwatch.StartNew();
        Assert.Contains("lasts longer than 31 days",
            Read($"BEGIN:VEVENT\nUID:1\nDTSTART;VALUE=DATE:20260301\n{many}SUMMARY:Trap\nEND:VEVENT\n").Refusal?.Message);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"{watch.Elapsed}");
    }

    [Fact]
    public void Periods_that_name_their_end_are_told_by_line_as_only_their_first_day_is_taken()
    {
        var file = Read("""
            BEGIN:VEVENT
            UID:1
            DTSTART;VALUE=DATE:20260301
            RDATE;VALUE=PERIOD:20260501T000000Z/20990501T000000Z,20260610T000000Z/20260611T000000Z,2
             0260701T000000Z/20260703T120000Z
            RDATE;VALUE=PERIOD:20260801T000000Z/P2D
            rdate;value=period:20200101T000000Z/20300101T000000Z
            SUMMARY:Works
            END:VEVENT
            BEGIN:VEVENT
            UID:2
            STATUS:CANCELLED
            DTSTART;VALUE=DATE:20260301
            RDATE;VALUE=PERIOD:20260501T000000Z/20990501T000000Z
            END:VEVENT
            BEGIN:VEVENT
            UID:3
            DTSTART:20260707T090000Z
            DTEND:20260707T100000Z
            RDATE;VALUE=PERIOD:20260501T000000Z/20990501T000000Z
            END:VEVENT
            """).Value;
        Assert.Equal(["2026-03-01", "2026-05-01", "2026-06-10", "2026-07-01", "2026-08-01", "2026-08-02"],
            file.Holidays.Select(day => $"{day.Day:uuuu-MM-dd}"));
        const string Then = " only the first day is taken. Give the others as entries of their own.";
        Assert.Equal(
            [
                $"Line 7: of the period from 2026-05-01 to 2099-04-30{Then}", $"Line 7: of the period from 2026-07-01 to 2026-07-03{Then}",
                $"Line 10: of the period from 2020-01-01 to 2029-12-31{Then}",
            ], file.Cut);
        Assert.Empty(Read("BEGIN:VEVENT\nUID:1\nDTSTART;VALUE=DATE:20260301\nRDATE;VALUE=DATE:20260302\nEND:VEVENT").Value.Cut);
    }

    [Fact]
    public void However_many_periods_name_their_end_a_few_are_told_one_by_one()
    {
        var many = string.Concat(Enumerable.Range(0, 900).Select(n =>
            $"RDATE;VALUE=PERIOD:2026{1 + n % 12:00}{1 + n / 12 % 28:00}T{n / 336:00}0000Z/20990501T000000Z\n"));
        var cut = Read($"BEGIN:VEVENT\nUID:1\nDTSTART;VALUE=DATE:20260301\n{many}END:VEVENT\n").Value.Cut;
        Assert.Equal(21, cut.Count);
        Assert.Equal("So are 880 more of its periods.", cut[^1]);
    }

    [Fact]
    public void Names_are_made_fit_for_a_line()
    {
        var file = Read($"""
            BEGIN:VEVENT
            UID:1
            DTSTART;VALUE=DATE:20260301
            SUMMARY:Two\nlines {new string('x', 75)}🎉🎉
            END:VEVENT
            BEGIN:VEVENT
            UID:2
            DTSTART;VALUE=DATE:20260302
            END:VEVENT
            """).Value;
        Assert.StartsWith("Two lines xxx", file.Holidays[0].Name);
        Assert.InRange(file.Holidays[0].Name.Length, 70, 80);
        Assert.False(char.IsSurrogate(file.Holidays[0].Name[^1]) && !char.IsLowSurrogate(file.Holidays[0].Name[^1]));
        Assert.Equal("Holiday", file.Holidays[1].Name);
    }

    [Fact]
    public void What_is_exported_comes_back_the_same()
    {
        Holiday[] days = [new(new LocalDate(2026, 12, 25), "Christmas; all, day"), new(new LocalDate(2027, 1, 1), "Neujahr – ñ 🎉")];
        var calendar = WorkingCalendar.Read(3, "UTC", WorkingCalendar.UsualHours, days).Value;
        var text = HolidayFile.Write("fernbrook", calendar, DateTimeOffset.Parse("2026-10-14T12:00Z"));
        Assert.Equal(text, HolidayFile.Write("fernbrook", calendar, DateTimeOffset.Parse("2026-10-14T12:00Z")));
        Assert.Equal(days, Of(text).Value.Holidays);
    }

    private static Platform.Result<HolidayFile> Read(string entries) => Of($"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n{entries}\nEND:VCALENDAR");

    private static Platform.Result<HolidayFile> Of(string text) =>
        HolidayFile.Read(Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n")), From, Before);
}
