using Dapper;
using HybridBpo.Platform.Scanning;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace HybridBpo.Platform;

/// <summary>What an erasure is to be carried out with.</summary>
internal sealed record ErasureOrder(
    Access Access, string Client, SubjectFound Who, string Reason, IReadOnlyList<Obstacle> Against, string? Despite, SubjectTraces Traces,
    Unread Unread, Guid Runner)
{
    /// <summary>By how much the person was known when it was first carried out.</summary>
    public TraceCounts Known { get; init; } = new(0, 0, 0);

    /// <summary>Is something looked for that is not known to be theirs?</summary>
    public bool ByHand { get; init; }

    /// <summary>Is something looked for in the place of what the person was known by?</summary>
    public bool Unnamed { get; init; }
}

/// <summary>
/// The one place in which an erasure with its proof is carried out: what the person is recognised by is taken into memory, everything is erased, the
/// database cleans up, and then everything is looked through. It goes on when whoever asked has gone away.
/// </summary>
internal sealed class ErasureWork(
    Database database, Erasure erasure, ErasureRuns runs, TraceHashes hashes, ErasureScanner scanner, TimeProvider time,
    ILogger<ErasureWork> log) : IAsyncDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);
    private readonly CancellationTokenSource stop = new();
    private readonly HashSet<Task> running = [];

    /// <summary>Begins; the first task ends when everything is erased, the second with the proof.</summary>
    public (Task Erased, Task<ErasureProof> Proof) Start(ErasureOrder order, IProgress<ErasureProgress>? progress)
    {
        var erased = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var proof = Task.Run(() => RunAsync(order, erased, progress));
        lock (running) running.Add(proof);
        _ = proof.ContinueWith(
            ended =>
            {
                lock (running) running.Remove(ended);
                if (ended.Exception?.InnerException is not { } error) return;
                log.LogError("The erasure {Runner} stopped at {Error}; it is to be carried out again.", order.Runner, error.GetType().Name);
                erased.TrySetException(error);
            }, TaskScheduler.Default);
        return (erased.Task, proof);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        Task[] left;
        lock (running) left = [.. running];
        await Task.WhenAll(left).ContinueWith(_ => { }, TaskScheduler.Default);
        stop.Dispose();
    }

    private async Task<ErasureProof> RunAsync(ErasureOrder order, TaskCompletionSource erased, IProgress<ErasureProgress>? progress)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        var latest = new Latest(progress);
        var beats = BeatAsync(order.Runner, latest, ended.Token);
        try
        {
            (order, var proof) = await EraseAsync(order, ended.Token);
            erased.TrySetResult();
            latest.Report(new ErasureProgress(ErasureStates.Scanning, "the database cleans up", 0, 0));
            await runs.BeatAsync(order.Runner, latest.Value, ended.Token);
            var untidy = await CleanUpAsync(ended.Token);
            if (TraceCounts.Of(order.Traces).Any)
            {
                var scan = await scanner.RunAsync(order.Client, order.Who.Id, order.Traces, latest, ended.Token);
                proof = proof with { Scan = untidy is null ? scan : scan with { NotRead = [untidy, .. scan.NotRead] } };
            }

            await database.InTransactionAsync(order.Access, async (connection, _) =>
            {
                if (await ErasureRuns.EndAsync(connection, order.Runner, proof) == 0)
                    throw new InvalidOperationException("Another host carries the erasure out.");
                await LegalHolds.NoteAsync(connection, order.Access, order.Client, order.Who.Id, "person-erased", proof);
            }, CancellationToken.None);
            return proof;
        }
        catch (Exception failed) when (failed is not OperationCanceledException)
        {
            await ended.CancelAsync();
            await beats;
            await runs.GiveUpAsync(order.Runner);
            throw;
        }
        finally
        {
            await ended.CancelAsync();
            await beats;
        }
    }

    private async Task<(ErasureOrder Order, ErasureProof Proof)> EraseAsync(ErasureOrder order, CancellationToken ct)
    {
        var (client, subject) = (order.Client, order.Who.Id);
        Task<long> CountAsync(FormattableString sql) => database.SingleOrDefaultAsync<long>(Access.System("erasure", client), sql, ct);
        var files = await CountAsync($"select count(*) from platform.files where client_id = {client} and subject_id = {subject}");
        var mails = await CountAsync($"select count(*) from platform.captured_mails where client_id = {client} and subject_id = {subject}");
        await erasure.EraseAsync(client, subject, async () => order = await ReadAgainAsync(order, ct), ct);
        var unread = order.Unread;
        if (unread.Any)
            log.LogWarning("The erasure {Runner} goes round what cannot be read: {Unreadable}", order.Runner, string.Join(" ", unread.Words));
        if (await CountAsync($"select count(*) from events.es_subject_keys where client_id = {client} and subject_id = {subject}") > 0)
            throw new InvalidOperationException("A key of the person is still there: the erasure is not complete. Carry it out again.");
        var shared = await erasure.SharedFilesAsync(client, subject, ct);
        return (order, new ErasureProof(
            client, subject, order.Who.What, order.Reason, order.Access.Actor.Id, time.GetUtcNow(),
            await CountAsync($"""
                select count(*) from events.es_erasures where client_id = {client} and subject_id = {subject} and key_id <> subject_id
                """),
            await CountAsync($"select count(*) from events.mt_events where tenant_id = {client} and stream_id = {subject}"), files, mails,
            [.. order.Against.Select(o => o.Code).Distinct()], order.Despite, null, order.Known, shared,
            unread.Any ? unread.Words : null, order.ByHand,
            unread.Any ? await unread.InTheClearAsync(database, client, ct) : null, unread.IsOwnStream,
            unread.Lost is { Count: > 0 } lost ? lost : null, order.Unnamed));
    }

    // Between the order and the end of all writing lie minutes where files are read: what came then is looked for like the rest.
    private async Task<ErasureOrder> ReadAgainAsync(ErasureOrder order, CancellationToken ct)
    {
        var readable = await erasure.TracesAsync(order.Client, order.Who.Id, ct);
        var traces = order.Traces.And(readable);
        var person = await hashes.ForAsync(order.Client, order.Who.Id, ct);
        var known = await runs.AddKnownAsync(order.Runner, person.Of(readable with { References = traces.References }), ct);
        return order with
        {
            Traces = traces,
            Unread = await erasure.UnreadAsync(order.Client, order.Who.Id, traces.Own, ct),
            Known = order.Known.Most(known),
        };
    }

    // Rows that were changed or deleted stay in the server's files until they are cleaned up, and their values in its samples.
    private async Task<string?> CleanUpAsync(CancellationToken ct)
    {
        try
        {
            await using var connection = await database.Source.OpenConnectionAsync(ct);
            var tables = await connection.QueryAsync<string>("""
                select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where c.relkind in ('r', 'm') and n.nspname not in ('pg_catalog', 'information_schema', 'events', 'quartz', 'identity')
                  and n.nspname !~ '^pg_(toast|temp)' and pg_has_role(c.relowner, 'usage') and has_schema_privilege(n.oid, 'usage')
                """);
            await using var command = new NpgsqlCommand($"vacuum (analyze) {string.Join(", ", tables)}", connection) { CommandTimeout = 0 };
            await command.ExecuteNonQueryAsync(ct);
            return null;
        }
        catch (PostgresException refused)
        {
            return $"the database did not clean up at once (PostgreSQL {refused.SqlState}): it does so by itself later";
        }
    }

    private async Task BeatAsync(Guid runner, Latest latest, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(Beat, ct);
                await runs.BeatAsync(runner, latest.Value, ct);
            }
            catch (Exception away) when (away is OperationCanceledException or NpgsqlException)
            {
                // Over, or the database is away: then it shows as interrupted until it is back.
            }
        }
    }

    private sealed class Latest(IProgress<ErasureProgress>? also) : IProgress<ErasureProgress>
    {
        public ErasureProgress? Value { get; private set; }

        public void Report(ErasureProgress value)
        {
            Value = value;
            also?.Report(value);
        }
    }
}
