namespace HybridBpo.Events;

/// <summary>A read model that is written in the same transaction as the events, so that it is never behind.</summary>
public interface IInlineProjection
{
    /// <summary>The event types that it wants to see.</summary>
    IReadOnlyCollection<Type> Events { get; }

    /// <summary>
    /// Queues the statements that one event asks for, before it is stored. Must depend on nothing but the event, because a save that is tried again
    /// projects again. Every version is known; <see cref="StoredEvent.Seq"/> is still 0.
    /// </summary>
    /// <param name="e">The event as it will be stored.</param>
    /// <param name="session">Takes statements by <see cref="EventSession.Queue"/> and nothing else.</param>
    void Project(StoredEvent e, EventSession session);

    /// <summary>The same for events that start many streams at once: for a projection that needs fewer statements for all of them together.</summary>
    /// <param name="events">Those it wants, all of one tenant and one save, each stream's in order.</param>
    /// <param name="session">As for <see cref="Project"/>.</param>
    void ProjectStarts(IReadOnlyList<StoredEvent> events, EventSession session)
    {
        foreach (var e in events)
            Project(e, session);
    }
}

/// <summary>
/// An inline projection that can take back what came of one stream, so that it can be built anew: what it writes depends on the events of that stream
/// alone, and nothing else writes it.
/// </summary>
/// <remarks>
/// It keeps no copy of a personal field: in a rebuild these fields are null. Whoever copies some is no streamwise projection, and has an
/// <see cref="ICopyRedactor"/>.
/// </remarks>
public interface IStreamwiseInlineProjection : IInlineProjection
{
    /// <summary>Stable name for operators, such as <c>persons</c>.</summary>
    string Name { get; }

    /// <summary>Queues the statements that put everything back to before the stream's first event.</summary>
    /// <param name="tenant">Code of the client.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="session">Takes statements by <see cref="EventSession.Queue"/> and nothing else.</param>
    void Reset(string tenant, Guid stream, EventSession session);
}
