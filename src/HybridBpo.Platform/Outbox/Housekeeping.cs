using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HybridBpo.Platform;

/// <summary>
/// Once an hour: rows of messages done a month ago go, the contents of expired files, captured mails of half a year ago but for people under a legal
/// hold, and what an error of a year ago said, which may quote somebody. Harmless on several hosts at once.
/// </summary>
internal sealed class Housekeeping(Database database, FileStore files, ILogger<Housekeeping> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1), KeepMessages = TimeSpan.FromDays(30), KeepMails = TimeSpan.FromDays(180),
        KeepErrors = TimeSpan.FromDays(365);

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
        await database.ExecuteAsync(Access.System("housekeeping"), $"""
            delete from platform.captured_mails m where captured_at < clock_timestamp() - {KeepMails}
              and not exists (select from platform.legal_holds h
                where h.client_id = m.client_id and h.subject = m.subject_id and h.lifted_at is null)
            """, ct);
        await database.ExecuteAsync(Access.System("housekeeping"), $"""
            update events.es_dead_letters set error = '' where skipped_at < clock_timestamp() - {KeepErrors} and error <> ''
            """, ct);
        await files.ExpireAsync(ct);
    }
}
