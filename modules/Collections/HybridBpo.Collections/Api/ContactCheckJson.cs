using System.ComponentModel;

namespace HybridBpo.Collections.Api;

/// <summary>May this person be called now? As a dialer asks.</summary>
internal sealed record ContactCheckAsk(
    [property: Description("call: the only channel so far.")] string Channel,
    [property: Description("The number that would be dialled.")] string Number,
    [property: Description("Code of the client; may be left out when the key is for one client.")] string? Client = null,
    [property: Description("Reference of the account. This or person.")] string? Account = null,
    [property: Description("Id of the person. This or account.")] Guid? Person = null,
    [property: Description("References of the debts that the call would be about, 1 to 50; the account alone when left out.")]
    IReadOnlyList<string>? Debts = null);

internal sealed record ContactCheckAnswer(
    [property: Description("Under which this answer is kept with what every rule said.")] Guid Id,
    [property: Description("May it be called now? False as soon as one rule is against it, for one of the debts.")] bool Allowed,
    DateTimeOffset At,
    [property: Description("The first moment at which every rule allows it, as far as time alone mends it; null when it does not.")]
    DateTimeOffset? EarliestAt,
    [property: Description("Must a person supply a fact first?")] bool NeedsPerson,
    [property: Description("Which rules answered.")] string RulesVersion,
    [property: Description("Every rule that is against it; none when it is allowed.")] IReadOnlyList<ContactBlock> Blocks);

internal sealed record ContactBlock(
    string RuleId,
    [property: Description("Where the rule stands.")] string Citation,
    [property: Description("For people.")] string Words,
    [property: Description("For which of the debts.")] IReadOnlyList<string> Debts,
    [property: Description("When this rule opens; null when time alone does not.")] DateTimeOffset? EarliestAt);

internal static class ContactCheckExamples
{
    public const string Body = """
        { "client": "fernbrook", "account": "FB-204871", "channel": "call", "number": "+12025550142", "debts": ["FB-204871"] }
        """;

    public const string Answer = """
        {
          "id": "0199d3a0-5c1e-7f31-9d55-1c8f0a4f2b10", "allowed": false, "at": "2026-10-13T18:00:00Z",
          "earliestAt": "2026-10-19T12:00:00Z", "needsPerson": false, "rulesVersion": "7b1f0a9c33d2",
          "blocks": [{
            "ruleId": "CALL-TALK", "citation": "12 CFR 1006.14(b)(2)(i)(B), (b)(3)",
            "words": "We talked about this debt, so no calls for 7 days.", "debts": ["FB-204871"], "earliestAt": "2026-10-19T12:00:00Z"
          }]
        }
        """;
}
