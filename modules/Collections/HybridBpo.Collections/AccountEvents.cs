using HybridBpo.Events;

namespace HybridBpo.Collections;

// What happens on an account. The stream is the account; PersonId names whom the personal fields are about.

/// <param name="ClientLastPaidOn">When the client last got a payment before the debt was placed.</param>
/// <param name="OutOfStatuteOn">From this day nobody may sue for it, nor threaten to.</param>
internal sealed record AccountPlaced(
    [property: Subject] Guid PersonId,
    [property: Code] string Reference,
    [property: Code] string Sow,
    [property: Code] string Product,
    [property: Personal] string? Creditor,
    [property: Code] string Currency,
    long BalanceMinor,
    DateOnly DueDate,
    DateOnly PlacedOn,
    Guid? ImportId,
    int? ImportLine,
    DateOnly? ChargedOffOn = null,
    DateOnly? ClientLastPaidOn = null,
    DateOnly? OutOfStatuteOn = null,
    DateOnly? DelinquentOn = null);

internal sealed record AccountRecalled([property: Code] string Reason);

/// <summary>The file that had placed it was undone: it is recalled, and what was placed got its opposite.</summary>
internal sealed record PlacementUndone(
    Guid ImportId, long OpeningMinor, [property: Code] string Currency, [property: Code] string UndoneBy, [property: Code] string Because);

/// <summary>A file was undone: what it had booked here got its opposite.</summary>
/// <param name="SumMinor">What the bookings had done to the balance.</param>
internal sealed record BookingsUndone(
    Guid ImportId, int Bookings, long SumMinor, [property: Code] string Currency, [property: Code] string UndoneBy, [property: Code] string Because);

/// <summary>On the file's own stream: all that could be taken back is.</summary>
/// <param name="Kept">Accounts that stay, because something happened on them since.</param>
internal sealed record ImportUndone(
    [property: Code] string Kind, int Accounts, int Bookings, long SumMinor, int Kept, [property: Code] string UndoneBy,
    [property: Code] string Because);

/// <summary>Who owes it was erased: nobody is asked for it any more. What was owed and paid stays.</summary>
/// <param name="Ended">What ended with it, as codes: <c>plan</c>, <c>dispute</c>, <c>hold</c>, <c>promise</c>.</param>
internal sealed record HolderErased([property: Subject] Guid PersonId, [property: Code] string[] Ended);

internal sealed record RiskBandChanged([property: Code] string From, [property: Code] string To, [property: Code] string Model, DateOnly AsOf);

internal sealed record AccountFlagged(Guid CaseId, [property: Code] string Policy, [property: Code] string Reason, DateOnly AsOf);

/// <summary>New facts made the case stale before a decision left: the account is looked at anew.</summary>
/// <param name="Reason">What came, as a code: <c>paid-in-full</c>, <c>payment-received</c>, <c>payment-returned</c>,
/// <c>balance-adjusted</c>.</param>
internal sealed record FlagWithdrawn(Guid CaseId, [property: Code] string Reason);

/// <param name="TotalMinor">What the parts add up to: the balance when it was decided.</param>
/// <param name="CaseId">In which it was decided.</param>
internal sealed record PlanOffered(
    [property: Subject] Guid PersonId, long AmountMinor, int Months, [property: Code] string Currency, Guid DecisionId,
        [property: Code] string DecidedBy,
    [property: Code] string Reason, [property: Personal] string? Note, long TotalMinor, DateOnly FirstDueOn,
    Guid? CaseId = null);

/// <summary>The person took the plan. What is paid of it follows from the transactions.</summary>
/// <param name="DecisionId">The decision by which it was offered.</param>
/// <param name="Way">How the answer came.</param>
internal sealed record PlanAccepted(
    [property: Subject] Guid PersonId, Guid DecisionId, DateOnly On, [property: Code] string Way, [property: Code] string RecordedBy,
    [property: Personal] string? Words);

/// <summary>The person did not want the plan.</summary>
/// <param name="DecisionId">The decision by which it was offered.</param>
/// <param name="Way">How the answer came.</param>
internal sealed record PlanRefused(
    [property: Subject] Guid PersonId, Guid DecisionId, DateOnly On, [property: Code] string Way, [property: Code] string RecordedBy,
    [property: Personal] string? Words);

internal sealed record RemindersContinued(
    [property: Subject] Guid PersonId, Guid DecisionId, [property: Code] string DecidedBy, [property: Code] string Reason,
        [property: Personal] string? Note);

/// <param name="Kind"><c>contact</c> or <c>payment</c>.</param>
internal sealed record HoldPlaced(
    [property: Subject] Guid PersonId, Guid HoldId, [property: Code] string Kind, DateTimeOffset? Until, [property: Code] string PlacedBy,
    [property: Code] string Reason, [property: Personal] string? Note);

/// <param name="Until">Until when another hold still stands; null together with <paramref name="StillOnHold"/> means without end.</param>
/// <param name="Why">In the words of whoever ended it.</param>
internal sealed record HoldReleased(
    [property: Subject] Guid PersonId, Guid HoldId, [property: Code] string ReleasedBy, bool StillOnHold, DateTimeOffset? Until,
    [property: Personal] string? Why);

/// <param name="Kind"><c>dispute</c> or <c>original-creditor</c>.</param>
internal sealed record DisputeOpened(
    [property: Subject] Guid PersonId, Guid DisputeId, [property: Code] string Kind, [property: Code] string OpenedBy, [property: Code] string Reason,
    [property: Personal] string? Note);

/// <param name="StillDisputed">Another dispute about the account is open.</param>
internal sealed record DisputeResolved(Guid DisputeId, [property: Code] string Resolution, DateTimeOffset? VerificationSentAt,
    [property: Code] string ResolvedBy, bool StillDisputed);

internal sealed record PromiseMade(
    [property: Subject] Guid PersonId, Guid PromiseId, long AmountMinor, [property: Code] string Currency, DateOnly DueOn,
        [property: Code] string TakenBy);

internal sealed record HardshipDisclosed([property: Subject] Guid PersonId, DateOnly On, [property: Personal] string? Words);

/// <summary>A later file says something else than what was placed.</summary>
internal sealed record PlacementDisagreed(
    Guid CaseId, Guid ImportId, int ImportLine, long HeldMinor, DateOnly? HeldDueOn, long SaidMinor, DateOnly SaidDueOn,
    [property: Code] string Currency);

/// <param name="Resolution"><c>keep-ours</c>, <c>ask-client</c> or <c>by-transaction</c>.</param>
internal sealed record PlacementReconciled(
    [property: Subject] Guid PersonId, Guid CaseId, Guid DecisionId, [property: Code] string Resolution, [property: Code] string DecidedBy,
    [property: Code] string Reason, [property: Personal] string? Note);
