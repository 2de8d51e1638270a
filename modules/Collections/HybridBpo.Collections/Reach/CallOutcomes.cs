namespace HybridBpo.Collections.Reach;

/// <summary>What came of a call.</summary>
internal static class CallOutcomes
{
    public const string RightParty = "right-party", ThirdParty = "third-party", NoAnswer = "no-answer", Voicemail = "voicemail",
        WrongNumber = "wrong-number", NotConnected = "not-connected";

    public static readonly IReadOnlyList<(string Code, string Words)> All =
    [
        (RightParty, "Talked with the person"), (ThirdParty, "Somebody else answered"), (NoAnswer, "No answer"),
        (Voicemail, "Voicemail"), (WrongNumber, "Wrong number"),
    ];

    /// <summary>What a dialer may tell besides: nobody at the desk hears it. A call that never connected counts against no limit.</summary>
    public static readonly IReadOnlyList<(string Code, string Words)> FromFiles =
        [.. All, (NotConnected, "Did not connect: busy, not in service")];

    /// <summary>What the timeline says of a call without a talk.</summary>
    public static string Words(string? outcome, bool inbound) => (outcome, inbound) switch
    {
        (ThirdParty, true) => "Somebody else called us",
        (_, true) => "Called us and left a message",
        (ThirdParty, _) => "Called; somebody else answered",
        (Voicemail, _) => "Called; voicemail",
        (WrongNumber, _) => "Called; it was a wrong number",
        (NotConnected, _) => "Dialled; it did not connect",
        _ => "Called; no answer",
    };
}
