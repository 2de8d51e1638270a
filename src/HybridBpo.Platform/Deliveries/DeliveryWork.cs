using System.Text.Json;
using HybridBpo.Events;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace HybridBpo.Platform;

/// <summary>
/// Brings one delivery from due to its end. Reserve (rules, attempt and state <c>sending</c> in one transaction), check again, hand over, confirm.
/// From <c>sending</c> only the host that holds it, and knows that nothing left, plans it again; so nothing is handed over twice whatever dies when.
/// </summary>
internal sealed class DeliveryWork(
    EventStore store, IEnumerable<IDeliverySource> sources, DeliveryLeases leases, MailServer mail, CapturedMails captured, MailReach reach,
    SendJournal journal, RelayOptions options, TimeProvider time, ILogger<DeliveryWork> log)
{
    private const string LeaseLost = "HB001", Stopped = "HB002";
    private static readonly Access Relay = Access.System("delivery-relay");

    private readonly Dictionary<string, IDeliverySource> sources = sources.ToDictionary(source => source.Name);

    public string[] Sources => [.. sources.Keys];

    public async Task DeliverAsync(DeliveryLeases.Held held, CancellationToken ct)
    {
        try
        {
            if (await ReserveAsync(held, ct) is { } letter)
                await SendAsync(held, letter);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            await leases.PutBackUntriedAsync(held, CancellationToken.None);
        }
        catch (PostgresException moved) when (moved.SqlState is LeaseLost)
        {
            log.LogWarning("Delivery {Id} was taken over by another host, or changed meanwhile; this one leaves it alone.", held.Id);
        }
        catch (PostgresException stopped) when (stopped.SqlState is Stopped)
        {
            await leases.PutBackUntriedAsync(held, ct);
        }
        catch (Exception error)
        {
            // Of what went wrong only the kind goes to the log: its text may quote the person's data.
            log.LogError("Delivery {Id} of {Source} could not be made at try {Attempt}: {Error}.",
                held.Id, held.Source, held.Attempt, error.GetType().Name);
            await leases.PutBackAsync(held, options.PauseAfter(held.Attempt), ct);
        }
    }

    /// <summary>Ends a delivery that another host left in the middle: nobody can tell whether it was sent, so it is never tried again.</summary>
    public async Task GiveUpAsync(DeliveryLeases.Held held, CancellationToken ct)
    {
        var receipt = Receipt(held, DeliveryStates.Unknown, "The host that was handing it over ended. A person must find out what came of it.");
        try
        {
            await ConfirmAsync(held, receipt, null, ct);
        }
        catch (Exception error) when (error is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            log.LogError("The unknown delivery {Id} of {Source} could not be recorded: {Error}; it is tried again.",
                held.Id, held.Source, error.GetType().Name);
        }
    }

    private async Task<OutgoingMail?> ReserveAsync(DeliveryLeases.Held held, CancellationToken ct)
    {
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            var session = store.OpenSession(held.ClientId, Relay, held.Id);
            var verdict = await sources[held.Source].PrepareAsync(held.Delivery, session, ct);
            var letter = (verdict as DeliveryVerdict.SendMail)?.Mail;
            Move(session, held, [DeliveryStates.Planned, DeliveryStates.Blocked], verdict switch
            {
                DeliveryVerdict.Blocked blocked => (DeliveryStates.Blocked, blocked.ReasonJson, blocked.Again),
                DeliveryVerdict.Cancelled cancelled => (DeliveryStates.Cancelled, DeliveryPlanning.Cancellation(cancelled.Reason), null),
                _ => (DeliveryStates.Sending, null, null),
            });
            ct.ThrowIfCancellationRequested();
            if (await session.SaveChangesAsync(CancellationToken.None) is SaveOutcome.Saved)
                return letter;
        }
        await leases.PutBackAsync(held, options.BackOff, ct);
        return null;
    }

    // What is reserved is brought to its end even when the host is told to stop: otherwise every restart would leave deliveries unknown.
    private async Task SendAsync(DeliveryLeases.Held held, OutgoingMail letter)
    {
        var receipt = await HandOverAsync(held, letter);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await ConfirmAsync(held, receipt, letter, CancellationToken.None);
                return;
            }
            catch (NpgsqlException error) when (error is not PostgresException { SqlState: LeaseLost } && attempt < 5)
            {
                await Task.Delay(options.BackOff * attempt, CancellationToken.None);
            }
        }
    }

    private async Task<DeliveryReceipt> HandOverAsync(DeliveryLeases.Held held, OutgoingMail letter)
    {
        if (letter.Problem() is { } problem)
            return Receipt(held, DeliveryStates.Failed, problem);
        if (await leases.WhyNotNowAsync(held, CancellationToken.None) is { } why)
            return Receipt(held, DeliveryStates.Planned, why == "lease"
                ? "The host stood still too long before the handover, so nothing was sent."
                : $"Not sent: {DeliveryStates.WordsFor(why)}");
        if (!mail.Options.IsConfigured)
            return Receipt(held, DeliveryStates.Sent, "Captured: no mail server is configured.") with { Captured = true };
        if (!Journal(SendJournal.Begins, held))
            return Receipt(held, DeliveryStates.Planned, "Not sent: the send journal cannot be written.") with
            {
                Again = held.Now + options.PauseAfter(held.Attempt),
            };
        var came = await mail.HandOverAsync(held.Id, letter, options.HandOver);
        var receipt = Judge(held, came);
        // Without this line a restore takes it for unknown; here it is known what came of it.
        Journal(receipt.Outcome, held);
        if (came is HandedOver.Later)
            await leases.CountRefusalAsync(held);
        return receipt;
    }

    private bool Journal(string what, DeliveryLeases.Held held)
    {
        try
        {
            journal.Write(what, held.Delivery, mail.MessageId(held.Id), held.Now);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            log.LogError("The send journal cannot be written: {Error}. Mails wait until it can.", error.GetType().Name);
            return false;
        }
    }

    private DeliveryReceipt Judge(DeliveryLeases.Held held, HandedOver came)
    {
        switch (came)
        {
            case HandedOver.NotLetIn:
                reach.Shut();
                return Receipt(held, DeliveryStates.Planned, came.Words) with { Again = held.Now + options.PauseAfter(held.Attempt) };
            case HandedOver.Later when held.Refused + 1 < options.LaterTries:
                return Receipt(held, DeliveryStates.Planned, came.Words) with { Again = held.Now + options.PauseAfterLater(held.Refused + 1) };
            case HandedOver.Later:
                return Receipt(held, DeliveryStates.Failed, $"{came.Words} It was tried {held.Refused + 1} times.");
            case HandedOver.BrokenOff:
                reach.Doubt();
                return Receipt(held, DeliveryStates.Unknown, came.Words);
            default:
                return Receipt(held, came is HandedOver.Taken ? DeliveryStates.Sent : DeliveryStates.Failed, came.Words);
        }
    }

    // Words of a mail server may hold the address: of somebody who is erased meanwhile nothing is kept but what came of it.
    private async Task ConfirmAsync(DeliveryLeases.Held held, DeliveryReceipt receipt, OutgoingMail? letter, CancellationToken ct)
    {
        if (await store.IsClosedAsync(held.ClientId, held.SubjectId, ct))
            (receipt, letter) = (receipt with { Words = "The person was erased while it left." }, null);
        for (var attempt = 1; ; attempt++)
        {
            var session = store.OpenSession(held.ClientId, Relay, held.Id);
            await sources[held.Source].ConfirmAsync(held.Delivery, receipt, session, ct);
            var reason = JsonSerializer.Serialize(new { words = receipt.Words, messageId = receipt.MessageId });
            Move(session, held, [DeliveryStates.Sending], (receipt.Outcome, reason, receipt.Again), receipt.Captured);
            if (receipt.Captured && letter is not null)
                await captured.QueueAsync(session, held.Delivery, letter, receipt.At, ct);
            var outcome = await session.SaveChangesAsync(ct);
            if (outcome is SaveOutcome.Saved)
                return;
            if (attempt == 5)
                throw new InvalidOperationException($"The end of delivery {held.Id} could not be written: {outcome.GetType().Name}.");
        }
    }

    private void Move(EventSession session, DeliveryLeases.Held held, string[] from,
        (string State, string? Reason, DateTimeOffset? Again) to, bool captured = false) =>
        session.Queue($"""
            select platform.move_delivery({held.ClientId}, {held.Id}, {held.LeaseToken}, {from}, {to.State}, {to.Reason}::jsonb,
                                          {to.Again}::timestamptz, {options.Lease}, {captured})
            """);

    private DeliveryReceipt Receipt(DeliveryLeases.Held held, string outcome, string words) =>
        new(outcome, words, mail.MessageId(held.Id), time.GetUtcNow());
}
