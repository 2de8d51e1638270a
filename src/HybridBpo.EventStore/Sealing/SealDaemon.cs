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
    internal const string Progress = "Seals:All";
    private const int Page = 50_000;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2), Pause = TimeSpan.FromMinutes(1);
    private readonly HighWater _highWater = new(store.Database);
    private readonly Sealer _sealer = new(store);
    private readonly ProjectionLeases _leases = new(
        store.Database, $"{Environment.MachineName}:{Environment.ProcessId}:{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):N}", Lease);

    /// <summary>Seals what is new, once a minute, until told to stop; then gives its lease back.</summary>
    /// <param name="ct">Stops it; then the task ends without an exception.</param>
    public async Task RunAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await SealAsync(ct);
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

        using var grace = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await _leases.Release(Progress, grace.Token);
    }

    /// <summary>Seals every client's events up to the high-water mark as it is now.</summary>
    /// <param name="ct">Ends the wait; blocks closed so far stay.</param>
    /// <returns>How many events were sealed here: none while another host does it.</returns>
    public async Task<long> SealAsync(CancellationToken ct = default)
    {
        if (await _leases.Take(Progress, live: true, force: false, ct) is not { } lease)
            return 0;
        var (mark, _) = await _highWater.Advance(ct);
        var (events, at, hindered) = (0L, await Position(ct), new SortedDictionary<string, string>(StringComparer.Ordinal));
        for (var from = at; from < mark;)
        {
            var upTo = Math.Min(mark, from + Page);
            foreach (var tenant in (await Tenants(from, upTo, ct)).Where(tenant => !hindered.ContainsKey(tenant)))
            {
                try
                {
                    events += await _sealer.SealAsync(tenant, from, upTo, ct);
                }
                catch (Exception e) when (!Refusals.IsPassing(e) && !ct.IsCancellationRequested)
                {
                    hindered[tenant] = Refusals.Kind(e);
                }
            }

            // What hinders one client is no matter of the others: they are sealed on, but everybody is sealed only up to here.
            var all = hindered.Count == 0 ? upTo : at;
            await using var batch = store.Database.CreateBatch();
            batch.BatchCommands.Add(_leases.Advance(Progress, lease.Token, at, all));
            if (await batch.ExecuteNonQueryAsync(ct) == 0)
                return events;
            (at, from) = (all, upTo);
        }

        await Note(lease, hindered, ct);
        return events;
    }

    private async Task Note(ProjectionLease lease, IReadOnlyDictionary<string, string> hindered, CancellationToken ct)
    {
        var words = hindered.Count == 0 ? null : string.Join(", ", hindered.Select(h => $"{h.Key}: {h.Value}"));
        if (await _leases.Note(Progress, lease.Token, words, ct) && words is not null)
            store.Options.Log.LogError("Events cannot be sealed: {Trouble}", words);
    }

    private async Task<long> Position(CancellationToken ct)
    {
        await using var batch = store.Database.CreateBatch();
        batch.BatchCommands.Add(SqlText.Bind(
            $"insert into events.mt_event_progression (name, last_seq_id) values ({Progress}, 0) on conflict (name) do nothing"));
        batch.BatchCommands.Add(SqlText.Bind($"select last_seq_id from events.mt_event_progression where name = {Progress}"));
        return (long)(await batch.ExecuteScalarAsync(ct))!;
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
