using HybridBpo.Collections.Nudges.ContactRules;

namespace HybridBpo.Collections.Tests.ContactRules;

/// <summary>A contact that every rule allows; tests change one thing at a time.</summary>
internal static class A
{
    public const string Debt = "FB-204871";

    /// <summary>Tuesday 14:00 in New York, after the validation period.</summary>
    public static readonly DateTimeOffset Now = new(2026, 10, 13, 18, 0, 0, TimeSpan.Zero);

    public static readonly RenderedMessage Message = new()
    {
        Subject = "Your bill",
        Text = "Harrow & Pine is a debt collector. We are trying to collect a debt and will use what you tell us for that. You may dispute it. "
            + "Unsubscribe: https://x.example/o/1",
        OptOutUrl = "https://x.example/o/1",
    };

    public static Attempt Email => new() { Channel = Channels.Email, Debt = Debt, Address = "rowan@example.com", Message = Message };

    public static Attempt Text => Email with { Channel = Channels.Text, Address = "+12025550142" };

    public static Attempt Call => new() { Channel = Channels.Call, Debt = Debt, Address = "+12025550142" };

    public static ContactFacts Facts => new()
    {
        Regime = new Regime("third-party", "consumer", "US"),
        SendingOn = true,
        AccountState = "open",
        Zones = [new PlausibleZone("America/New_York", "address")],
        Basis = new AddressBasis("used", Now.AddDays(-20)),
        Validation = new Validation(Now.AddDays(-90)),
    };

    public static PastContact Placed(DateTimeOffset at) => new() { Channel = Channels.Call, At = at, Debt = Debt, Kind = "placed" };

    public static PastContact Talked(DateTimeOffset at) => Placed(at) with { Kind = "conversation" };

    public static PastContact Sent(DateTimeOffset at) => new() { Channel = Channels.Email, At = at, Debt = Debt };

    public static RuleResult Ask(string rule, Attempt attempt, ContactFacts? facts = null, DateTimeOffset? at = null, params PastContact[] history) =>
        ContactCheck.Evaluate(attempt, facts ?? Facts, history, at ?? Now).Rules.Single(r => r.RuleId == rule);

    public static void Allows(string rule, Attempt attempt, ContactFacts? facts = null, DateTimeOffset? at = null, params PastContact[] history) =>
        Assert.False(Ask(rule, attempt, facts, at, history).IsBlocked, Ask(rule, attempt, facts, at, history).Reason);

    public static RuleResult Blocks(string rule, Attempt attempt, ContactFacts? facts = null, DateTimeOffset? at = null, params PastContact[] history)
    {
        var result = Ask(rule, attempt, facts, at, history);
        Assert.True(result.IsBlocked, $"{rule} did not block.");
        Assert.NotEmpty(result.Reason);
        Assert.NotEmpty(result.Citation);
        return result;
    }

    public static DateTimeOffset At(string iso) => DateTimeOffset.Parse(iso, System.Globalization.CultureInfo.InvariantCulture);
}
