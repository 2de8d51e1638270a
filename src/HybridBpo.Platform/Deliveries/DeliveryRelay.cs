using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace HybridBpo.Platform;

/// <summary>Looks for due deliveries and for abandoned ones, and works on several at once. Any number of hosts do the same on one database.</summary>
internal sealed class DeliveryRelay(
    DeliveryLeases leases, DeliveryWork work, MailServer mail, Wake wake, RelayOptions options, ILogger<DeliveryRelay> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            var next = wake.Next;
            try
            {
                if (await RunOnceAsync(ct) == 0)
                    await Wake.WaitAsync(next, options.Poll, ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error) when (error is NpgsqlException or TimeoutException or IOException)
            {
                log.LogWarning(error, "The delivery relay cannot reach the database; it tries again.");
                await Task.Delay(options.Poll, CancellationToken.None);
            }
        }
    }

    /// <summary>Works on what is abandoned or due now.</summary>
    /// <returns>How many deliveries were taken.</returns>
    internal async Task<int> RunOnceAsync(CancellationToken ct)
    {
        var limit = new ParallelOptions { MaxDegreeOfParallelism = options.Parallel, CancellationToken = ct };
        var abandoned = await leases.TakeAbandonedAsync(work.Sources, ct);
        await Parallel.ForEachAsync(abandoned, limit, async (held, token) => await work.GiveUpAsync(held, token));
        var away = mail.Options.IsConfigured && !await mail.AnswersAsync(ct);
        await leases.TellWhyWaitingAsync(away, ct);
        if (away)
            return abandoned.Count;
        var due = await leases.TakeDueAsync(work.Sources, options.Parallel * 2, ct);
        await Parallel.ForEachAsync(due, limit, async (held, token) => await work.DeliverAsync(held, token));
        return abandoned.Count + due.Count;
    }
}
