namespace HybridBpo.Platform;

/// <summary>
/// Takes away what a module keeps about somebody in its own tables, where no subject's key reaches. Registered as a singleton; <see cref="Erasure"/>
/// calls it in three steps: first every module closes, then each erases, and what is on its way is swept until there is none. Each step must be
/// harmless when it comes again.
/// </summary>
public interface ISubjectEraser
{
    /// <summary>
    /// Whose a row is, for tables that do not say it in a column <c>subject_id</c>, <c>person_id</c> or <c>application_id</c>: by table (with its
    /// schema) an SQL expression over the row <c>t</c> that gives the subject's id as text, or null when it is nobody's.
    /// </summary>
    IReadOnlyDictionary<string, string> Owners => new Dictionary<string, string>();

    /// <summary>
    /// Whose lines of a file of many people are, by their text: only those that are surely about one person who is not erased. Whatever else looks
    /// like somebody's is taken for theirs.
    /// </summary>
    /// <param name="client">Code of the client.</param>
    /// <param name="file">The stored file.</param>
    /// <param name="lines">Lines as they stand in it.</param>
    /// <param name="ct">Cancellation.</param>
    Task<IReadOnlyDictionary<string, Guid>> LineOwnersAsync(string client, Guid file, IReadOnlyList<string> lines, CancellationToken ct) =>
        Task.FromResult<IReadOnlyDictionary<string, Guid>>(new Dictionary<string, Guid>());

    /// <summary>People whose data this module and the platform can erase completely; found by code, reference or id, never by name.</summary>
    /// <param name="client">Code of the client.</param>
    /// <param name="text">What is looked for; a subject's id finds that subject, in whatever state.</param>
    /// <param name="ct">Cancellation.</param>
    Task<IReadOnlyList<SubjectFound>> FindAsync(string client, string text, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<SubjectFound>>([]);

    /// <summary>The same by name, phone or mail address, for those who may read them. The text must stand in no address and no log.</summary>
    /// <param name="access">Who asks; whoever may not read them finds nobody.</param>
    /// <param name="client">Code of the client.</param>
    /// <param name="text">What is looked for.</param>
    /// <param name="ct">Cancellation.</param>
    Task<IReadOnlyList<SubjectFound>> FindByContactAsync(Access access, string client, string text, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<SubjectFound>>([]);

    /// <summary>What tells people from each other, by id: to each asker only what they may read. Whoever is not this module's is left out.</summary>
    /// <param name="access">Who asks.</param>
    /// <param name="client">Code of the client.</param>
    /// <param name="subjects">The people.</param>
    /// <param name="ct">Cancellation.</param>
    Task<IReadOnlyDictionary<Guid, SubjectLook>> DescribeAsync(Access access, string client, Guid[] subjects, CancellationToken ct) =>
        Task.FromResult<IReadOnlyDictionary<Guid, SubjectLook>>(new Dictionary<Guid, SubjectLook>());

    /// <summary>
    /// By what the person could be recognised, as far as it is still readable: of events only those of their own stream, so that it is known when one
    /// of them could not be read.
    /// </summary>
    /// <param name="client">Code of the client.</param>
    /// <param name="subject">The subject.</param>
    /// <param name="ct">Cancellation.</param>
    Task<SubjectTraces> TracesAsync(string client, Guid subject, CancellationToken ct) => Task.FromResult(SubjectTraces.None);

    /// <summary>What stands against erasing the person: duties to keep, and what is under way at this moment.</summary>
    /// <param name="client">Code of the client.</param>
    /// <param name="subject">The subject.</param>
    /// <param name="ct">Cancellation.</param>
    Task<IReadOnlyList<Obstacle>> ObstaclesAsync(string client, Guid subject, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<Obstacle>>([]);

    /// <summary>
    /// What keeps files that hold many people from being kept without this one, or from going. Reads those files: asked only for whoever is to be
    /// erased.
    /// </summary>
    /// <param name="client">Code of the client.</param>
    /// <param name="subject">The subject.</param>
    /// <param name="traces">By what they are recognised.</param>
    /// <param name="ct">Cancellation.</param>
    Task<IReadOnlyList<Obstacle>> ObstaclesInFilesAsync(string client, Guid subject, SubjectTraces traces, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<Obstacle>>([]);

    /// <summary>What was done to files that hold many people, since the person was erased for the first time.</summary>
    /// <param name="client">Code of the client.</param>
    /// <param name="subject">The subject.</param>
    /// <param name="ct">Cancellation.</param>
    Task<SharedFiles> SharedFilesAsync(string client, Guid subject, CancellationToken ct) => Task.FromResult(SharedFiles.None);

    /// <summary>
    /// First: afterwards this module writes nothing new about the person, whoever asks. By what they are recognised stays for the next step.
    /// </summary>
    /// <param name="client">Code of the client.</param>
    /// <param name="subject">The subject, as in the events about them.</param>
    /// <param name="ct">Cancellation.</param>
    Task CloseAsync(string client, Guid subject, CancellationToken ct) => Task.CompletedTask;

    /// <summary>Then: takes away what it keeps. May take minutes.</summary>
    /// <inheritdoc cref="CloseAsync"/>
    Task EraseAsync(string client, Guid subject, CancellationToken ct) => Task.CompletedTask;

    /// <summary>
    /// Before and after that: gives up what modules had sent on about the person, such as messages and cases. Waits for what is being handled.
    /// </summary>
    /// <inheritdoc cref="CloseAsync"/>
    /// <returns>Whether there was any: then every sweep comes again, as what was handled meanwhile may have left more.</returns>
    Task<bool> SweepAsync(string client, Guid subject, CancellationToken ct) => Task.FromResult(false);
}

/// <summary>Something that stands against an erasure.</summary>
/// <param name="Code">Such as <c>open-balance</c>.</param>
/// <param name="Words">In words, without anything personal.</param>
/// <param name="Passes">It passes by itself, within minutes: until then nobody can decide otherwise.</param>
/// <param name="Stands">Nobody can decide otherwise as long as it is there.</param>
public sealed record Obstacle(string Code, string Words, bool Passes = false, bool Stands = false);
