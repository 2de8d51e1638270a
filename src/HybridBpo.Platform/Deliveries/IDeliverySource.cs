using HybridBpo.Events;

namespace HybridBpo.Platform;

/// <summary>A module's kind of deliveries. Registered as a singleton; several deliveries may be under way at once.</summary>
public interface IDeliverySource
{
    /// <summary>Its name, such as <c>collections.nudge</c>.</summary>
    string Name { get; }

    /// <summary>Where staff sees its deliveries of a state; null for nowhere.</summary>
    /// <param name="state">One of <see cref="DeliveryStates"/>.</param>
    string? PathOf(string state) => null;

    /// <summary>
    /// Evaluates every rule now and makes the text. Appends what the verdict means (the reserved attempt, or that it was blocked) to the session,
    /// which is saved in one transaction with the delivery's new state, or not at all. May run again for the same delivery. Throwing means: try again
    /// later.
    /// </summary>
    /// <param name="delivery">The delivery that is due.</param>
    /// <param name="session">The unit of work; the relay saves it.</param>
    /// <param name="ct">Set when the host stops.</param>
    Task<DeliveryVerdict> PrepareAsync(Delivery delivery, EventSession session, CancellationToken ct);

    /// <summary>
    /// Appends what came of the handover (sent, planned again, failed, unknown) to the session, saved in one transaction with the delivery's new
    /// state. But for sent and unknown nothing left: what was reserved is given back. Comes again after unknown, as sent or failed, once a person
    /// found out: then in their name.
    /// </summary>
    /// <param name="delivery">The delivery.</param>
    /// <param name="receipt">What came of it.</param>
    /// <param name="session">The unit of work; the relay saves it.</param>
    /// <param name="ct">Set when the host stops.</param>
    Task ConfirmAsync(Delivery delivery, DeliveryReceipt receipt, EventSession session, CancellationToken ct);

    /// <summary>
    /// After a restore: a delivery left, or may have left, after the backup was taken, so nothing of it was ever reserved here. Appends the attempt
    /// and its end to the session. May come for a delivery that was planned after the backup.
    /// </summary>
    /// <param name="delivery">The delivery.</param>
    /// <param name="receipt">What is known of it: sent or unknown.</param>
    /// <param name="session">The unit of work; the restore saves it.</param>
    /// <param name="ct">Cancellation.</param>
    Task RecoverAsync(Delivery delivery, DeliveryReceipt receipt, EventSession session, CancellationToken ct) =>
        ConfirmAsync(delivery, receipt, session, ct);
}

/// <summary>What a source says of a delivery that is due.</summary>
public abstract record DeliveryVerdict
{
    private DeliveryVerdict()
    {
    }

    /// <summary>Every rule allows it: hand this over.</summary>
    public sealed record SendMail(OutgoingMail Mail) : DeliveryVerdict;

    /// <summary>A rule forbids it now.</summary>
    /// <param name="ReasonJson">Rule, inputs and words as a JSON object.</param>
    /// <param name="Again">When it comes up again; null for never.</param>
    public sealed record Blocked(string ReasonJson, DateTimeOffset? Again) : DeliveryVerdict;

    /// <summary>It is not wanted any more.</summary>
    /// <param name="Reason">Code of the reason, such as <c>paid</c>.</param>
    public sealed record Cancelled(string Reason) : DeliveryVerdict;
}

/// <summary>What came of a handover.</summary>
/// <param name="Outcome"> <see cref="DeliveryStates.Sent"/>; <see cref="DeliveryStates.Planned"/> (certainly not sent, and comes up again as a new
/// attempt); <see cref="DeliveryStates.Failed"/> (certainly not sent, and never will be); or <see cref="DeliveryStates.Unknown"/>.
/// </param>
/// <param name="Words">One sentence: what happened.</param>
/// <param name="MessageId">The mail's Message-ID.</param>
/// <param name="At">When.</param>
/// <param name="Captured">Captured instead of sent?</param>
/// <param name="Again">When it comes up again, if it is planned again; every rule is then evaluated anew.</param>
public sealed record DeliveryReceipt(
    string Outcome, string Words, string MessageId, DateTimeOffset At, bool Captured = false, DateTimeOffset? Again = null);
