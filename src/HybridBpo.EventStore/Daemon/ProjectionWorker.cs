using Microsoft.Extensions.Logging;
using Npgsql;

namespace HybridBpo.Events;

/// <summary>Keeps one projection up: progress and read model move in one transaction, by compare-and-set under a lease.</summary>
internal sealed class ProjectionWorker(EventStore store, IAsyncProjection projection, ProjectionLeases leases, int batchSize)
{
    private const int RebuildPage = 5_000, TellEvery = 500;
    private readonly LogPages _pages = new(store, ProjectionVersions.ProgressName(projection), projection.Reads);
    private ProjectionLease? _lease;
    private long _renewAt;
    private long? _at;
    private long? _carefulUpTo;

    public string Progress { get; } = ProjectionVersions.ProgressName(projection);

    public IAsyncProjection Projection => projection;

    /// <summary>
    /// One step towards the mark. False when there was nothing to do, or nothing may be done: another worker holds the lease, or it is stopped.
    /// </summary>
    public async Task<bool> Step(long mark, CancellationToken ct)
    {
        if (await Lease(ct) is not { Stopped: false } lease)
            return false;
        var (page, limit) = ((LogPage?)null, batchSize);
        try
        {
            var at = _at ??= await Position(lease, ct);
            if (at >= mark)
                return !lease.Live && await GoLive(lease, at, ct);
            limit = _carefulUpTo > at ? 1 : batchSize;
            page = await _pages.Read(at, mark, limit, ct);
            if (!await Apply(lease, page, ct))
                return Forget();
            _at = page.UpTo;
            return true;
        }
        catch (Exception e) when (!Refusals.IsPassing(e) && !ct.IsCancellationRequested)
        {
            // Which event it was shows when they come one by one, and those before it are dealt with.
            var unreadable = (e as UnreadableEvent)?.Seq;
            if (limit > 1 && (unreadable ?? page?.UpTo) is { } last)
                _carefulUpTo = last;
            else
            {
                var first = page?.Rows.Count > 0 ? page.Rows[0] : (RawEvent?)null;
                await Stop(lease, unreadable ?? first?.Seq ?? 0, Words(e, first?.Type), ct);
            }
            Forget();
            return true;
        }
        catch
        {
            Forget();
            throw;
        }
    }

    private async Task Stop(ProjectionLease lease, long seq, string words, CancellationToken ct)
    {
        await leases.Stop(Progress, lease.Token, seq, words, ct);
        store.Options.Log.LogError("Projection {Projection} stopped at event {Event}: {Words}", Progress, seq, words);
    }

    private bool Forget()
    {
        _pages.Forget();
        _lease = null;
        _at = null;
        return false;
    }

    private async Task<ProjectionLease?> Lease(CancellationToken ct)
    {
        if (_lease is { Stopped: false } && Environment.TickCount64 < _renewAt)
            return _lease;
        _renewAt = Environment.TickCount64 + (long)(leases.Length.TotalMilliseconds / 3);
        var taken = await leases.Take(Progress, projection.Version == 1, force: false, ct);
        if (taken?.Token != _lease?.Token)
        {
            _pages.Forget();
            _at = null;
        }

        return _lease = taken;
    }

    public Task Release(CancellationToken ct) => leases.Release(Progress, ct);

    /// <summary>
    /// Empties the projection and applies the whole log up to the mark in one transaction, so that readers see the old rows until the new ones are
    /// there. It draws no number, so it holds nobody back, however long it takes.
    /// </summary>
    public async Task Rebuild(long mark, OperatorAct act, bool retrySkipped, IProgress<(long At, long Of)>? progress, CancellationToken ct)
    {
        var lease = await leases.Take(Progress, projection.Version == 1, force: true, ct) ?? throw TakenOver();
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var keeping = Keep(lease, lost);
        try
        {
            await leases.Report(Progress, lease.Token, null, ct);
            await Rebuild(lease, mark, act, retrySkipped, progress, lost.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw TakenOver();
        }
        finally
        {
            await lost.CancelAsync();
            await keeping;
            await Release(CancellationToken.None);
        }
    }

    /// <summary>
    /// Renews the lease beside the work, since emptying a large table or one page may take longer than a lease lasts. When it is lost, the work ends;
    /// while the database does not answer, the end of the work decides.
    /// </summary>
    private async Task Keep(ProjectionLease lease, CancellationTokenSource lost)
    {
        while (!lost.IsCancellationRequested)
        {
            await Task.Delay(leases.Length / 3, lost.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                if (!lost.IsCancellationRequested && (await leases.Take(Progress, true, force: false, lost.Token))?.Token != lease.Token)
                    await lost.CancelAsync();
            }
            catch (Exception e) when (e is NpgsqlException or OperationCanceledException or TimeoutException or ObjectDisposedException)
            {
            }
        }
    }

    private async Task Rebuild(
        ProjectionLease lease, long mark, OperatorAct act, bool retrySkipped, IProgress<(long At, long Of)>? progress, CancellationToken ct)
    {
        await using var connection = await store.Database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await Execute(connection, ct, AllTenants(), SqlText.Bind(
            $"insert into events.mt_event_progression (name, last_seq_id) values ({Progress}, 0) on conflict (name) do update set last_seq_id = 0"));
        if (retrySkipped)
            await Execute(connection, ct, SqlText.Bind($"delete from events.es_dead_letters where projection = {Progress}"));
        await projection.ResetAsync(connection, transaction, ct);
        var pages = new LogPages(store, retrySkipped ? "" : Progress, projection.Reads);
        for (var (at, told) = (0L, 0L); at < mark;)
        {
            var page = await pages.Read(at, mark, RebuildPage, ct);
            await ApplyOrName(connection, transaction, await pages.Events(page.Rows, ct), ct);
            at = page.UpTo;
            progress?.Report((at, mark));
            if (Environment.TickCount64 - told < TellEvery)
                continue;
            await leases.Report(Progress, lease.Token, (at, mark), ct);
            told = Environment.TickCount64;
        }

        await Execute(connection, ct, SqlText.Bind(
            $"""
            update events.es_projection_leases set stopped = false, failed_seq = null, error = null, rebuilt_to = null, rebuilt_of = null
            where name = {Progress}
            """),
            act.Note(Progress));
        if (await Execute(connection, ct, leases.Advance(Progress, lease.Token, 0, mark)) == 0)
            throw TakenOver();
        await transaction.CommitAsync(ct);
    }

    /// <summary>Applies a page; when that fails, its events are tried one by one, so that the one to blame is named.</summary>
    private async Task ApplyOrName(
        NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<StoredEvent> events, CancellationToken ct)
    {
        const string Before = "page";
        await transaction.SaveAsync(Before, ct);
        try
        {
            await projection.ApplyToAsync(connection, transaction, events, ct);
            await transaction.ReleaseAsync(Before, ct);
        }
        catch (Exception e) when (!Refusals.IsPassing(e) && !ct.IsCancellationRequested)
        {
            await transaction.RollbackAsync(Before, ct);
            foreach (var one in events)
            {
                try
                {
                    await projection.ApplyAsync(connection, transaction, [one], ct);
                }
                catch (Exception why) when (!Refusals.IsPassing(why) && !ct.IsCancellationRequested)
                {
                    throw new ProjectionFailed(projection.Name, one, Words(why, one.Type), why);
                }
            }

            throw;
        }
    }

    /// <summary>
    /// Takes back what came of one stream and applies its events again, in one transaction. Progress stays where it is: what was appended since comes
    /// to the projection as usual afterwards.
    /// </summary>
    /// <returns>How many events were applied.</returns>
    public async Task<int> RebuildStream(IStreamwiseProjection streamwise, string tenant, Guid stream, OperatorAct act, CancellationToken ct)
    {
        var lease = await leases.Take(Progress, projection.Version == 1, force: true, ct) ?? throw TakenOver();
        try
        {
            await leases.Report(Progress, lease.Token, null, ct);
            // Whoever had the lease before has committed or will be refused: taking it waited for the row.
            var at = await Position(lease, ct);
            await using var connection = await store.Database.OpenConnectionAsync(ct);
            await using var transaction = await connection.BeginTransactionAsync(ct);
            if (await Execute(connection, ct, AllTenants(), leases.Advance(Progress, lease.Token, at, at)) == 0)
                throw TakenOver();
            await streamwise.ResetStreamAsync(connection, transaction, tenant, stream, ct);
            var rows = await _pages.Stream(tenant, stream, at, ct);
            foreach (var page in rows.Chunk(RebuildPage))
                await projection.ApplyToAsync(connection, transaction, await _pages.Events(page, ct), ct);
            await Execute(connection, ct, act.Note(Progress, tenant, stream));
            await transaction.CommitAsync(ct);
            return rows.Count;
        }
        finally
        {
            await Release(CancellationToken.None);
        }
    }

    private async Task<bool> Apply(ProjectionLease lease, LogPage page, CancellationToken ct)
    {
        var events = await _pages.Events(page.Rows, ct);
        await using var connection = await store.Database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (await Execute(connection, ct, AllTenants(), leases.Advance(Progress, lease.Token, page.After, page.UpTo)) == 0)
            return false;
        await projection.ApplyToAsync(connection, transaction, events, ct);
        await transaction.CommitAsync(ct);
        return true;
    }

    private async Task<long> Position(ProjectionLease lease, CancellationToken ct)
    {
        await using (var command = store.Database.CreateCommand("select last_seq_id from events.mt_event_progression where name = $1"))
        {
            command.Parameters.AddWithValue(Progress);
            if (await command.ExecuteScalarAsync(ct) is long at)
                return at;
        }

        await using var connection = await store.Database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await Execute(connection, ct, AllTenants(), SqlText.Bind(
            $"insert into events.mt_event_progression (name, last_seq_id) values ({Progress}, 0)"));
        if (await Execute(connection, ct, leases.Advance(Progress, lease.Token, 0, 0)) == 0)
            throw TakenOver();
        await projection.ResetAsync(connection, transaction, ct);
        await transaction.CommitAsync(ct);
        return 0;
    }

    private async Task<bool> GoLive(ProjectionLease lease, long at, CancellationToken ct)
    {
        await using var connection = await store.Database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (await Execute(connection, ct, AllTenants(), leases.Advance(Progress, lease.Token, at, at)) == 0)
            return Forget();
        // A host of an older release that catches up late must not take readers back.
        if (await ProjectionVersions.NewestLive(connection, projection.Name, ct) > projection.Version)
            return false;
        await projection.SwapAsync(connection, transaction, ct);
        await Execute(connection, ct, SqlText.Bind(
            $"update events.es_projection_leases set live = true, changed_at = now() where name = {Progress}"));
        await ProjectionVersions.Forget(connection, projection, ct);
        await transaction.CommitAsync(ct);
        _lease = lease with { Live = true };
        return true;
    }

    /// <summary>
    /// For an operator, and never anything personal: what an exception says may quote the event, so of one that has personal fields only the kind of
    /// error and its place are told.
    /// </summary>
    private string Words(Exception e, string? type)
    {
        if (e is UnreadableEvent)
            return e.Message;
        var kind = Refusals.Kind(e);
        return type is not null && _pages.Read(type) is { Personal.Count: > 0 }
            ? $"{kind} in {e.TargetSite?.DeclaringType?.Name}.{e.TargetSite?.Name}, at an event with personal content"
            : $"{kind}: {(e is PostgresException { MessageText: var text } ? text : e.Message)}";
    }

    /// <summary>Runs statements in the connection's transaction; answers how many rows the last one touched.</summary>
    private static async Task<int> Execute(NpgsqlConnection connection, CancellationToken ct, params NpgsqlBatchCommand[] commands)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var command in commands)
            batch.BatchCommands.Add(command);
        await batch.ExecuteNonQueryAsync(ct);
        return (int)commands[^1].RecordsAffected;
    }

    private TimeoutException TakenOver() => new($"Another worker took '{Progress}' over; nothing was changed here.");

    private NpgsqlBatchCommand AllTenants() => AppendStatements.Tenant(store.Options.TenantSetting, "*");
}

internal static class AsyncProjectionExtensions
{
    /// <summary>A page may hold nothing but gaps and skipped events.</summary>
    public static Task ApplyToAsync(
        this IAsyncProjection projection, NpgsqlConnection connection, NpgsqlTransaction tx, IReadOnlyList<StoredEvent> events,
        CancellationToken ct) =>
        events.Count == 0 ? Task.CompletedTask : projection.ApplyAsync(connection, tx, events, ct);
}
