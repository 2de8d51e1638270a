using HybridBpo.Collections.Negotiation;
using HybridBpo.Collections.Nudges;
using HybridBpo.Collections.Nudges.ContactRules;
using Microsoft.Extensions.Configuration;

namespace HybridBpo.Collections.Tests.Nudges;

public class WordsOfMailsTests
{
    public static TheoryData<string> Texts => ["pre-due", "kind", "offer", "second", "plan-offer"];

    [Theory]
    [MemberData(nameof(Texts))]
    public void No_mail_asks_for_an_answer_that_nobody_would_read(string text)
    {
        var mail = Rendered(text, null).Text;
        Assert.DoesNotContain("answer this mail", mail, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("tell us", mail.Replace("will use what you tell us", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Answers to this mail are not read.", mail);
        Assert.DoesNotContain("\n\n\n", mail);
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void Where_people_read_answers_every_mail_says_so(string text)
    {
        var mail = Rendered(text, "desk@harrow.example.com").Text;
        Assert.Contains("answer this mail", mail, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("are not read", mail);
        Assert.DoesNotContain("\n\n\n", mail);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("a@b.example.com")]
    public void Both_ways_the_mail_is_lawful(string? replyTo)
    {
        foreach (var text in Texts.Select(t => t.Data))
        {
            var attempt = ContactRules.A.Email with { Message = Rendered(text, replyTo) };
            foreach (var rule in new[] { "MINI-M", "OPTOUT-TEXT" }) ContactRules.A.Allows(rule, attempt);
            ContactRules.A.Allows("VALID-END", attempt, ContactRules.A.Facts with { Validation = new(ContactRules.A.Now.AddDays(-2)) });
        }
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("not an address", null)]
    [InlineData("Desk@Harrow.example.com", "desk@harrow.example.com")]
    public void Only_a_real_address_counts_as_one(string set, string? read) => Assert.Equal(read, Head(set).ReplyTo);

    private static Letterhead Head(string? replyTo) => new(new ConfigurationBuilder().AddInMemoryCollection(
        new Dictionary<string, string?> { ["Firm:Name"] = "Harrow & Pine", ["Smtp:ReplyTo"] = replyTo }).Build());

    private static RenderedMessage Rendered(string text, string? replyTo)
    {
        var client = new Client("c", "Tilbury Freight", "USD", "US", "America/New_York", "us", "{}", true, default);
        return (text == "plan-offer"
            ? NudgeText.RenderPlan(Head(replyTo), client, "Ann", "R-1", "Freight",
                new PlanTerms(Guid.Empty, 5000, 2, 10000, new DateOnly(2026, 11, 3)),
                new MailLinks("https://x.example/o/1", "https://x.example/d/2"))
            : NudgeText.Render(text, Head(replyTo), client, "Ann", [new NudgeLine("R-1", 5000, new DateOnly(2026, 10, 9), "Freight")],
                new MailLinks("https://x.example/o/1", "https://x.example/d/2"))).Value;
    }
}
