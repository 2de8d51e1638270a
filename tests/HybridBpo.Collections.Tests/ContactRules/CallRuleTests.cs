using HybridBpo.Collections.Nudges.ContactRules;

namespace HybridBpo.Collections.Tests.ContactRules;

public class CallRuleTests
{
    private static PastContact[] Calls(int n, string first = "2026-10-07T17:00:00-04:00") =>
        [.. Enumerable.Range(0, n).Select(i => A.Placed(A.At(first).AddMinutes(i)))];

    [Fact]
    public void The_seventh_call_may_be_made() => A.Allows("CALL-7", A.Call, history: Calls(6));

    [Fact]
    public void The_eighth_call_waits_until_the_first_falls_out_of_seven_days()
    {
        var block = A.Blocks("CALL-7", A.Call, history: Calls(7));
        Assert.Equal(A.At("2026-10-14T00:00:00-04:00"), block.EarliestAt);
        A.Allows("CALL-7", A.Call, at: A.At("2026-10-14T00:00:00-04:00"), history: Calls(7));
        A.Blocks("CALL-7", A.Call, at: A.At("2026-10-13T23:59:59-04:00"), history: Calls(7));
    }

    [Fact]
    public void Calls_about_another_debt_and_calls_of_the_person_do_not_count()
    {
        A.Allows("CALL-7", A.Call, history: [.. Calls(7).Select(c => c with { Debt = "OTHER" })]);
        A.Allows("CALL-7", A.Call, history: [.. Calls(7).Select(c => c with { Inbound = true })]);
    }

    [Theory]
    [InlineData("not-connected")]
    [InlineData("to-attorney")]
    [InlineData("to-creditor")]
    public void Excluded_calls_do_not_count(string why) => A.Allows("CALL-7", A.Call, history: [.. Calls(7).Select(c => c with { Excluded = why })]);

    [Fact]
    public void Consent_excludes_a_call_only_while_it_is_at_most_seven_days_old()
    {
        var calls = Calls(7).Select(c => c with { Excluded = "prior-consent" });
        A.Allows("CALL-7", A.Call, history: [.. calls.Select(c => c with { ConsentAt = c.At.AddDays(-6) })]);
        A.Blocks("CALL-7", A.Call, history: [.. calls.Select(c => c with { ConsentAt = c.At.AddDays(-7) })]);
        A.Blocks("CALL-7", A.Call, history: [.. calls]);
        A.Allows("CALL-7", A.Call with { ConsentAt = A.Now.AddDays(-1) }, history: Calls(7));
    }

    [Fact]
    public void The_day_of_a_conversation_is_day_one()
    {
        var talk = A.Talked(A.At("2026-10-09T11:20:00-04:00"));
        var block = A.Blocks("CALL-TALK", A.Call, history: talk);
        Assert.Equal(A.At("2026-10-16T00:00:00-04:00"), block.EarliestAt);
        A.Blocks("CALL-TALK", A.Call, at: A.At("2026-10-15T23:59:59-04:00"), history: talk);
        A.Allows("CALL-TALK", A.Call, at: A.At("2026-10-16T00:00:00-04:00"), history: talk);
    }

    [Fact]
    public void A_conversation_that_the_person_began_counts_too() =>
        A.Blocks("CALL-TALK", A.Call, history: A.Talked(A.Now.AddDays(-1)) with { Inbound = true });

    [Fact]
    public void With_two_zones_the_later_midnight_counts()
    {
        var facts = A.Facts with { Zones = [new PlausibleZone("America/New_York"), new PlausibleZone("America/Los_Angeles")] };
        var block = A.Blocks("CALL-TALK", A.Call, facts, history: A.Talked(A.At("2026-10-09T11:20:00-04:00")));
        Assert.Equal(A.At("2026-10-16T00:00:00-07:00"), block.EarliestAt);
    }

    [Fact]
    public void Business_debt_has_no_federal_call_limit() =>
        Assert.Equal("not-applicable", A.Ask("CALL-7", A.Call, A.Facts with { Regime = new Regime("third-party", "business", "US") }, null,
            Calls(9)).Result);

    [Fact]
    public void An_unknown_regime_keeps_every_rule_in_force() => A.Blocks("CALL-7", A.Call, A.Facts with { Regime = new Regime() }, null, Calls(7));
}
