namespace HybridBpo.Inbox.Cases;

internal static class Stages
{
    public const string Open = "open", Decided = "decided", WaitingSecond = "waiting-second", Sent = "sent", Delivered = "delivered",
        Withdrawn = "withdrawn";
}

internal static class Sureness
{
    public const string Unsure = "unsure", Fairly = "fairly", Very = "very";

    public static IReadOnlyList<string> All { get; } = [Unsure, Fairly, Very];
}

internal static class Taken
{
    public const string Own = "own", Machine = "machine", Other = "other";
}

internal static class UndoneStep
{
    public const string Decision = "decision", Confirmation = "confirmation";
}

internal sealed record Judgement(
    string By,
    DateTimeOffset At,
    string Choice,
    IReadOnlyDictionary<string, string> Fields,
    IReadOnlyDictionary<string, string> Answers,
    IReadOnlyList<string> Weights,
    string Sureness,
    string? Note);

/// Version: of the stream at the decision; with the id the key by which a receiver recognises a repeat. Parties: who decided, and on whose behalf.
internal sealed record Decided(
    Guid Id,
    long Version,
    string By,
    DateTimeOffset At,
    string Taken,
    string Choice,
    IReadOnlyDictionary<string, string> Fields,
    IReadOnlyList<string> Reasons,
    string? Note,
    bool NeedsSecondPerson,
    DateTimeOffset LeavesAt,
    IReadOnlyList<string> Parties);

internal sealed record Confirmed(string By, DateTimeOffset At, string? Note, DateTimeOffset LeavesAt);

internal sealed record Objection(string By, DateTimeOffset At, string? Note);
