namespace HybridBpo.Events;

/// <summary>What a verification found.</summary>
/// <param name="Ok">Is everything that is sealed as it was?</param>
/// <param name="Blocks">
/// How many blocks were found in order, from the first on: they fit each other and their events. Where a checkpoint reaches further, only those that
/// it proves.
/// </param>
/// <param name="Events">How many events are in those.</param>
/// <param name="BadSeq">
/// Sequence number of the first event that can be blamed; null when none is, or when only the whole can be. Where seals were made anew and the
/// checkpoint has no list of its events that reaches, it is the first that now stands behind the last mark that fits. Beyond a checkpoint, or
/// without one, the events before it only fit the seals that stand there now.
/// </param>
/// <param name="Problem">What is wrong, for a person to read; null when nothing is.</param>
/// <param name="Unsealed">How many events came after the last seal; counted only when everything sealed is as it was.</param>
/// <param name="KeyProof">
/// Why the checkpoint's key is taken for this log's: <c>named</c> by whoever asked, <c>own</c> as the key-encryption key proves, or only <c>row</c>:
/// its public half stands in the database, which proves nothing against somebody who writes there. Null without a checkpoint, or when it is refused.
/// </param>
/// <param name="Refused">The checkpoint is not this log's, or was changed: nothing was looked at, so this says nothing about the log.</param>
/// <param name="Proven">
/// How many of <paramref name="Events"/>, from the first on, are as they were when the checkpoint was signed; 0 without one. Of all others only this
/// is known: that events and seals fit each other, as they also do when somebody rewrote events and sealed them anew.
/// </param>
/// <param name="LastHash">
/// Hash of the last of <paramref name="Blocks"/>, hexadecimal: who signs what was found signs this. Null when nothing is sealed, or not all is sound.
/// </param>
public sealed record Verification(
    bool Ok, long Blocks, long Events, long? BadSeq, string? Problem, long Unsealed = 0, string? KeyProof = null,
    bool Refused = false, long Proven = 0, string? LastHash = null);
