using HybridBpo.Collections.Nudges.ContactRules;

namespace HybridBpo.Collections.Tests.ContactRules;

public class WordingAndCapTests
{
    private static Attempt Saying(string text, string? url = "https://x.example/o/1") => A.Email with
    { Message = new() { Text = text, OptOutUrl = url } };

    [Fact]
    public void A_mail_must_say_how_to_opt_out_and_carry_the_link()
    {
        A.Blocks("OPTOUT-TEXT", Saying("Pay now https://x.example/o/1"));
        A.Blocks("OPTOUT-TEXT", Saying("Unsubscribe below"));
        A.Blocks("OPTOUT-TEXT", Saying("Unsubscribe", null));
        A.Allows("OPTOUT-TEXT", Saying("Unsubscribe: https://x.example/o/1"));
        A.Allows("OPTOUT-TEXT", A.Text with { Message = new() { Text = "Your bill. Reply STOP to opt out." } });
    }

    [Fact]
    public void The_first_message_names_the_purpose_and_later_ones_the_sender()
    {
        const string later = "We are a firm that is a debt collector.";
        A.Blocks("MINI-M", Saying("Hello"));
        A.Blocks("MINI-M", Saying(later));
        A.Allows("MINI-M", Saying(later), history: A.Sent(A.Now.AddDays(-30)));
        A.Allows("MINI-M", Saying(later + " We are trying\nto collect a debt."));
        Assert.Equal("not-applicable", A.Ask("MINI-M", Saying("Hello"), A.Facts with
        { Regime = new Regime("first-party", "consumer", "US") }).Result);
    }

    [Fact]
    public void Without_a_validation_notice_only_a_planned_one_within_five_days_opens_the_way()
    {
        var none = A.Facts with { Validation = null };
        Assert.Equal("validation-notice", A.Blocks("VALID", A.Email, none).MissingFact);
        A.Allows("VALID", A.Email with { Purpose = Purposes.ValidationNotice }, none);
        A.Allows("VALID", A.Email, A.Facts with { Validation = new(NoticePlannedFor: new DateOnly(2026, 10, 18)) });
        A.Blocks("VALID", A.Email, A.Facts with { Validation = new(NoticePlannedFor: new DateOnly(2026, 10, 19)) });
        A.Blocks("VALID", A.Email, A.Facts with { Validation = new(NoticePlannedFor: new DateOnly(2026, 10, 18)) }, null, A.Sent(A.Now.AddDays(-3)));
    }

    [Fact]
    public void While_the_validation_period_runs_a_message_repeats_the_right_to_dispute()
    {
        var facts = A.Facts with { Validation = new(A.At("2026-09-20T12:00:00-04:00")) };
        var block = A.Blocks("VALID-END", Saying("Pay please"), facts);
        Assert.Equal(A.At("2026-10-31T00:00:00-04:00"), block.EarliestAt);
        A.Allows("VALID-END", Saying("You may dispute this debt"), facts);
        A.Allows("VALID-END", Saying("Pay please"), facts, A.At("2026-10-31T00:00:00-04:00"));
        A.Allows("VALID-END", Saying("Pay please"), A.Facts with { Validation = new(A.At("2026-09-20T12:00:00-04:00"), new DateOnly(2026, 10, 12)) });
    }

    [Fact]
    public void Four_mails_in_seven_days_are_the_cap_over_all_debts()
    {
        var sent = Enumerable.Range(1, 4).Select(i => A.Sent(A.Now.AddDays(-7).AddMinutes(i)) with { Debt = "D" + i }).ToArray();
        Assert.Equal(A.Now.AddMinutes(1), A.Blocks("HOUSE-CAP", A.Email, history: sent).EarliestAt);
        A.Allows("HOUSE-CAP", A.Email, history: sent[1..]);
        A.Allows("HOUSE-CAP", A.Email, at: A.Now.AddMinutes(1), history: sent);
    }

    [Fact]
    public void Reminders_keep_three_days_between_them_and_an_answer_does_not()
    {
        var last = A.Sent(A.Now.AddHours(-71)) with { Channel = Channels.Text };
        Assert.Equal(A.Now.AddHours(1), A.Blocks("HOUSE-CAP", A.Email, history: last).EarliestAt);
        A.Allows("HOUSE-CAP", A.Email with { Purpose = Purposes.Offer }, history: last);
        A.Allows("HOUSE-CAP", A.Email, at: A.Now.AddHours(1), history: last);
    }

    [Fact]
    public void New_York_City_counts_three_contacts_over_all_channels_from_its_first_day()
    {
        var facts = A.Facts with { Regime = new Regime("third-party", "consumer", "US-NY-NYC") };
        PastContact[] three = [A.Placed(A.Now.AddDays(-1)), A.Sent(A.Now.AddDays(-5)), A.Sent(A.Now.AddDays(-6)) with { Channel = Channels.Letter }];
        Assert.Equal(A.Now.AddDays(1), A.Blocks("NYC-3", A.Call, facts, null, three).EarliestAt);
        A.Allows("NYC-3", A.Call, facts, null, three[1..]);
        A.Blocks("NYC-3", A.Call, facts with { Regime = new Regime("third-party", "consumer", "US-NY") }, null, three);
        Assert.Equal("not-applicable", A.Ask("NYC-3", A.Call, A.Facts, null, three).Result);
        Assert.DoesNotContain(
            ContactCheck.Evaluate(A.Call, facts, three, A.At("2026-08-31T18:00:00Z")).Rules, r => r.RuleId == "NYC-3");
    }

    [Fact]
    public void One_message_about_five_bills_is_one_message()
    {
        var attempt = Guid.NewGuid();
        PastContact[] five = [.. Enumerable.Range(0, 5).Select(n => A.Sent(A.Now.AddDays(-4)) with { Debt = $"FB-{n}", AttemptId = attempt })];
        A.Allows("HOUSE-CAP", A.Email, history: five);
        A.Blocks("HOUSE-CAP", A.Email, history: [.. five.Take(4).Select(c => c with { AttemptId = Guid.NewGuid() })]);
    }
}
