using HybridBpo.Collections.Nudges;
using HybridBpo.Collections.Nudges.Attesting;
using HybridBpo.Collections.Nudges.ContactRules;

namespace HybridBpo.Collections.Tests.ContactRules;

/// <summary>Where calls come in a dialer's files, nobody is called on what nobody knows.</summary>
public class CallDataTests
{
    private static readonly Client Tilbury = new("tilbury", "Tilbury", "USD", "US", "America/New_York", "us-fdcpa", "{}", true, default);

    private static ContactFacts Known(string? until, int? hours = null, bool weekends = false) =>
        A.Facts with { CallData = new CallData(until is null ? null : A.At(until), hours, weekends, "America/New_York") };

    [Fact]
    public void A_client_whose_calls_are_recorded_as_they_are_made_is_not_asked() => A.Allows("CALL-DATA", A.Call);

    [Fact]
    public void Until_the_first_file_comes_no_call_is_made_and_the_words_say_what_to_do()
    {
        var answer = A.Blocks("CALL-DATA", A.Call, Known(null));
        Assert.Equal(("call-data", null), (answer.MissingFact, answer.EarliestAt));
        Assert.Contains("Load the dialer's newest file", answer.Reason);
        Assert.False(A.Ask("CALL-DATA", A.Email, Known(null)).IsBlocked);
    }

    [Theory]
    [InlineData("2026-10-12T18:00:00Z", null, true)]
    [InlineData("2026-10-12T17:59:59Z", null, false)]
    [InlineData("2026-10-12T17:59:59Z", 25, true)]
    [InlineData("2026-10-13T15:59:59Z", 2, false)]
    public void A_file_is_good_to_the_last_second_of_its_hours(string until, int? hours, bool allowed)
    {
        // A.Now is a Tuesday, 18:00 UTC.
        Assert.Equal(allowed, !A.Ask("CALL-DATA", A.Call, Known(until, hours)).IsBlocked);
        if (!allowed && hours is null)
            Assert.Contains("older than 24 hours", A.Ask("CALL-DATA", A.Call, Known(until, hours)).Reason);
    }

    // Friday 18:00 in New York is 22:00 UTC.
    [Theory]
    [InlineData("2026-10-09T22:00:00Z", "2026-10-12T22:00:00Z", false, true)]
    [InlineData("2026-10-09T22:00:00Z", "2026-10-12T22:00:01Z", false, false)]
    [InlineData("2026-10-09T22:00:00Z", "2026-10-10T22:00:00Z", true, true)]
    [InlineData("2026-10-09T22:00:00Z", "2026-10-10T22:00:01Z", true, false)]
    [InlineData("2026-10-10T16:00:00Z", "2026-10-13T04:00:00Z", false, true)]
    [InlineData("2026-10-10T16:00:00Z", "2026-10-13T04:00:01Z", false, false)]
    // The clocks go back on Sunday, 1 November: Friday 12:00 to Monday 12:00 are 24 hours of work all the same.
    [InlineData("2026-10-30T16:00:00Z", "2026-11-02T17:00:00Z", false, true)]
    [InlineData("2026-10-30T16:00:00Z", "2026-11-02T17:00:01Z", false, false)]
    public void A_weekend_on_which_the_dialer_rests_does_not_count(string until, string now, bool weekends, bool allowed) =>
        Assert.Equal(allowed, !A.Ask("CALL-DATA", A.Call, Known(until, null, weekends), A.At(now)).IsBlocked);

    [Fact]
    public void A_row_that_waits_in_quarantine_shuts_the_way_however_new_the_file_is() => Assert.Contains("waits in quarantine", A.Blocks(
        "CALL-DATA", A.Call, A.Facts with { CallData = new CallData(A.Now, Waiting: true) }).Reason);

    [Fact]
    public void The_rule_has_no_switch() => A.Blocks("CALL-DATA", A.Call, Known(null) with { SwitchedOff = ["CALL-DATA"] });

    [Fact]
    public void The_next_time_is_told_while_the_file_is_good_and_none_when_it_is_not()
    {
        var night = A.At("2026-10-14T03:00:00Z");
        var next = ContactCheck.NextPossible(A.Call, Known("2026-10-13T13:00:00Z"), [], night);
        Assert.Equal(A.At("2026-10-14T12:00:00Z"), next);
        Assert.Null(ContactCheck.NextPossible(A.Call, Known("2026-10-11T13:00:00Z"), [], night));
    }

    [Fact]
    public void A_file_tells_until_it_came_but_an_old_one_sent_late_only_until_its_newest_call()
    {
        var said = Said(("dialer", "yes"), ("hours", "24"));
        var (came, hourBefore, weekBefore) = (A.At("2026-10-13T10:00:00Z"), A.At("2026-10-13T09:00:00Z"), A.At("2026-10-06T10:00:00Z"));
        Assert.Null(CallsKnown.Of(Tilbury, said, []).KnownUntil);
        Assert.Equal(came, CallsKnown.Of(Tilbury, said, [new CallFile(came, hourBefore)]).KnownUntil);
        Assert.Equal(weekBefore, CallsKnown.Of(Tilbury, said, [new CallFile(came, weekBefore)]).KnownUntil);
        Assert.Equal(came, CallsKnown.Of(Tilbury, said, [new CallFile(weekBefore, weekBefore), new CallFile(came, hourBefore)]).KnownUntil);
    }

    [Fact]
    public void A_supervisor_who_looked_may_say_that_every_call_is_known()
    {
        var said = Said(("dialer", "yes"), ("hours", "8"), ("complete", "yes"));
        Assert.Equal((said.AttestedAt, 8), (CallsKnown.Of(Tilbury, said, []).KnownUntil, CallsKnown.Of(Tilbury, said, []).Hours));
        Assert.Null(CallsKnown.Said([Said(("dialer", "no")), said]));
        Assert.Same(said, CallsKnown.Said([said, Said(("dialer", "no"))]));
    }

    [Theory]
    [InlineData("dialer=perhaps", "Say whether the calls come")]
    [InlineData("dialer=yes;hours=0", "from 1 to 168")]
    [InlineData("dialer=yes;hours=169", "from 1 to 168")]
    [InlineData("dialer=yes;hours=x", "from 1 to 168")]
    [InlineData("dialer=yes;weekends=x", "at weekends")]
    [InlineData("dialer=yes;complete=x", "every call until now")]
    [InlineData("dialer=yes", null)]
    [InlineData("dialer=yes;hours=168;weekends=yes;complete=yes", null)]
    [InlineData("dialer=no", null)]
    public void What_is_said_of_a_dialer_is_looked_at(string values, string? problem)
    {
        var told = FactValues.Problem(
            Facts.Dialer, values.Split(';').Select(v => v.Split('=')).ToDictionary(v => v[0], v => v[1]), new DateOnly(2026, 10, 13));
        if (problem is null) Assert.Null(told);
        else Assert.Contains(problem, told);
    }

    private static AttestationRow Said(params (string Name, string Value)[] values) => new(
        "tilbury", Guid.NewGuid(), Facts.Dialer, null, FactValues.Write(values.ToDictionary(v => v.Name, v => v.Value)), "sup-1",
        A.At("2026-10-13T08:00:00Z"));
}
