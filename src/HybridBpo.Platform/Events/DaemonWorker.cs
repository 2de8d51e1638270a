using HybridBpo.Events;
using Microsoft.Extensions.Hosting;

namespace HybridBpo.Platform;

/// <summary>Runs the event store's daemon for as long as the host runs.</summary>
internal sealed class DaemonWorker(ProjectionDaemon daemon) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken ct) => daemon.RunAsync(ct);
}
