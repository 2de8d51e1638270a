using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HybridBpo.Platform;

/// <summary>
/// Once an hour: rows of messages done a month ago go, the contents of expired files, captured mails of half a year ago but for people under a legal
/// hold, what an error of a year ago said, which may quote somebody, and who looked at what as long ago as is set. Harmless on several hosts at once.
/// </summary>
internal sealed class Housekeeping(Database database, FileStore files, LookSettings looks, ILogger<Housekeeping> log) : BackgroundService
{
    private const int LooksAtOnce = 5_000;

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
        await ForgetLooksAsync(ct);
        await files.ExpireAsync(ct);
    }

    // Some thousands at a time; those at people under a legal hold stay.
    private async Task ForgetLooksAsync(CancellationToken ct)
    {
        while (await database.ExecuteAsync(Access.System("housekeeping"), $"""
            with old as (
              select l.client_id, l.id from platform.clients c cross join lateral (
                select l.client_id, l.id from platform.looks l
                where l.client_id = c.client_id and l.at < clock_timestamp() - {looks.Kept}
                  and not exists (select from platform.looked_at a
                    join platform.legal_holds h on h.client_id = a.client_id and h.subject = a.subject and h.lifted_at is null
                    where a.client_id = l.client_id and a.look_id = l.id)
                order by l.at limit {LooksAtOnce}) l limit {LooksAtOnce}),
              whom as (delete from platform.looked_at a using old where a.client_id = old.client_id and a.look_id = old.id)
            delete from platform.looks l using old where l.client_id = old.client_id and l.id = old.id
            """, ct) == LooksAtOnce)
        {
        }
    }
}
