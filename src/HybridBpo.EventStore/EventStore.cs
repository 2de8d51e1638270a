using Npgsql;

namespace HybridBpo.Events;

/// <summary>
/// Append, read, subscribe, seal: an event store on PostgreSQL with Marten's tables and vocabulary. Safe for many threads; one per database and host.
/// </summary>
public sealed class EventStore : IDisposable
{
    private readonly EventStoreOptions _options;
    private readonly SubjectKeys _keys;
    private readonly WarmConnections _warm;
    private readonly StreamRows _reader;
    private readonly BulkAppender _bulk;

    /// <summary>Opens a store. Nothing is read or written yet; <see cref="EventStoreSchema"/> makes the tables.</summary>
    /// <param name="options">What it stands on.</param>
    /// <exception cref="ArgumentException">The key-encryption key is missing though an event type has personal fields, or has not 32
    /// bytes.</exception>
    public EventStore(EventStoreOptions options)
        : this(options, TimeSpan.FromSeconds(60))
    {
    }

    internal EventStore(EventStoreOptions options, TimeSpan keyLifetime)
    {
        _options = options;
        Ring = options.KeyRing ?? KeyRing.Of(options.KeyEncryptionKey);
        Wrap = new KeyWrap(Ring);
        if (Wrap.IsMissing && options.Events.All.FirstOrDefault(t => t.Personal.Count > 0) is { } personal)
            throw new ArgumentException($"'{personal.Alias}' has personal fields: set EventStoreOptions.KeyEncryptionKey to 32 bytes.");
        _keys = new SubjectKeys(options.DataSource, options.Time, Wrap, keyLifetime);
        _warm = new WarmConnections(options.DataSource);
        _reader = new StreamRows(_warm);
        Boxes = new SubjectBoxes(_keys);
        Codec = new EventCodec(options.Events, _keys);
        Signal = new CommitSignal(options.DataSource);
        Appender = new Appender(options, _warm, Codec, Signal);
        _bulk = new BulkAppender(options, Codec, Signal);
    }

    /// <summary>Encrypts what is kept outside events under the keys of subjects.</summary>
    public SubjectBoxes Boxes { get; }

    internal EventCodec Codec { get; }

    internal Appender Appender { get; }

    internal CommitSignal Signal { get; }

    internal KeyRing Ring { get; }

    internal KeyWrap Wrap { get; }

    internal SubjectKeys Keys => _keys;

    internal NpgsqlDataSource Database => _options.DataSource;

    internal EventStoreOptions Options => _options;

    /// <summary>Gives its connections back to the pool; a store that is not disposed does so within a second of its last use.</summary>
    public void Dispose() => _warm.Dispose();

    /// <summary>The kinds of events that it knows.</summary>
    public IReadOnlyList<EventKind> Kinds => _options.Events.Kinds;

    /// <summary>Tells of the commits of all hosts, gathered, until it is cancelled or its connection breaks, which it throws.</summary>
    /// <param name="database">Connections; one of them is kept.</param>
    /// <param name="heard">Called after each; short, as it holds up the next one.</param>
    /// <param name="others">What else to listen to on the same connection: channels of NOTIFY, and what is called with each payload.</param>
    /// <param name="ct">Ends it.</param>
    public static Task ListenAsync(
        NpgsqlDataSource database, Action heard, IReadOnlyDictionary<string, Action<string>> others, CancellationToken ct) =>
        CommitSignal.Listen(database, heard, others, ct);

    /// <summary>Opens a unit of work for one client. Costs nothing until it reads or saves.</summary>
    /// <param name="tenant">Code of the client.</param>
    /// <param name="metadata">Who acts, and why.</param>
    public EventSession OpenSession(string tenant, EventMetadata metadata) => new(this, tenant, metadata);

    /// <summary>Reads and folds a stream.</summary>
    /// <typeparam name="T">The aggregate, with <c>Create</c> and <c>Apply</c> methods.</typeparam>
    /// <param name="tenant">Code of the client.</param>
    /// <param name="streamId">The stream, archived or not.</param>
    /// <param name="version">Fold up to this version only.</param>
    /// <param name="asOf">Fold what was recorded up to this instant only.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>The state; null when there is no such stream, or none of its events creates one.</returns>
    /// <exception cref="UnreadableEvent">The stream holds an event of a type that is not registered, or one that does not fit its type.</exception>
    public async Task<T?> AggregateStreamAsync<T>(
        string tenant, Guid streamId, long? version = null, DateTimeOffset? asOf = null, CancellationToken ct = default)
        where T : class => (await FoldStream<T>(tenant, streamId, version, asOf, ct)).State;

    internal async Task<(T? State, long Version)> FoldStream<T>(
        string tenant, Guid streamId, long? version, DateTimeOffset? asOf, CancellationToken ct)
        where T : class
    {
        var fold = Fold<T>.Instance;
        var rows = fold.SeesStored
            ? await _reader.Read(tenant, streamId, 0, version, asOf, ct)
            : await _reader.ReadToFold(tenant, streamId, version, asOf, ct);
        return (fold.Run(await Codec.Read(tenant, rows, ct)), rows.Count == 0 ? 0 : rows[^1].Version);
    }

    /// <summary>Reads a stream in order.</summary>
    /// <param name="tenant">Code of the client.</param>
    /// <param name="streamId">The stream, archived or not.</param>
    /// <param name="fromVersion">First version to read; 0 and 1 both mean all.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>The events; none when there is no such stream.</returns>
    public async Task<IReadOnlyList<StoredEvent>> FetchStreamAsync(string tenant, Guid streamId, long fromVersion = 0, CancellationToken ct = default)
    {
        var rows = await _reader.Read(tenant, streamId, fromVersion - 1, null, null, ct);
        return await Codec.Read(tenant, rows, ct);
    }

    /// <summary>Reads what can be read of a stream: for whoever must not be stopped by an event that cannot.</summary>
    /// <param name="tenant">Code of the client.</param>
    /// <param name="streamId">The stream, archived or not.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<ReadableStream> FetchReadableAsync(string tenant, Guid streamId, CancellationToken ct = default)
    {
        var (rows, unreadable) = await _reader.ReadWhatCanBe(tenant, streamId, ct);
        return await Codec.ReadWhatCanBe(tenant, rows, unreadable, ct);
    }

    /// <summary>
    /// Starts many streams by COPY, all in one transaction, with the inline projections' statements. Meant for imports: until it commits,
    /// asynchronous projections wait for its numbers.
    /// </summary>
    /// <param name="tenant">Code of the client.</param>
    /// <param name="metadata">Who acts, and why.</param>
    /// <param name="streams">The streams, each id once; read as they are needed.</param>
    /// <param name="also">More to do in the same transaction, such as copying rows of a read model; its exception undoes everything.</param>
    /// <param name="ct">Ends the wait; nothing is written then.</param>
    /// <returns><see cref="SaveOutcome.Saved"/> without events, or <see cref="SaveOutcome.StreamExists"/> and nothing is written.</returns>
    /// <exception cref="ArgumentException">A stream comes twice, or without events.</exception>
    public Task<SaveOutcome> BulkAppendAsync(
        string tenant,
        EventMetadata metadata,
        IAsyncEnumerable<NewStream> streams,
        Func<NpgsqlConnection, NpgsqlTransaction, Task>? also = null,
        CancellationToken ct = default) =>
        _bulk.Append(tenant, metadata, streams, also, ct);

    /// <inheritdoc cref="BulkAppendAsync(string, EventMetadata, IAsyncEnumerable{NewStream}, Func{NpgsqlConnection, NpgsqlTransaction, Task}?,
    /// CancellationToken)"/>
    public Task<SaveOutcome> BulkAppendAsync(
        string tenant,
        EventMetadata metadata,
        IEnumerable<NewStream> streams,
        Func<NpgsqlConnection, NpgsqlTransaction, Task>? also = null,
        CancellationToken ct = default) =>
        _bulk.Append(tenant, metadata, streams.ToAsyncEnumerable(), also, ct);

    /// <summary>
    /// Destroys all keys of a subject: every personal field about it reads as null from now on, here at once and on other hosts within 60 seconds.
    /// The events and their seals stay. Not to be undone; backups apply the list of erasures again when restored.
    /// </summary>
    /// <param name="tenant">Code of the client.</param>
    /// <param name="subject">The subject: see <see cref="SubjectAttribute"/>.</param>
    /// <param name="ct">Ends the wait.</param>
    public Task EraseSubjectAsync(string tenant, Guid subject, CancellationToken ct = default) => _keys.Erase(tenant, subject, ct);

    /// <summary>
    /// Closes a subject for good, as nothing opens it again: what is written about it from now on is written as erased, without what is personal,
    /// here at once and on other hosts within 60 seconds (until then under a key that an erasure destroys). Comes before
    /// <see cref="EraseSubjectAsync"/> where a whole person is erased, so that nothing that was on its way is readable afterwards.
    /// </summary>
    /// <param name="tenant">Code of the client.</param>
    /// <param name="subject">The subject: see <see cref="SubjectAttribute"/>.</param>
    /// <param name="ct">Ends the wait.</param>
    public Task CloseSubjectAsync(string tenant, Guid subject, CancellationToken ct = default) => _keys.Close(tenant, subject, ct);

    /// <summary>Is a subject closed?</summary>
    /// <inheritdoc cref="CloseSubjectAsync"/>
    public async Task<bool> IsClosedAsync(string tenant, Guid subject, CancellationToken ct = default) =>
        (await ClosedAmongAsync(tenant, [subject], ct)).Count > 0;

    /// <summary>Those of the subjects that are closed.</summary>
    /// <param name="tenant">Code of the client.</param>
    /// <param name="subjects">The subjects: see <see cref="SubjectAttribute"/>.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<IReadOnlySet<Guid>> ClosedAmongAsync(string tenant, IReadOnlyCollection<Guid> subjects, CancellationToken ct = default) =>
        await _keys.ClosedAmong(tenant, [.. subjects], ct);

    /// <summary>Archives a stream: it stays readable and sealed, and takes no more events.</summary>
    /// <param name="tenant">Code of the client.</param>
    /// <param name="streamId">The stream.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>False when there is no such stream.</returns>
    public Task<bool> ArchiveStreamAsync(string tenant, Guid streamId, CancellationToken ct = default) => SetArchived(tenant, streamId, true, ct);

    /// <summary>Archives streams whose last event is of a kind and older than an instant; see <see cref="EndsStreamAttribute"/>.</summary>
    /// <param name="tenant">Code of the client.</param>
    /// <param name="kind">Alias of the kind of the last event.</param>
    /// <param name="before">The instant.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>How many were archived.</returns>
    public async Task<int> ArchiveEndedAsync(string tenant, string kind, DateTimeOffset before, int most, CancellationToken ct = default)
    {
        await using var batch = _options.DataSource.CreateBatch();
        // The row of the stream is the lock: an append that came first has moved its version.
        batch.BatchCommands.Add(SqlText.Bind(
            $"""
            with ended as (
              select s.id from events.mt_streams s
              join events.mt_events e on e.tenant_id = s.tenant_id and e.stream_id = s.id and e.version = s.version
              where s.tenant_id = {tenant} and s.is_archived is not true and s.timestamp < {before} and e.type = {kind}
              order by s.id limit {most} for update of s skip locked),
            archived as (
              update events.mt_streams s set is_archived = true from ended where s.tenant_id = {tenant} and s.id = ended.id returning s.id),
            with_events as (
              update events.mt_events e set is_archived = true from archived where e.tenant_id = {tenant} and e.stream_id = archived.id)
            select count(*)::int from archived
            """));
        return (int)(await batch.ExecuteScalarAsync(ct))!;
    }

    /// <summary>Takes a stream out of the archive again: it takes events as before.</summary>
    /// <param name="tenant">Code of the client.</param>
    /// <param name="streamId">The stream.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>False when there is no such stream.</returns>
    public Task<bool> UnarchiveStreamAsync(string tenant, Guid streamId, CancellationToken ct = default) => SetArchived(tenant, streamId, false, ct);

    /// <summary>What came of a command that was carried out.</summary>
    /// <param name="tenant">Code of the client.</param>
    /// <param name="commandId">The command.</param>
    /// <param name="act">What it is to do, as given to <see cref="EventSession.ForCommand"/>; empty for whatever it was.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>
    /// <see cref="SaveOutcome.AlreadyDone"/> with its first result, <see cref="SaveOutcome.CommandTaken"/> when its id stands for another act, or
    /// null when there was no such command.
    /// </returns>
    public Task<SaveOutcome?> ResultOfAsync(string tenant, Guid commandId, string act = "", CancellationToken ct = default) =>
        Refusals.FirstResult(_options.DataSource, tenant, commandId, act, ct);

    private async Task<bool> SetArchived(string tenant, Guid streamId, bool archived, CancellationToken ct)
    {
        // Two statements: the second must see what an append committed while the first waited for it.
        await using var batch = _options.DataSource.CreateBatch();
        batch.BatchCommands.Add(SqlText.Bind(
            $"update events.mt_streams set is_archived = {archived} where tenant_id = {tenant} and id = {streamId} returning id"));
        batch.BatchCommands.Add(SqlText.Bind(
            $"update events.mt_events set is_archived = {archived} where tenant_id = {tenant} and stream_id = {streamId}"));
        return await batch.ExecuteScalarAsync(ct) is not null;
    }
}
