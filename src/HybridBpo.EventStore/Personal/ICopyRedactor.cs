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
    /// Queues the statements that take away the copies of one event, and of no later one. Harmless when it comes again.
    /// </summary>
    /// <param name="e">The event; its personal fields are null.</param>
    /// <param name="session">Takes statements by <see cref="EventSession.Queue"/> and nothing else.</param>
    void Redact(StoredEvent e, EventSession session);
}
