using HybridBpo.Events;
using HybridBpo.Host.EventLog;
using Npgsql;

namespace HybridBpo.Host.Cli;

/// <summary>What <c>verify-log</c> says.</summary>
internal static class VerifyLogText
{
    private const string WithoutCheckpoint =
        "Whether somebody rewrote events and sealed them anew shows only against a checkpoint from before (--checkpoint).";

    public static string Fits(string client, Verification found, string? key) =>
        $"{client}: {InOrder(found)}; {found.Unsealed:N0} are not sealed yet. "
        + (key is null ? WithoutCheckpoint : KeyWords(key, found.KeyProof));

    public static string Unfit(string client, Verification found) => $"{client}: {found.Problem}{Before(found)}";

    public static string Lost(LostNumbers lost) => $"Of the log of all clients: {LostWords.Gone(lost)} {LostWords.Mend}";

    /// <summary>What came in between: never what an exception says that may quote an event.</summary>
    public static string NotDone(string what, Exception failure) => $"{what} could not be verified to the end: " + failure switch
    {
        UnreadableEvent => failure.Message,
        PostgresException { SqlState: PostgresErrorCodes.OutOfMemory } => "the database ran out of memory (53200)",
        PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } =>
            "the database ended the statement, by a time-out or on somebody's word (57014)",
        PostgresException postgres => $"the database answered with error {postgres.SqlState}",
        NpgsqlException or IOException or TimeoutException => $"the database does not answer ({failure.GetType().Name})",
        _ => $"{failure.GetType().Name}",
    } + ". So nothing is said about it.";

    /// <summary>What there is to say of numbers besides those that are lost.</summary>
    public static string? Numbers(LostNumbers lost) => lost.Count > 0 ? LostWords.Unknown(lost)
        : $"Lost events: {LostWords.None(lost)}.{(LostWords.Unknown(lost) is { } unknown ? $" {unknown}" : "")}";

    public static object Json(string client, Verification found, Checkpoint? then, string? savedKey, LostNumbers? lost) => new
    {
        client,
        found.Ok,
        found.Blocks,
        found.Events,
        found.Proven,
        found.Unsealed,
        found.BadSeq,
        found.Problem,
        Key = then?.Fingerprint,
        found.KeyProof,
        SavedKey = savedKey,
        LostNumbers = lost,
    };

    private static string Before(Verification found) => found.Blocks > 0
        ? $" From the first on, {InOrder(found)}."
        : " No block is known to be in order.";

    // Only a checkpoint proves more than that what stands there now fits together.
    private static string InOrder(Verification found) =>
        $"{CountText.Of(found.Events, "event")} in {CountText.Of(found.Blocks, "block")} " + (found.Proven == 0 ? "fit together"
            : found.Proven == found.Events ? "are as they were sealed"
            : $"fit together, and what the checkpoint covers, {CountText.Of(found.Proven, "event")}, is as it was sealed");

    private static string KeyWords(string key, string? proof) => proof switch
    {
        "named" => $"The checkpoint's key is {key}, as you named it.",
        "own" => $"The checkpoint's key is {key}, this log's own: the master key proves it.",
        _ => $"The checkpoint's key is {key}. It stands in this database, but nothing here proves that it always did: without the master key, "
            + "compare it with the fingerprint that you noted, or name that one with --key.",
    };
}
