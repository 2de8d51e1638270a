using HybridBpo.Collections.Nudges.ContactRules;

namespace HybridBpo.Collections.Tests.ContactRules;

public class ClientRuleTests
{
    [Fact]
    public void A_complete_lawful_mail_is_allowed_by_every_rule()
    {
        var verdict = ContactCheck.Evaluate(A.Email, A.Facts, [], A.Now);
        Assert.True(verdict.Allowed, string.Join("; ", verdict.Blocks.Select(b => $"{b.RuleId}: {b.Reason}")));
    }

    [Fact]
    public void Nothing_known_blocks_by_every_rule_that_needs_a_fact()
    {
        var verdict = ContactCheck.Evaluate(A.Email with { Message = null, Address = "rowan@harborlogistics.test" }, new ContactFacts(), [], A.Now);
        Assert.Equal(
            ["ACCOUNT-STATE", "EMAIL-BASIS", "MINI-M", "NYC-3", "OPTOUT-TEXT", "PLACE", "REGIME", "SENDING-OFF", "TIME", "VALID"],
            verdict.Blocks.Select(b => b.RuleId).Order());
        Assert.All(verdict.Blocks, b => Assert.NotNull(b.MissingFact));
    }

    [Fact]
    public void Sending_that_is_off_blocks_messages_but_not_a_call_by_a_person()
    {
        A.Blocks("SENDING-OFF", A.Email, A.Facts with { SendingOn = false });
        A.Allows("SENDING-OFF", A.Call, A.Facts with { SendingOn = false });
    }

    [Theory]
    [InlineData("paid")]
    [InlineData("settled")]
    [InlineData("recalled")]
    [InlineData("closed")]
    public void Nobody_is_asked_for_money_on_an_account_that_is_over(string state) =>
        A.Blocks("ACCOUNT-STATE", A.Email, A.Facts with { AccountState = state });

    [Fact]
    public void A_running_promise_silences_reminders_until_its_day_and_two_more()
    {
        var facts = A.Facts with { PromiseUntil = new DateOnly(2026, 10, 14) };
        Assert.Equal(A.At("2026-10-17T00:00:00-04:00"), A.Blocks("PROMISE", A.Email, facts).EarliestAt);
        A.Allows("PROMISE", A.Email with { Purpose = Purposes.Offer }, facts);
        A.Allows("PROMISE", A.Email, facts, A.At("2026-10-17T00:00:00-04:00"));
    }

    [Fact]
    public void A_file_that_is_late_holds_reminders_and_neither_a_call_nor_a_letter_with_a_plan()
    {
        var facts = A.Facts with { FilesAwaited = [new AwaitedFile("transactions", new DateOnly(2026, 10, 12), "late")] };
        var held = A.Blocks("FILE-AWAITED", A.Email, facts);
        Assert.Null(held.EarliestAt);
        Assert.Contains("transactions file of 12 Oct 2026 has not come", held.Reason);
        A.Allows("FILE-AWAITED", A.Call, facts);
        A.Allows("FILE-AWAITED", A.Email with { Purpose = Purposes.Offer }, facts);
        A.Allows("FILE-AWAITED", A.Email, A.Facts);
    }

    [Fact]
    public void A_rule_of_the_house_can_be_switched_off_and_law_cannot()
    {
        var facts = A.Facts with { SwitchedOff = ["HOUSE-CAP", "TIME"], Zones = [] };
        Assert.Equal("not-applicable", A.Ask("HOUSE-CAP", A.Email, facts, null, A.Sent(A.Now)).Result);
        A.Blocks("TIME", A.Email, facts);
    }
}
