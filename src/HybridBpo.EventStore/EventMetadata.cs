namespace HybridBpo.Events;

/// <summary>Who appends and why. Stands beside every event of a session, never inside it.</summary>
/// <param name="ActorKind">Kind of the actor: <c>person</c>, <c>system</c>, <c>model</c>, <c>api-key</c>.</param>
/// <param name="ActorId">Id of the actor within its kind.</param>
/// <param name="CorrelationId">What the events are part of, such as a request.</param>
/// <param name="CausationId">What brought them about, such as a message.</param>
public sealed record EventMetadata(string ActorKind, string ActorId, string? CorrelationId = null, string? CausationId = null)
{
    /// <summary>Name of the header with <see cref="ActorKind"/>.</summary>
    public const string ActorKindHeader = "actor_kind";

    /// <summary>Name of the header with <see cref="ActorId"/>.</summary>
    public const string ActorIdHeader = "actor_id";

    internal IReadOnlyDictionary<string, string> Headers() => new Dictionary<string, string>
    {
        [ActorKindHeader] = Text.Clean(ActorKind),
        [ActorIdHeader] = Text.Clean(ActorId),
    };
}
