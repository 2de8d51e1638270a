using HybridBpo.Events;
using Microsoft.Extensions.Hosting;

namespace HybridBpo.Platform;

/// <summary>Seals the log for as long as the host runs.</summary>
internal sealed class SealWorker(SealDaemon daemon) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken ct) => daemon.RunAsync(ct);
}
