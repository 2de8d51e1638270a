using HybridBpo.Events;

namespace HybridBpo.Platform;

/// <summary>What of the streams about somebody could not be read.</summary>
/// <param name="Events">The events.</param>
/// <param name="IsOwnStream">Is one of them of the person's own stream? By what it says they may be known: see
/// <see cref="ISubjectEraser.TracesAsync"/>.</param>
internal sealed record Unread(IReadOnlyList<UnreadableEvent> Events, bool IsOwnStream)
{
    /// <summary>Is there any?</summary>
    public bool Any => Events.Count > 0;

    /// <summary>Of each which one it is, and nothing of what it says.</summary>
    public IReadOnlyList<string> Words => [.. Events.Select(e => e.Message)];

    /// <summary>The same of those that are not silent: not all is under a key, or under one that stands, such as another subject's.</summary>
    public async Task<IReadOnlyList<string>> InTheClearAsync(Database database, string client, CancellationToken ct)
    {
        Guid[] keys = [.. Events.SelectMany(e => e.Keys ?? []).Distinct()];
        var standing = keys.Length == 0 ? [] : await database.QueryAsync<Guid>(
            Access.System("erasure", client), $"select key_id from events.es_subject_keys where client_id = {client} and key_id = any ({keys})", ct);
        return [.. Events.Where(e => e.Keys?.Intersect(standing).Any() != false).Select(e => e.Message)];
    }

    /// <summary>Stands against erasing here: a newer version knows what its events say, and where it keeps what they said.</summary>
    public IEnumerable<Obstacle> Against => Events.Count(e => e.IsOfUnknownKind) is > 0 and var unknown
        ? [new Obstacle("newer-version", $"{CountText.Of(unknown, "event")} about them {(unknown == 1 ? "is" : "are")} of a kind that this version "
            + "does not know. If a newer one runs, erase them there: what it knows of them is neither looked for nor taken away here")]
        : [];
}
