namespace HybridBpo.Platform;

/// <summary>
/// Takes away what a module keeps about somebody in its own tables, where no subject's key reaches. Registered as a singleton; <see cref="Erasure"/>
/// calls it.
/// </summary>
public interface ISubjectEraser
{
    /// <summary>People whose data this module and the platform can erase completely; found by code, reference or id, never by name.</summary>
    /// <param name="client">Code of the client.</param>
    /// <param name="text">What is looked for; a subject's id finds that subject, in whatever state.</param>
    /// <param name="ct">Cancellation.</param>
    Task<IReadOnlyList<SubjectFound>> FindAsync(string client, string text, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<SubjectFound>>([]);

    /// <summary>Takes it away, and closes what still waits for a decision about the person. Must be harmless when it comes again.</summary>
    /// <param name="client">Code of the client.</param>
    /// <param name="subject">The subject, as in the events about them.</param>
    /// <param name="ct">Cancellation.</param>
    Task EraseAsync(string client, Guid subject, CancellationToken ct);
}
