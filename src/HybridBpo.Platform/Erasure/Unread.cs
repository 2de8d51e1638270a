using HybridBpo.Events;

namespace HybridBpo.Platform;

/// <summary>What of the streams about somebody could not be read.</summary>
/// <param name="Events">The events.</param>
/// <param name="IsOwnStream">Is one of them of the person's own stream? By what it says they may be known: see
/// <see cref="ISubjectEraser.TracesAsync"/>.</param>
internal sealed record Unread(IReadOnlyList<UnreadableEvent> Events, bool IsOwnStream)
{
    private const int MostStreams = 5;

    /// <summary>Is there any?</summary>
    public bool Any => Events.Count > 0;

    /// <summary>Of each which one it is, and nothing of what it says.</summary>
    public IReadOnlyList<string> Words => [.. Events.Select(e => e.Message)];

    /// <summary>Those of <see cref="Words"/> whose key is missing: nobody destroyed it, and where it is found again they can be read.</summary>
    public IReadOnlyList<string> Lost => [.. Events.Where(e => e.IsOfLostKey).Select(e => e.Message)];

    /// <summary>
    /// The same of those that are not silent: not all is under a key, or under one that nobody destroyed, such as another subject's or a lost one.
    /// </summary>
    public async Task<IReadOnlyList<string>> InTheClearAsync(Database database, string client, CancellationToken ct)
    {
        Guid[] keys = [.. Events.SelectMany(e => e.Keys ?? []).Distinct()];
        var destroyed = keys.Length == 0 ? [] : await database.QueryAsync<Guid>(Access.System("erasure", client), $"""
            select key_id from events.es_erasures e where client_id = {client} and key_id = any ({keys})
              and not exists (select from events.es_subject_keys k where k.client_id = e.client_id and k.key_id = e.key_id)
            """, ct);
        return [.. Events.Where(e => e.Keys?.Except(destroyed).Any() != false).Select(e => e.Message)];
    }

    /// <summary>
    /// Stands against erasing here, and now: a newer version knows what its events say, and where it keeps what they said; a key that is lost may be
    /// found again.
    /// </summary>
    public IEnumerable<Obstacle> Against => [.. OfNewerVersion, .. OfLostKeys];

    private IEnumerable<Obstacle> OfNewerVersion => Events.Count(e => e.IsOfUnknownKind) is > 0 and var unknown
        ? [new Obstacle("newer-version", $"{CountText.Of(unknown, "event")} about them {(unknown == 1 ? "is" : "are")} of a kind that this version "
            + "does not know. If a newer one runs, erase them there: what it knows of them is neither looked for nor taken away here")]
        : [];

    private IEnumerable<Obstacle> OfLostKeys => Events.Where(e => e.IsOfLostKey).ToList() is { Count: > 0 } lost
        ? [new Obstacle("lost-key", $"{CountText.Of(lost.Count, "event")} about them cannot be read, as keys are missing that nobody destroyed "
            + $"(in {Streams(lost)}). Restore the keys, from the latest backup and with the master key put aside for it, and erase them then."
            + " Whoever goes on without erases all else, and the proof says what was not looked at")]
        : [];

    private static string Streams(IReadOnlyList<UnreadableEvent> lost) =>
        lost.Select(e => e.Stream).Distinct().ToList() is { Count: <= MostStreams } few
            ? $"stream {string.Join(", ", few)}" : $"{lost.Select(e => e.Stream).Distinct().Count()} streams, such as {lost[0].Stream}";
}
