using Microsoft.Extensions.Logging;
using Npgsql;

namespace HybridBpo.Events;

/// <summary>
/// Keeps asynchronous projections up, one worker per projection over all hosts. Woken by commits of its own host and by NOTIFY of others; polls in
/// case either is missed. Run one per host; the other methods need no running daemon and may be called from any process.
/// </summary>
public sealed class ProjectionDaemon
{
    private const int BatchSize = 1_000;
    private const long Unknown = -1;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan GapPoll = TimeSpan.FromMilliseconds(25);
    private readonly EventStore _store;
    private readonly IReadOnlyList<IAsyncProjection> _projections;
    private readonly ProjectionLeases _leases;
    private readonly HighWater _highWater;
    private readonly Pulse _marked = new();
    private readonly TimeSpan _poll;
    private long _mark = Unknown;
    private bool _behind;

    /// <summary>Prepares a daemon; nothing runs yet.</summary>
    /// <param name="store">The store.</param>
    /// <param name="projections">The projections, each name once.</param>
    public ProjectionDaemon(EventStore store, IEnumerable<IAsyncProjection> projections)
        : this(store, projections, TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(1))
    {
    }

    internal ProjectionDaemon(EventStore store, IEnumerable<IAsyncProjection> projections, TimeSpan leaseLength, TimeSpan poll)
    {
        _store = store;
        _poll = poll;
        _projections = [.. projections];
        if (_projections.GroupBy(p => (p.Name, p.Version)).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ArgumentException($"Two projections are named '{twice.Key.Name}', version {twice.Key.Version}.");
        var holder = $"{Environment.MachineName}:{Environment.ProcessId}:{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):N}";
        _leases = new ProjectionLeases(store.Database, holder, leaseLength);
        _highWater = new HighWater(store.Database, Reached);
    }

    /// <summary>Follows the log until told to stop, then gives its leases back.</summary>
    /// <param name="ct">Stops it; then the task ends without an exception.</param>
    public async Task RunAsync(CancellationToken ct)
    {
        var workers = Workers();
        await Task.WhenAll([
            Repeat(Mark, ct), Repeat(Listen, ct),
            .. workers.Select(worker => Repeat(async token => await Follow(worker, token), ct))]);
        using var grace = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        foreach (var worker in workers)
            await worker.Release(grace.Token);
    }

    /// <summary>Brings every projection up to the end of the log as it is now, waiting for what is under way. For commands and tests.</summary>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="InvalidOperationException">A projection is stopped.</exception>
    public async Task CatchUpAsync(CancellationToken ct = default)
    {
        var end = (await StatusAsync(ct)).LastSequence;
        while (await Advance(ct) < end)
            await Task.Delay(GapPoll, ct);
        foreach (var worker in Workers())
        {
            while (true)
            {
                while (await worker.Step(_mark, ct))
                    continue;
                var state = (await StatusAsync(ct)).Projections.Single(
                    p => p.Name == worker.Projection.Name && p.Version == worker.Projection.Version);
                if (state.State == "stopped")
                    throw new InvalidOperationException($"Projection '{state.Name}' is stopped at event {state.FailedSeq}: {state.Error}");
                if (state.Progress >= end && state.State == "running")
                    break;
                await Task.Delay(GapPoll, ct);
            }

            await worker.Release(ct);
        }
    }

    /// <summary>Reads how far everything has come.</summary>
    /// <param name="ct">Ends the wait.</param>
    public Task<DaemonStatus> StatusAsync(CancellationToken ct = default) => StatusQuery.Read(_store.Database, _projections, ct);

    /// <summary>Like that, but looks now for lost numbers instead of telling what the last look found.</summary>
    /// <param name="ct">Ends the wait.</param>
    public async Task<DaemonStatus> StatusAfterLookAsync(CancellationToken ct = default) =>
        await StatusAsync(ct) with { Lost = await LostNumbersQuery.Look(_store.Database, ct) };

    /// <summary>Lets a stopped projection try its event again. Recorded with who did it.</summary>
    /// <param name="name">Name of the projection.</param>
    /// <param name="by">Who decided that.</param>
    /// <param name="reason">Why.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>The event that it tries again, 0 when it could not even begin; null when it is not stopped.</returns>
    public Task<long?> RetryAsync(string name, string by, string? reason = null, CancellationToken ct = default) =>
        Resume(name, new OperatorAct("retry", by, reason), ct);

    /// <summary>
    /// Lets a stopped projection pass over the event at which it stopped; the event is kept in the list of dead letters. Recorded with who did it.
    /// </summary>
    /// <param name="name">Name of the projection.</param>
    /// <param name="by">Who decided that.</param>
    /// <param name="reason">Why.</param>
    /// <param name="seq">Only if it is stopped at this event, so that nobody skips one that they did not look at.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>The event that it passes over; null when it is not stopped at an event, or at another one.</returns>
    public Task<long?> SkipAsync(string name, string by, string? reason = null, long? seq = null, CancellationToken ct = default) =>
        Resume(name, new OperatorAct("skip", by, reason), ct, seq);

    /// <summary>
    /// Builds a projection anew from the first event, in one transaction: readers keep the old rows until it commits, and if it fails nothing has
    /// changed. Takes the projection away from the worker that has it, and gives it back. Recorded with who did it.
    /// </summary>
    /// <param name="name">Name of the projection.</param>
    /// <param name="by">Who decided that.</param>
    /// <param name="retrySkipped">Also try events that were skipped before.</param>
    /// <param name="progress">Told of the last number dealt with, and of the last one there is.</param>
    /// <param name="reason">Why.</param>
    /// <param name="ct">Ends it; nothing has changed then.</param>
    public async Task RebuildAsync(
        string name, string by, bool retrySkipped = false, IProgress<(long At, long Of)>? progress = null, string? reason = null,
        CancellationToken ct = default)
    {
        await Rebuilder(Named(name)).Rebuild(await Advance(ct), new OperatorAct("rebuild", by, reason), retrySkipped, progress, ct);
        _store.Signal.Committed();
    }

    /// <summary>
    /// Builds the rows of one stream anew, in one transaction; what is appended to it meanwhile is not lost. Only for projections whose rows each
    /// come from one stream alone: see <see cref="StreamwiseNames"/>. Recorded with who did it.
    /// </summary>
    /// <param name="name">Name of the projection, asynchronous or inline.</param>
    /// <param name="tenant">Code of the client.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="by">Who decided that.</param>
    /// <param name="reason">Why.</param>
    /// <param name="ct">Ends it; nothing has changed then.</param>
    /// <returns>How many events were applied.</returns>
    /// <exception cref="ArgumentException">There is no such projection, or it cannot do that.</exception>
    public async Task<int> RebuildStreamAsync(
        string name, string tenant, Guid stream, string by, string? reason = null, CancellationToken ct = default)
    {
        var act = new OperatorAct("rebuild", by, reason);
        if (_store.Options.Inline.OfType<IStreamwiseInlineProjection>().FirstOrDefault(p => p.Name == name) is { } inline)
            return await new InlineRebuild(_store).Run(inline, tenant, stream, act, ct);
        var projection = Named(name) as IStreamwiseProjection
            ?? throw new ArgumentException($"'{name}' gathers over many streams and cannot build one alone: rebuild the whole of it.");
        var events = await Rebuilder(projection).RebuildStream(projection, tenant, stream, act, ct);
        _store.Signal.Committed();
        return events;
    }

    /// <summary>Names of the projections, asynchronous and inline, that can build one stream anew.</summary>
    public IReadOnlyList<string> StreamwiseNames =>
    [
        .. _projections.OfType<IStreamwiseProjection>().Select(p => p.Name).Distinct(),
        .. _store.Options.Inline.OfType<IStreamwiseInlineProjection>().Select(p => p.Name),
    ];

    /// <summary>Codes of the clients that have a stream of this id.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<IReadOnlyList<string>> ClientsOfAsync(Guid stream, CancellationToken ct = default)
    {
        await using var batch = _store.Database.CreateBatch();
        batch.BatchCommands.Add(SqlText.Bind(
            $"select coalesce(array_agg(tenant_id order by tenant_id), array[]::varchar[]) from events.mt_streams where id = {stream}"));
        return (string[])(await batch.ExecuteScalarAsync(ct))!;
    }

    private ProjectionWorker Rebuilder(IAsyncProjection projection) => new(
        _store, projection, new ProjectionLeases(_store.Database, $"rebuild:{Guid.CreateVersion7():N}", _leases.Length), BatchSize);

    private async Task<long?> Resume(string name, OperatorAct act, CancellationToken ct, long? only = null)
    {
        var (progress, skip) = (ProjectionVersions.ProgressName(Named(name)), act.Name == "skip");
        await using var batch = _store.Database.CreateBatch();
        batch.BatchCommands.Add(SqlText.Bind(
            $"""
            with stopped as (
                select name, failed_seq, error from events.es_projection_leases
                where name = {progress} and stopped and (not {skip} or failed_seq > 0)
                and failed_seq = coalesce({only}::bigint, failed_seq) for update),
            dead as (
                insert into events.es_dead_letters (projection, seq_id, error, skipped_by)
                select name, failed_seq, error, {act.By} from stopped where {skip} on conflict (projection, seq_id) do nothing),
            noted as (
                insert into events.es_projection_acts (done_by, act, projection, seq_id, reason)
                select {act.By}, {act.Name}, name, failed_seq, {act.Reason}::text from stopped)
            update events.es_projection_leases l set stopped = false, failed_seq = null, error = null, changed_at = clock_timestamp()
            from stopped where l.name = stopped.name returning stopped.failed_seq
            """));
        var seq = (long?)await batch.ExecuteScalarAsync(ct);
        _store.Signal.Committed();
        return seq;
    }

    private async Task Mark(CancellationToken ct)
    {
        var next = _store.Signal.Local.Next;
        await Advance(ct);
        await Pulse.Wait(next, _behind ? GapPoll : _poll, ct);
    }

    private async Task<long> Advance(CancellationToken ct)
    {
        var (mark, behind) = await _highWater.Advance(ct);
        _behind = behind;
        return mark;
    }

    private void Reached(long mark)
    {
        if (Interlocked.Exchange(ref _mark, mark) != mark)
            _marked.Beat();
    }

    private async Task Follow(ProjectionWorker worker, CancellationToken ct)
    {
        var next = _marked.Next;
        // Before the first mark is known a new version would take an empty log for the whole of it, and go live empty.
        var mark = Volatile.Read(ref _mark);
        if (mark == Unknown || !await worker.Step(mark, ct))
            await Pulse.Wait(next, _poll, ct);
    }

    private Task Listen(CancellationToken ct) =>
        CommitSignal.Listen(_store.Database, _store.Signal.Local.Beat, new Dictionary<string, Action<string>>(), ct);

    /// <summary>What fails for a passing reason is tried again after a second; what a projection cannot digest has stopped it before.</summary>
    private async Task Repeat(Func<CancellationToken, Task> act, CancellationToken ct)
    {
        string? said = null;
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await act(ct);
                said = null;
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                if (said != Refusals.Kind(e))
                    _store.Options.Log.LogWarning("The event log's daemon met {Trouble} and tries again", said = Refusals.Kind(e));
                await Task.Delay(RetryAfter, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private List<ProjectionWorker> Workers() => [.. _projections.Select(p => new ProjectionWorker(_store, p, _leases, BatchSize))];

    private IAsyncProjection Named(string name) => _projections.Where(p => p.Name == name).MaxBy(p => p.Version)
        ?? throw new ArgumentException($"There is no projection '{name}'; there are: {string.Join(", ", _projections.Select(p => p.Name))}.");
}
