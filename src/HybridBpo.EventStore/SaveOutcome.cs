namespace HybridBpo.Events;

/// <summary>
/// What became of a save. Everything but <see cref="Saved"/> means that nothing at all was written: no event, no queued statement, and after
/// <see cref="EventSession.SaveChangesAsync"/> no gap in the sequence (a bulk append refused half-way leaves one, which the daemon passes).
/// Anything unexpected (a lost connection, a broken constraint of a queued statement) is thrown, and nothing was written either, unless the
/// connection broke after the commit: then only a command id can tell (<see cref="EventSession.ForCommand"/>).
/// </summary>
public abstract record SaveOutcome
{
    private SaveOutcome()
    {
    }

    /// <summary>Everything is committed.</summary>
    /// <param name="Events">The events as stored, in the order of the session; null after a bulk append.</param>
    public sealed record Saved(IReadOnlyList<StoredEvent>? Events) : SaveOutcome;

    /// <summary>Somebody else appended first: load again and decide again.</summary>
    /// <param name="StreamId">The stream.</param>
    /// <param name="Expected">Version that the session had seen.</param>
    /// <param name="Actual">Version now; 0 when there is no such stream.</param>
    public sealed record VersionConflict(Guid StreamId, long Expected, long Actual) : SaveOutcome;

    /// <summary>A stream was to be started that is there already.</summary>
    /// <param name="StreamId">The stream.</param>
    public sealed record StreamExists(Guid StreamId) : SaveOutcome;

    /// <summary>The stream is archived: it is read, but never appended to.</summary>
    /// <param name="StreamId">The stream.</param>
    public sealed record StreamArchived(Guid StreamId) : SaveOutcome;

    /// <summary>The command was carried out before.</summary>
    /// <param name="ResultJson">Its first result, as given to <see cref="EventSession.ForCommand"/> then.</param>
    public sealed record AlreadyDone(string ResultJson) : SaveOutcome;

    /// <summary>The command's id was used before, for another act.</summary>
    /// <param name="CommandId">The id.</param>
    public sealed record CommandTaken(Guid CommandId) : SaveOutcome;
}
