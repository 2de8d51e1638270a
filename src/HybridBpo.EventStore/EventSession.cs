namespace HybridBpo.Events;

/// <summary>
/// A unit of work: events, read-model statements and the command's result go to the database in one batch, one transaction and one round trip,
/// or not at all. Not safe for several threads at once.
/// </summary>
public sealed class EventSession
{
    private readonly EventStore? _store;

    internal EventSession(EventStore? store, string tenant, EventMetadata metadata)
    {
        _store = store;
        Tenant = tenant;
        Metadata = metadata;
    }

    /// <summary>Code of the client whose streams are written.</summary>
    public string Tenant { get; }

    internal EventMetadata Metadata { get; }

    internal PendingWork Pending { get; private set; } = new();

    /// <summary>Starts a stream; <see cref="SaveOutcome.StreamExists"/> when it is there already.</summary>
    /// <typeparam name="TAggregate">The aggregate whose snake-cased name becomes the stream's type.</typeparam>
    /// <param name="id">Id of the new stream.</param>
    /// <param name="events">Its first events, at least one.</param>
    public void StartStream<TAggregate>(Guid id, params IReadOnlyList<object> events)
    {
        if (events.Count == 0)
            throw new ArgumentException("A stream starts with at least one event.", nameof(events));
        Add(id, StreamExpectation.New, 0, Alias.Of(typeof(TAggregate)), events);
    }

    /// <summary>
    /// Appends to a stream that must be at a version; <see cref="SaveOutcome.VersionConflict"/> when it is not. No event, no check.
    /// </summary>
    /// <param name="id">The stream.</param>
    /// <param name="expectedVersion">Its version before; 0 for a stream that must not be there yet.</param>
    /// <param name="events">The events.</param>
    /// <exception cref="ArgumentOutOfRangeException">The version is negative.</exception>
    public void Append(Guid id, long expectedVersion, params IReadOnlyList<object> events)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(expectedVersion);
        Add(id, StreamExpectation.Version, expectedVersion, null, events);
    }

    /// <summary>Appends to a stream at whatever version it is; one that is not there is started.</summary>
    /// <param name="id">The stream.</param>
    /// <param name="events">The events.</param>
    public void Append(Guid id, params IReadOnlyList<object> events) => Add(id, StreamExpectation.Any, 0, null, events);

    /// <summary>Reads and folds a stream, and remembers its version for what is appended to it.</summary>
    /// <typeparam name="T">The aggregate, with <c>Create</c> and <c>Apply</c> methods.</typeparam>
    /// <param name="id">The stream.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<StreamForWriting<T>> FetchForWriting<T>(Guid id, CancellationToken ct = default)
        where T : class
    {
        var (state, version) = await Store.FoldStream<T>(Tenant, id, null, null, ct);
        return new StreamForWriting<T>(this, id, state, version);
    }

    /// <summary>
    /// Adds a statement (read model, outbox) to the batch, with <see cref="EventStoreOptions.TenantSetting"/> set to the tenant. Statements run in
    /// order, after those of the inline projections, and are undone when the append is refused.
    /// </summary>
    /// <param name="sql">The statement; holes become parameters. Cast where the column's type is not plain: <c>{json}::jsonb</c>.</param>
    public void Queue(FormattableString sql) => Pending.Statements.Add(sql);

    /// <summary>Makes the save happen once per command: a second one answers <see cref="SaveOutcome.AlreadyDone"/> with the first result.</summary>
    /// <param name="commandId">Id of the command, chosen by who sends it.</param>
    /// <param name="resultJson">What to answer when it comes again.</param>
    /// <param name="act">
    /// What it is to do, such as the name of the use case and the stream: the same id for another act is <see cref="SaveOutcome.CommandTaken"/>.
    /// </param>
    public void ForCommand(Guid commandId, string resultJson, string act = "")
    {
        if (Pending.Command is not null)
            throw new InvalidOperationException("The session already has a command.");
        Pending.Command = (commandId, Text.Clean(resultJson), act);
    }

    /// <summary>Writes everything in one transaction, or nothing. Afterwards the session is empty and may be filled again.</summary>
    /// <param name="ct">Ends the wait. When it is set while the commit is under way, only a command id can tell whether it took place.</param>
    public async Task<SaveOutcome> SaveChangesAsync(CancellationToken ct = default)
    {
        var outcome = await Store.Appender.Save(this, Pending, ct);
        if (outcome is SaveOutcome.Saved)
            Pending = new PendingWork();
        return outcome;
    }

    internal void Add(Guid id, StreamExpectation expectation, long version, string? type, IReadOnlyList<object> events) =>
        Pending.Add(Store.Codec.Types, id, expectation, version, type, events);

    private EventStore Store => _store ?? throw new InvalidOperationException("An inline projection may only queue statements.");
}
