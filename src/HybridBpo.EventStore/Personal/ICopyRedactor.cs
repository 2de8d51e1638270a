namespace HybridBpo.Events;

/// <summary>
/// Takes out of a module's own tables what they hold of personal fields of events, when retention makes those fields unreadable in the log: the
/// counterpart of an <see cref="IInlineProjection"/>. Without it a destroyed key would leave the words standing elsewhere.
/// </summary>
public interface ICopyRedactor
{
    /// <summary>The event types of whose personal fields there are copies.</summary>
    IReadOnlyCollection<Type> Events { get; }

    /// <summary>
    /// Queues the statements that take away the copies of one event, and of no later one. Harmless when it comes again; the personal fields of the
    /// event may be null already.
    /// </summary>
    /// <param name="e">The event.</param>
    /// <param name="session">Takes statements by <see cref="EventSession.Queue"/> and nothing else.</param>
    void Redact(StoredEvent e, EventSession session);
}
