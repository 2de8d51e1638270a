namespace HybridBpo.Events;

/// <summary>An event as it lies in the log.</summary>
/// <param name="Seq">Position in the log of all clients; rising, but with gaps. 0 while an inline projection runs: the number is drawn last.</param>
/// <param name="Id">Id of the event, UUID version 7.</param>
/// <param name="StreamId">The stream that it belongs to.</param>
/// <param name="Version">Position in its stream: 1, 2, 3 … without gaps.</param>
/// <param name="Data">The event itself, of a registered type. Personal fields of an erased subject are null.</param>
/// <param name="Type">Alias of the event's type, such as <c>case_opened</c>.</param>
/// <param name="Timestamp">When it was recorded, UTC, in whole microseconds.</param>
/// <param name="Tenant">Code of the client.</param>
/// <param name="CorrelationId">What it was part of, such as a request; null when not said.</param>
/// <param name="CausationId">What brought it about, such as a message or an event; null when not said.</param>
/// <param name="Headers">More about it; <see cref="EventMetadata.ActorKindHeader"/> and <see cref="EventMetadata.ActorIdHeader"/> name who did
/// it.</param>
public sealed record StoredEvent(
    long Seq,
    Guid Id,
    Guid StreamId,
    long Version,
    object Data,
    string Type,
    DateTimeOffset Timestamp,
    string Tenant,
    string? CorrelationId,
    string? CausationId,
    IReadOnlyDictionary<string, string> Headers);
