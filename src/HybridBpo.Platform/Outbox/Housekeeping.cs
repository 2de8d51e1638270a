using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HybridBpo.Platform;

/// <summary>Once an hour: rows of messages done a month ago go, and the contents of expired files. Harmless on several hosts at once.</summary>
internal sealed class Housekeeping(Database database, FileStore files, ILogger<Housekeeping> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1), KeepMessages = TimeSpan.FromDays(30);

    protected override async Task ExecuteAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await RunOnceAsync(ct);
                await Task.Delay(Pause, ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                // Whatever it is, the host goes on without it for an hour.
                log.LogError(error, "Housekeeping failed; it tries again in an hour.");
                await Task.Delay(Pause, ct).ContinueWith(_ => { }, TaskScheduler.Default);
            }
        }
    }

    internal async Task RunOnceAsync(CancellationToken ct)
    {
        await database.ExecuteAsync(Access.System("housekeeping"), $"""
            delete from platform.messages where state = 'done' and done_at < clock_timestamp() - {KeepMessages}
            """, ct);
        await files.ExpireAsync(ct);
    }
}
