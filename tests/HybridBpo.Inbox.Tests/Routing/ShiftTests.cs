using HybridBpo.Inbox.Routing;

namespace HybridBpo.Inbox.Tests.Routing;

public class ShiftTests
{
    private static readonly Shift Days = new(["09:00-17:30", "09:00-17:30", "09:00-17:30", "09:00-17:30", "09:00-17:30", "", ""], "America/New_York");

    private static readonly Shift Nights = new(["22:00-06:00", "", "", "", "", "", "22:00-06:00"], "America/New_York");

    [Theory]
    [InlineData("2026-10-14T13:00Z", true)] // Wednesday 09:00 in New York
    [InlineData("2026-10-14T12:59Z", false)]
    [InlineData("2026-10-14T21:29Z", true)]
    [InlineData("2026-10-14T21:30Z", false)]
    [InlineData("2026-10-17T15:00Z", false)] // Saturday
    [InlineData("2026-11-02T14:00Z", true)] // Monday after the clocks went back: 09:00 is 14:00 UTC
    [InlineData("2026-11-02T13:59Z", false)]
    public void Days_hold_by_the_clock_of_the_place(string at, bool works) => Assert.Equal(works, Days.Holds(DateTimeOffset.Parse(at)));

    [Theory]
    [InlineData("2026-10-13T03:00Z", true)] // Monday 23:00
    [InlineData("2026-10-13T09:59Z", true)] // Tuesday 05:59
    [InlineData("2026-10-13T10:00Z", false)]
    [InlineData("2026-10-12T09:00Z", true)] // Monday 05:00, since Sunday
    [InlineData("2026-10-12T15:00Z", false)]
    public void A_night_goes_on_after_midnight(string at, bool works) => Assert.Equal(works, Nights.Holds(DateTimeOffset.Parse(at)));

    [Theory]
    [InlineData("2026-10-14T15:00Z", "2026-10-14T15:00Z")]
    [InlineData("2026-10-14T21:30Z", "2026-10-15T13:00Z")]
    [InlineData("2026-10-16T21:30Z", "2026-10-19T13:00Z")]
    [InlineData("2026-10-30T21:30Z", "2026-11-02T14:00Z")]
    public void The_next_begin_is_found_over_nights_weekends_and_clock_changes(string at, string next) =>
        Assert.Equal(DateTimeOffset.Parse(next), Days.NextFrom(DateTimeOffset.Parse(at)));

    [Fact]
    public void Without_spans_one_works_at_any_time()
    {
        var at = DateTimeOffset.Parse("2026-10-17T03:00Z");
        Assert.True(Shift.Always.Holds(at));
        Assert.Equal(at, Shift.Always.NextFrom(at));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("09:00-17:30", true)]
    [InlineData("22:00-06:00", true)]
    [InlineData("09:00-09:00", false)]
    [InlineData("9-17", false)]
    [InlineData("09:00", false)]
    [InlineData("25:00-26:00", false)]
    public void A_span_that_cannot_be_read_is_refused(string span, bool good) => Assert.Equal(good, Shift.Wrong(span) is null);

    [Fact]
    public void Whoever_is_away_is_free_after_it_at_their_next_shift()
    {
        var now = DateTimeOffset.Parse("2026-10-14T15:00Z");
        Worker Away(string until) => new("ada", [], Days, [new(now.AddHours(-1), DateTimeOffset.Parse(until))]);
        Assert.Equal(DateTimeOffset.Parse("2026-10-14T16:00Z"), Away("2026-10-14T16:00Z").FreeFrom(now));
        Assert.Equal(DateTimeOffset.Parse("2026-10-19T13:00Z"), Away("2026-10-17T00:00Z").FreeFrom(now));
        Assert.Null(Away("2026-10-30T00:00Z").FreeFrom(now));
    }

    [Fact]
    public void Those_who_can_begin_first_and_hold_least_come_first_and_the_late_not_at_all()
    {
        var now = DateTimeOffset.Parse("2026-10-14T12:00Z"); // an hour before the day begins
        Worker[] all =
        [
            new("busy", ["skill:spanish"], Shift.Always, []), new("free", ["skill:spanish"], Shift.Always, []),
            new("later", ["skill:spanish", "team:care"], Days, []), new("other", [], Shift.Always, []),
            new("away", ["skill:spanish"], Shift.Always, [new(now, now.AddDays(3))]),
        ];
        var held = new Dictionary<string, int> { ["busy"] = 3 };
        var spanish = new Needs(null, ["spanish"]);
        Assert.Equal(["free", "busy", "later"], Eligibility.Order(spanish, now.AddHours(4), all, held, now));
        Assert.Equal(["free", "busy"], Eligibility.Order(spanish, now.AddMinutes(30), all, held, now));
        Assert.Equal(["later"], Eligibility.Order(new Needs("care", ["spanish"]), now.AddHours(4), all, held, now));
        Assert.Empty(Eligibility.Order(new Needs("care", ["spanish"]), now.AddMinutes(30), all, held, now));
    }
}
