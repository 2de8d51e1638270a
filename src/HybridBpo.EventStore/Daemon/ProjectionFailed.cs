namespace HybridBpo.Events;

/// <summary>
/// A rebuild met an event that the projection cannot take; nothing was changed, and readers keep the old rows. Says nothing personal.
/// </summary>
public sealed class ProjectionFailed : Exception
{
    internal ProjectionFailed(string projection, StoredEvent e, string words, Exception why)
        : base($"{projection} cannot take event {e.Seq}, '{e.Type}': {words.TrimEnd('.')}. Nothing was changed; readers keep the old rows.", why) =>
        Seq = e.Seq;

    /// <summary>The event's number in the log.</summary>
    public long Seq { get; }
}
