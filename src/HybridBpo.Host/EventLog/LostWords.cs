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
        ? "there is no number to look at yet: a running host goes through them once a minute"
        : $"none: every number up to {LogWords.N(lost.UpTo)} is an event, or was never used"
            + (lost.Unknown > 0 ? ", or was missing before a host looked" : "");

    /// <summary>What nobody knows; null where there is nothing of that kind.</summary>
    public static string? Unknown(LostNumbers? lost) => lost is not { Unknown: > 0 } ? null
        : $"Of {CountText.Of(lost.Unknown, "missing number")} up to {LogWords.N(lost.LastUnknown)} nobody knows whether {(lost.Unknown == 1
            ? "it" : "they")} ever had an event: {(lost.Unknown == 1 ? "it was" : "they were")} missing already when a host of this product first "
            + $"looked there{Noted(lost)}. That is so after an upgrade from a version that did not look, or where another program, or somebody by "
            + "hand, had moved the log's mark on.";

    /// <summary>What somebody changed by hand of how far the log is, now or within a day; null where nobody did.</summary>
    public static string? Changed(DaemonStatus status, DateTimeOffset now)
    {
        var what = status switch
        {
            { IsMarkBeyond: true } => $"the log's mark stands at {LogWords.N(status.HighWaterMark)}, and only {LogWords.N(status.LastSequence)} "
                + "numbers were handed out. Where the mark was raised, a running host sets it back; where the sequence was, events cannot be written "
                + "until it is at the last event's number",
            { AccountedChanged: -1 } => "where it stood up to which number every one is accounted for, nothing stands any more: a running host mends "
                + "that within a minute",
            { AccountedChanged: { } number } => $"that every number up to {LogWords.N(number)} is accounted for, and no more or less, is not so: a "
                + "running host sets it back within a minute",
            _ when status.NumbersSetBackAt is { } at && at > now - TimeSpan.FromDays(1) =>
                $"a host set back {LogWords.Age(now - at)} ago how far the log was said to be",
            _ => null,
        };
        return what is null ? null : $"Somebody changed the log's numbers by hand: {what}.";
    }

    private static string Noted(LostNumbers lost) => lost.UnknownNotedAt is { } at
        ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $", the last time on {at.UtcDateTime:yyyy-MM-dd HH:mm} UTC")
        : "";
}
