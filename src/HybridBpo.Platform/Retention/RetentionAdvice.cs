namespace HybridBpo.Platform;

/// <summary>What a module says of kinds of its events, for whoever sets how long they are kept. Registered as a singleton.</summary>
/// <param name="Events">The event types.</param>
/// <param name="Words">What is known about it, with its source; or, without days, why no retention may be set.</param>
/// <param name="Days">A sensible number of days; nothing acts by it. Null: a retention of these kinds is refused.</param>
public sealed record RetentionAdvice(IReadOnlyList<Type> Events, string Words, int? Days);

/// <summary>
/// Tells about whom something is still open, so that no retention takes away what somebody works with. Registered as a singleton.
/// </summary>
public interface IOpenMatters
{
    /// <summary>Subjects of a client about whom something is open now.</summary>
    /// <param name="client">Code of the client.</param>
    /// <param name="among">Only whether it is so of these; null for all.</param>
    /// <param name="ct">Cancellation.</param>
    Task<IReadOnlyList<Guid>> SubjectsAsync(string client, Guid[]? among, CancellationToken ct);
}
