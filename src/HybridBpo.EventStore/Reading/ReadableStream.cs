namespace HybridBpo.Events;

/// <summary>A stream as far as it can be read.</summary>
/// <param name="Events">The events that can be read, in order.</param>
/// <param name="Unreadable">Those that cannot.</param>
public sealed record ReadableStream(IReadOnlyList<StoredEvent> Events, IReadOnlyList<UnreadableEvent> Unreadable);
