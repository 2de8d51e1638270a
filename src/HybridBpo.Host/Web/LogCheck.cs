using System.Globalization;
using HybridBpo.Events;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace HybridBpo.Host.Web;

/// <summary>
/// Projections that stopped, the age of what is not sealed, events that are gone, how much work and how many erasures wait for a person, and how many
/// keys a retention left: no matter of readiness, since a host serves on with them. Whoever asks often gets the answer of the same second.
/// </summary>
internal sealed class LogCheck(
    ProjectionDaemon daemon, StuckWork stuck, ErasureRuns erasures, LastRuns retention, LastBackup backups, TimeProvider time) : IHealthCheck
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim one = new(1);
    private (long At, HealthCheckResult Result)? last;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken ct = default)
    {
        await one.WaitAsync(ct);
        try
        {
            if (last is not { } kept || time.GetElapsedTime(kept.At) > Fresh) last = kept = (time.GetTimestamp(), await LookAsync(ct));
            return kept.Result;
        }
        finally
        {
            one.Release();
        }
    }

    private async Task<HealthCheckResult> LookAsync(CancellationToken ct)
    {
        try
        {
            var status = await daemon.StatusAsync(ct);
            var attention = LogAttention.Of(status, time.GetUtcNow());
            var counts = await stuck.CountAsync(Access.System("health"), ct);
            var backup = await backups.FindAsync(ct);
            return HealthCheckResult.Healthy(data: new Dictionary<string, object>
            {
                ["lastBackup"] = backup is { TakenAt: var at } ? at.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture) : "never",
                ["restoredFromLastBackup"] = backup is { Restored: true },
                ["stoppedProjections"] = status.Projections.Where(p => p.State == "stopped").Select(p => p.Name).ToArray(),
                [Health.LateClients] = attention.Late,
                ["moreClientsMayWait"] = status.MoreUnsealed,
                [Health.SealTrouble] = status.SealTrouble ?? "",
                [Health.UnfitClients] = status.Unfit.Select(u => u.Client).ToArray(),
                ["lostEvents"] = status.Lost?.Count ?? 0,
                ["oldestUnsealedSeconds"] = attention.UnsealedSeconds,
                ["markBlockedSeconds"] = attention.BlockedSeconds,
                ["attention"] = attention.Codes,
                ["stuckMessages"] = counts.Messages,
                ["unknownDeliveries"] = counts.Unknown,
                ["failedDeliveries"] = counts.Failed,
                ["deliveriesTriedOften"] = counts.TriedOften,
                ["erasuresNotEnded"] = await erasures.InterruptedAsync(Access.System("health"), ct),
                ["retentionKeysLeft"] = (await retention.LeftOutAsync(Access.System("health"), null, ct)).Sum(left => left.Keys),
            });
        }
        catch (NpgsqlException)
        {
            return HealthCheckResult.Unhealthy();
        }
    }
}

/// <summary>Should a person look at the log now? The figures of <see cref="LogCheck"/>, but failed while there is something.</summary>
internal sealed class AttentionCheck(LogCheck log) : IHealthCheck
{
    public const string Name = "attention";

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken ct = default)
    {
        var found = await log.CheckHealthAsync(context, ct);
        return found.Status != HealthStatus.Healthy || found.Data["attention"] is string[] { Length: > 0 }
            ? HealthCheckResult.Unhealthy(data: found.Data)
            : HealthCheckResult.Healthy(data: found.Data);
    }
}
