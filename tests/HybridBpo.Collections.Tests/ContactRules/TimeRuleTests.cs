using HybridBpo.Collections.Nudges.ContactRules;

namespace HybridBpo.Collections.Tests.ContactRules;

public class TimeRuleTests
{
    private static ContactFacts In(params string[] zones) => A.Facts with { Zones = [.. zones.Select(z => new PlausibleZone(z))] };

    [Theory]
    [InlineData("2026-10-13T07:59:59-04:00", false)]
    [InlineData("2026-10-13T08:00:00-04:00", true)]
    [InlineData("2026-10-13T20:59:59-04:00", true)]
    [InlineData("2026-10-13T21:00:00-04:00", false)]
    public void Opens_at_eight_and_closes_at_nine_in_the_evening(string at, bool allowed) =>
        Assert.Equal(!allowed, A.Ask("TIME", A.Email, at: A.At(at)).IsBlocked);

    [Fact]
    public void Every_plausible_zone_must_be_awake()
    {
        var block = A.Blocks("TIME", A.Call, In("America/New_York", "America/Los_Angeles"), A.At("2026-10-13T08:30:00-04:00"));
        Assert.Equal(A.At("2026-10-13T11:00:00-04:00"), block.EarliestAt);
        Assert.Equal("05:30 in Los Angeles: too early.", block.Reason);
    }

    [Fact]
    public void Too_late_in_the_east_means_tomorrow_morning_in_the_west()
    {
        var block = A.Blocks("TIME", A.Email, In("America/New_York", "America/Los_Angeles"), A.At("2026-10-13T21:30:00-04:00"));
        Assert.Equal(A.At("2026-10-14T11:00:00-04:00"), block.EarliestAt);
    }

    [Theory]
    [InlineData("2026-03-07T22:00:00-05:00", "2026-03-08T08:00:00-04:00")] // the night in which clocks go forward
    [InlineData("2026-10-31T22:00:00-04:00", "2026-11-01T08:00:00-05:00")] // the night in which clocks go back
    public void The_morning_after_clocks_change_is_eight_on_the_new_clock(string at, string opens) =>
        Assert.Equal(A.At(opens), A.Blocks("TIME", A.Email, at: A.At(at)).EarliestAt);

    [Fact]
    public void No_known_zone_blocks_and_asks_for_a_person()
    {
        var block = A.Blocks("TIME", A.Email, In());
        Assert.Equal("time-zone", block.MissingFact);
        Assert.Null(block.EarliestAt);
    }

    [Fact]
    public void A_zone_that_nobody_knows_blocks() =>
        Assert.Equal("time-zone", A.Blocks("TIME", A.Email, In("America/New_York", "Mars/Base")).MissingFact);

    [Fact]
    public void A_time_that_the_person_called_inconvenient_is_closed_until_it_ends()
    {
        var facts = A.Facts with { Inconvenient = [new InconvenientTime("13:00", "15:30", ["Tuesday"])] };
        Assert.Equal(A.At("2026-10-13T15:30:00-04:00"), A.Blocks("TIME", A.Email, facts).EarliestAt);
        A.Allows("TIME", A.Email, facts, A.Now.AddDays(1));
    }

    [Fact]
    public void An_inconvenient_time_over_midnight_reaches_into_the_next_morning()
    {
        var facts = A.Facts with { Inconvenient = [new InconvenientTime("20:00", "10:00")] };
        Assert.Equal(A.At("2026-10-13T10:00:00-04:00"), A.Blocks("TIME", A.Email, facts, A.At("2026-10-13T09:00:00-04:00")).EarliestAt);
    }

    [Fact]
    public void A_day_that_is_inconvenient_as_a_whole_never_opens()
    {
        var facts = A.Facts with { Inconvenient = [new InconvenientTime("08:00", "21:00")] };
        Assert.Null(A.Blocks("TIME", A.Email, facts).EarliestAt);
    }

    [Fact]
    public void A_letter_may_be_posted_at_night() =>
        A.Allows("TIME", A.Call with { Channel = Channels.Letter }, at: A.At("2026-10-13T23:00:00-04:00"));
}
