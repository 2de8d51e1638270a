using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace HybridBpo.Platform;

/// <summary>Looks for due deliveries and for abandoned ones, and works on several at once. Any number of hosts do the same on one database.</summary>
internal sealed class DeliveryRelay(
    DeliveryLeases leases, DeliveryWork work, MailServer mail, MailReach reach, MailSetup setup, JournalPresence presence, Wake wake,
    RelayOptions options, ILogger<DeliveryRelay> log)
    : BackgroundService
{
    private bool idle = true;
    private long told;

    protected override Task ExecuteAsync(CancellationToken ct) => new WorkLoop(wake, options, log, "delivery relay").RunAsync(TakeAsync, DoAsync, ct);

    /// <summary>Works on what is abandoned or due now.</summary>
    /// <returns>How many deliveries were taken.</returns>
    internal async Task<int> RunOnceAsync(CancellationToken ct)
    {
        var taken = await TakeAsync(options.Parallel, ct);
        await Task.WhenAll(taken.Select(held => DoAsync(held, ct)));
        return taken.Count;
    }

    private Task DoAsync(DeliveryLeases.Held held, CancellationToken ct) =>
        held.State == DeliveryStates.Sending ? work.GiveUpAsync(held, ct) : work.DeliverAsync(held, ct);

    private async Task<IReadOnlyList<DeliveryLeases.Held>> TakeAsync(int most, CancellationToken ct)
    {
        await presence.NoteAsync(ct);
        var abandoned = await leases.TakeAbandonedAsync(work.Sources, most, ct);
        if (abandoned.Count > 0)
            return abandoned;
        var obstacle = setup.Problem is not null ? DeliveryStates.SetupLacks : reach.Away ? DeliveryStates.MailServerAway : null;
        if (idle || Stopwatch.GetElapsedTime(told) > options.Poll)
        {
            told = Stopwatch.GetTimestamp();
            await leases.TellWhyWaitingAsync(obstacle, ct);
        }
        if (obstacle == DeliveryStates.SetupLacks)
            return [];
        var due = await leases.TakeDueAsync(work.Sources, most, ct);
        idle = due.Count == 0;
        if (idle || !mail.Options.IsConfigured || await reach.AskAsync(ct))
            return due;
        // Nothing is reserved while the server is away: an outage leaves nothing in doubt.
        foreach (var held in due)
            await leases.PutBackUntriedAsync(held, ct);
        await leases.TellWhyWaitingAsync(DeliveryStates.MailServerAway, ct);
        idle = true;
        return [];
    }
}
