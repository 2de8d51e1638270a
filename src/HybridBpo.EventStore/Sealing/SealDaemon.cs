using Microsoft.Extensions.Logging;
using Npgsql;

namespace HybridBpo.Events;

/// <summary>
/// Seals the events of every client as they come, on one host at a time: a lease row says whose turn it is, and its progress row how far everything
/// is sealed. Run one per host.
/// </summary>
/// <param name="store">The store.</param>
public sealed class SealDaemon(EventStore store)
{
    internal const string Progress = SealProgress.All;
    private const int Page = 50_000;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);
    private readonly HighWater _highWater = new(store.Database);
    private readonly Sealer _sealer = new(store);
    private readonly ProjectionLeases _leases = new(
        store.Database, $"{Environment.MachineName}:{Environment.ProcessId}:{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):N}", Lease);

    internal TimeSpan Pause { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Seals what is new, once a minute, until told to stop; then gives its lease back.</summary>
    /// <param name="ct">Stops it; then the task ends without an exception.</param>
    public async Task RunAsync(CancellationToken ct)
    {
        // A look takes as long as the log is long: sealing goes on meanwhile, and whatever becomes of the look.
        var look = Task.CompletedTask;
        while (!ct.IsCancellationRequested)
        {
            try
            {
                var (_, isOurTurn) = await Round(ct);
                if (isOurTurn && look.IsCompleted)
                    look = LookForLost(ct);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                store.Options.Log.LogWarning("Sealing met {Trouble} and tries again in a minute", Refusals.Kind(e));
            }
            catch (OperationCanceledException)
            {
                break;
            }

            await Task.Delay(Pause, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await look;
        using var grace = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await _leases.Release(Progress, grace.Token);
    }

    /// <summary>Seals every client's events up to the high-water mark as it is now, then looks for lost numbers where that is due.</summary>
    /// <param name="ct">Ends the wait; blocks closed so far stay.</param>
    /// <returns>How many events were sealed here: none while another host does it.</returns>
    public async Task<long> SealAsync(CancellationToken ct = default)
    {
        var (events, isOurTurn) = await Round(ct);
        if (isOurTurn)
            await LookForLost(ct);
        return events;
    }

    private async Task<(long Events, bool IsOurTurn)> Round(CancellationToken ct)
    {
        if (await _leases.Take(Progress, live: true, force: false, ct) is not { } lease)
            return (0, false);
        var (mark, _) = await _highWater.Advance(ct);
        var (progress, events) = (await SealProgress.Read(store.Database, ct), 0L);
        if (progress.SetBackFrom is { } raised)
            store.Options.Log.LogError("How far sealing is was changed by hand, to {Number}: it goes on from {From}", raised, progress.UpTo);
        await LeftOutEvents.Record(store, progress, ct);
        foreach (var delay in progress.Delays)
        {
            if (await CatchUp(delay, progress, mark, lease, ct) is not { } caught)
                return (events, false);
            events += caught;
        }

        while (progress.UpTo < mark)
        {
            var (from, upTo) = (progress.UpTo, Math.Min(mark, progress.UpTo + Page));
            // What hinders one client is no matter of the others: they are sealed on.
            foreach (var tenant in (await Tenants(from, upTo, ct)).Where(tenant => !progress.IsDelayed(tenant)))
                events += await TrySeal(tenant, from, upTo, progress, ct) ?? 0;
            progress.Reached(upTo);
            if (!await progress.Save(store.Database, _leases, lease, ct))
                return (events, false);
        }

        if (!await progress.Save(store.Database, _leases, lease, ct))
            return (events, false);
        await Note(lease, progress, ct);
        return (events, true);
    }

    private async Task LookForLost(CancellationToken ct)
    {
        try
        {
            await AccountedNumbers.CatchUp(store.Database, ct);
            if (await LostNumbersQuery.KeepWhenDue(store.Database, ct) is { Count: > 0 } lost)
                store.Options.Log.LogError("{Count} events are gone from the log, the first from {First} on", lost.Count, lost.First[0].First);
        }
        catch (Exception e)
        {
            if (!ct.IsCancellationRequested)
                store.Options.Log.LogWarning("Looking for events that are gone met {Trouble} and tries again in a minute", Refusals.Kind(e));
        }
    }

    /// <summary>Tries a client again that was hindered, from where it stayed behind.</summary>
    /// <returns>How many events were sealed; null when another host has the lease.</returns>
    private async Task<long?> CatchUp(SealDelay delay, SealProgress progress, long mark, ProjectionLease lease, CancellationToken ct)
    {
        var events = 0L;
        for (var from = delay.After; from < mark;)
        {
            var upTo = Math.Min(mark, from + Page);
            if (await TrySeal(delay.Client, from, upTo, progress, ct) is not { } some)
                return events;
            progress.CaughtUp(delay, upTo);
            if (!await progress.Save(store.Database, _leases, lease, ct))
                return null;
            (from, events) = (upTo, events + some);
        }

        progress.EndDelay(delay.Client);
        return events;
    }

    private async Task<long?> TrySeal(string tenant, long from, long upTo, SealProgress progress, CancellationToken ct)
    {
        try
        {
            return await _sealer.SealAsync(tenant, from, upTo, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            // Where the database itself is away, the next statement says so, and nothing is noted of the client.
            progress.Delay(tenant, from, e);
            return null;
        }
    }

    private async Task Note(ProjectionLease lease, SealProgress progress, CancellationToken ct)
    {
        var told = progress.Delays.Where(d => d.Told).Select(d => $"{d.Client}: {d.Error}").ToList();
        var words = told.Count == 0 ? null : string.Join(", ", told);
        if (await _leases.Note(Progress, lease.Token, words, ct) && words is not null)
            store.Options.Log.LogError("Events cannot be sealed: {Trouble}", words);
    }

    private async Task<List<string>> Tenants(long after, long upTo, CancellationToken ct)
    {
        await using var command = store.Database.CreateCommand(
            "select distinct tenant_id from events.mt_events where seq_id > $1 and seq_id <= $2 and tenant_id is not null");
        command.Parameters.AddWithValue(after);
        command.Parameters.AddWithValue(upTo);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var tenants = new List<string>();
        while (await reader.ReadAsync(ct))
            tenants.Add(reader.GetString(0));
        return tenants;
    }
}
