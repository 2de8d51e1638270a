using HybridBpo.Events;

namespace HybridBpo.Host.EventLog;

/// <summary>What page and commands say of lost numbers: of the log as a whole, since nothing tells whose they were.</summary>
internal static class LostWords
{
    public const string Mend = "Find out who writes to the database, verify each client's log against a checkpoint from before, and look for the "
        + "events in a backup.";

    public static string Gone(LostNumbers lost) => lost.Count == 1
        ? $"1 event is gone from the log: {lost.Named()}. That number was accounted for and belongs to no event any more; whose it was, the log "
            + "cannot tell."
        : $"{CountText.Of(lost.Count, "event")} are gone from the log: {lost.Named()}. Those numbers were accounted for and belong to no event any "
            + "more; whose they were, the log cannot tell.";

    public static string None(LostNumbers lost) => lost.UpTo == 0
        ? "no number was looked at yet: a running host does that once a minute"
        : $"none: every number up to {LogWords.N(lost.UpTo)} is an event, or was never used";

    /// <summary>What nobody knows; null where there is nothing of that kind.</summary>
    public static string? Unknown(LostNumbers? lost) => lost is not { Unknown: > 0 } ? null
        : $"Of {CountText.Of(lost.Unknown, "missing number")} up to {LogWords.N(lost.LastUnknown)} nobody knows whether {(lost.Unknown == 1
            ? "it" : "they")} ever had an event: something else wrote the log then.";
}
