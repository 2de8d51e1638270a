using HybridBpo.Events;
using HybridBpo.Host.EventLog;

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
