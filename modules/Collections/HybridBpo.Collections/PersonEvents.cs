using HybridBpo.Events;

namespace HybridBpo.Collections;

// What happens between a person and us. The stream is the person, and its version serialises every contact over accounts and hosts.

internal sealed record PersonRegistered([property: Code] string Key, [property: Personal] string? Name);

/// <summary>Everything that told who this is was taken away: by whom and why stands with the proof.</summary>
/// <param name="Accounts">The accounts that stay without it.</param>
internal sealed record DebtorErased(Guid[] Accounts);

/// <summary>Somebody looked at the numbers and addresses of the person.</summary>
/// <param name="ShownTo">User id.</param>
internal sealed record ContactDetailsShown([property: Code] string ShownTo, DateTimeOffset At);

/// <summary>The person opened their own page: the facts that were asked for were right.</summary>
/// <param name="AddressId">To which the link had gone.</param>
internal sealed record OwnPageOpened(Guid AddressId, DateTimeOffset At);

/// <summary>A reminder was planned.</summary>
internal sealed record NudgeScheduled(
    Guid NudgeId, [property: Code] string Level, [property: Code] string Template, [property: Code] string Channel, Guid[] Accounts,
        DateTimeOffset DueAt);

/// <summary>A reminder was not sent, and why.</summary>
/// <param name="RuleIds">Every rule that blocked.</param>
/// <param name="Words">What a collector reads: reasons with citations, as JSON.</param>
internal sealed record NudgeBlocked(
    Guid NudgeId, [property: Code] string[] RuleIds, [property: Code] string RulesVersion, [property: Personal] string? Words,
        DateTimeOffset? NextAt, Guid[] Accounts);

/// <summary>An attempt is reserved: it counts against every cap unless it is certain that nothing left. Or a call was made without a talk.</summary>
/// <param name="Outcome">What came of a call: one of <see cref="Reach.CallOutcomes"/>.</param>
/// <param name="Against">Rules that a call was made against.</param>
/// <param name="ImportId">The dialer's file that told of it, with the row; null for what our own people did.</param>
/// <param name="Seconds">How long they talked.</param>
/// <param name="Agent">Who called, as the dialer calls them.</param>
/// <param name="Recording">Under which the dialer keeps the recording.</param>
internal sealed record ContactAttempted(
    Guid AttemptId, [property: Code] string Channel, [property: Code] string Purpose, [property: Code] string[] Debts,
        [property: Code] string RulesVersion,
    DateTimeOffset At, Guid[] Accounts, bool Inbound = false, [property: Code] string? Outcome = null, Guid? AddressId = null,
    [property: Code] string? MadeBy = null, [property: Personal] string? Note = null, [property: Code] string[]? Against = null,
    Guid? ImportId = null, int? ImportLine = null, int? Seconds = null, [property: Personal] string? Agent = null,
    [property: Personal] string? Recording = null);

/// <summary>Nothing left: what was reserved counts no longer.</summary>
/// <param name="NextAt">When it is attempted anew; null when never by itself.</param>
internal sealed record ContactNotMade(
    Guid AttemptId, Guid NudgeId, [property: Personal] string? Words, DateTimeOffset? NextAt, DateTimeOffset At, Guid[] Accounts);

internal sealed record NudgeSent(Guid NudgeId, [property: Code] string MessageId, bool Captured, DateTimeOffset At, Guid[] Accounts);

internal sealed record NudgeFailed(Guid NudgeId, [property: Code] string Outcome, [property: Personal] string? Words, Guid[] Accounts);

internal sealed record NudgeCancelled(Guid NudgeId, [property: Code] string Reason, Guid[] Accounts);

/// <param name="Scope"><c>all</c>, a channel, or <c>address</c>.</param>
/// <param name="Source"><c>link</c>, <c>one-click</c>, <c>import</c>, or the way by which it was said.</param>
/// <param name="Words">What was said, as a person wrote it down.</param>
internal sealed record OptedOut(
    [property: Code] string Scope, Guid? AddressId, [property: Code] string Source, DateTimeOffset At, [property: Personal] string? Words = null);

internal sealed record CeaseReceived(DateTimeOffset At, [property: Code] string Source, [property: Personal] string? Words = null);

internal sealed record AttorneyNoted([property: Personal] string? Name, DateTimeOffset At, [property: Code] string Source);

internal sealed record BankruptcyNoted(DateTimeOffset At, [property: Code] string Source, [property: Personal] string? Words = null);

internal sealed record DeathNoted(DateTimeOffset At, [property: Code] string Source, [property: Personal] string? Words = null);

/// <summary>A protection was noted by mistake or has ended: only a person takes one away, and says why.</summary>
/// <param name="Kind">One of <see cref="Protection.Kinds"/>.</param>
internal sealed record ProtectionLifted([property: Code] string Kind, [property: Code] string LiftedBy, DateTimeOffset At,
    [property: Personal] string? Why);

/// <param name="Against">Rules that a call was made against.</param>
/// <param name="CallId">Of a call; null in those of before.</param>
internal sealed record ConversationHeld(
    [property: Code] string Channel, bool Inbound, [property: Code] string[] Debts, DateTimeOffset At, [property: Code] string HeldBy,
        [property: Personal] string? Note,
    Guid[] Accounts, Guid? AddressId = null, [property: Code] string[]? Against = null, Guid? CallId = null,
    Guid? ImportId = null, int? ImportLine = null, int? Seconds = null, [property: Personal] string? Agent = null,
    [property: Personal] string? Recording = null);

/// <summary>A call that is known already was told again, by another file or by somebody at the desk: it counts once.</summary>
/// <param name="CallId">The call.</param>
/// <param name="Outcome">What came of it as this one tells.</param>
/// <param name="MadeBy">User id, when the desk told it.</param>
internal sealed record CallToldAgain(
    Guid CallId, bool Inbound, [property: Code] string Outcome, [property: Code] string[] Debts, DateTimeOffset At, Guid[] Accounts,
    Guid? AddressId = null, Guid? ImportId = null, int? ImportLine = null, int? Seconds = null, [property: Personal] string? Agent = null,
    [property: Personal] string? Recording = null, [property: Code] string? MadeBy = null, [property: Personal] string? Note = null);

/// <summary>A file of calls was taken back: those that nobody else told count no longer.</summary>
/// <param name="Calls">How many of its rows were about this person.</param>
internal sealed record CallsTakenBack(
    Guid ImportId, int Calls, [property: Code] string AskedBy, [property: Code] string ConfirmedBy, [property: Code] string Because);
