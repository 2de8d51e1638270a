using Microsoft.Extensions.Options;
using Quartz;

namespace HybridBpo.Host.Scheduling;

/// <summary>
/// Quartz's scheduler with a stop that ends. Without a database its own never does: it waits for a job store that tries again for ever, and a host
/// that was told to stop would stay until it is killed.
/// </summary>
internal sealed class BoundedScheduling(
    IHostApplicationLifetime lifetime, IServiceProvider services, IOptionsMonitor<QuartzHostedServiceOptions> options, ILogger<BoundedScheduling> log)
    : QuartzHostedService(lifetime, services, options), IHostedService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(12);

    async Task IHostedService.StopAsync(CancellationToken cancellationToken)
    {
        try
        {
            await StopAsync(cancellationToken).WaitAsync(Patience, cancellationToken);
        }
        catch (Exception late) when (late is TimeoutException or OperationCanceledException)
        {
            log.LogWarning("The schedule did not come to its end in time. Scans that were under way run again on another host, or at the next start.");
        }
    }
}
