using HybridBpo.Events;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace HybridBpo.Platform;

/// <summary>
/// Wakes the relays and the live pages of this host when any host committed something: the event store says so by NOTIFY, after the commit and
/// gathered. When the listening connection breaks, or the workers do not run, nothing is told: who waits here looks by itself now and then.
/// </summary>
/// <param name="source">Connections to the product's database.</param>
public sealed class Wake(NpgsqlDataSource source) : BackgroundService
{
    private TaskCompletionSource next = New();

    /// <summary>Completes at the next commit of any host. Take it before looking for work.</summary>
    public Task Next => Volatile.Read(ref next).Task;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await EventStore.ListenAsync(source, () => Interlocked.Exchange(ref next, New()).TrySetResult(), ct);
            }
            catch (Exception broken) when (broken is NpgsqlException or IOException && !ct.IsCancellationRequested)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), ct);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
