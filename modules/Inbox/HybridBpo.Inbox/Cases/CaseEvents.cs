using HybridBpo.Events;

namespace HybridBpo.Inbox.Cases;

/// The proposal is not here: it stands apart in its own table, and the event only pins its hash. Needs: "skill:spanish", "team:north"; RoutedBy: line
/// and version of the routing that said so; both null in events from before there was any. DueBy: line and version of the escalation policy that gave
/// DueAt, with the version of the client's calendar; null where the module gave it. Mode: how it is judged until somebody draws one of Modes; those
/// are null where people always judge first. StoppedModel: what would have made a proposal, but was stopped.
internal sealed record CaseOpened(
    DateTimeOffset At,
    Guid CaseId,
    [property: Code] string Kind,
    [property: Personal] string? Question,
    [property: Personal] string? Reference,
    [property: Subject] Guid SubjectId,
    int Urgency,
    DateTimeOffset DueAt,
    int EvidenceVersion,
    [property: Personal] string? EvidenceJson,
    [property: Personal] string? SearchText,
    [property: Personal] string? FormJson,
    [property: Code] string Mode,
    [property: Code] string ModeWhy,
    int ModePolicyVersion,
    [property: Code] string? ProposalModel,
    [property: Code] string? ProposalHash,
    [property: Code] IReadOnlyList<string> NotFor,
    [property: Personal] string? Title,
    [property: Code] IReadOnlyList<string>? Needs = null,
    [property: Code] string? RoutedBy = null,
    [property: Code] string? DueBy = null,
    int? CalendarVersion = null,
    [property: Code] IReadOnlyList<string>? Modes = null,
    [property: Code] string? StoppedModel = null);

/// How: next, picked. Token: the fencing token; a smaller one is refused ever after.
internal sealed record CaseClaimed(DateTimeOffset At, [property: Code] string By, long Token, DateTimeOffset Until, [property: Code] string How);

/// Who speaks first while this person has the case: their draw for the kind and the ISO week, by the policy of this version.
internal sealed record ModeDrawn(
    DateTimeOffset At, [property: Code] string By, [property: Code] string Mode, [property: Code] string Week, int PolicyVersion);

internal sealed record EvidenceOpened(DateTimeOffset At, [property: Code] string By);

/// AfterReveal: the author may have known the proposal, so the note is withheld like it.
internal sealed record CaseNoteAdded(
    DateTimeOffset At,
    [property: Subject] Guid SubjectId,
    [property: Code] string By,
    [property: Personal] string? Text,
    bool AfterReveal);

/// Answers by question id, fields by name.
internal sealed record JudgementRecorded(
    DateTimeOffset At,
    [property: Subject] Guid SubjectId,
    [property: Code] string By,
    [property: Code] string Choice,
    [property: Personal] IReadOnlyDictionary<string, string>? Fields,
    [property: Personal] IReadOnlyDictionary<string, string>? Answers,
    [property: Code] IReadOnlyList<string> Weights,
    [property: Code] string Sureness,
    [property: Personal] string? Note);

internal sealed record RecommendationRevealed(
    DateTimeOffset At,
    [property: Code] string By,
    [property: Code] string Model,
    [property: Code] string ProposalHash);

/// Taken: own, machine or other, as the person said it. Batch: of the cases that were decided at once with this one, null when it
/// was decided alone. For: on whose behalf, when the case was delegated. NotSecond: who cannot confirm it, besides By. Both
/// null in events from before that. Agreed: says it what the machine
/// proposed? Null where the person had seen no proposal, and in events from before it was compared.
internal sealed record DecisionMade(
    DateTimeOffset At,
    Guid DecisionId,
    [property: Subject] Guid SubjectId,
    [property: Code] string By,
    [property: Code] string Taken,
    [property: Code] string Choice,
    [property: Personal] IReadOnlyDictionary<string, string>? Fields,
    [property: Code] IReadOnlyList<string> Reasons,
    [property: Personal] string? Note,
    bool Adverse,
    bool NeedsSecondPerson,
    DateTimeOffset LeavesAt,
    Guid? Batch = null,
    [property: Code] IReadOnlyList<string>? For = null,
    [property: Code] IReadOnlyList<string>? NotSecond = null,
    bool? Agreed = null);

internal sealed record SecondApprovalRequested(DateTimeOffset At, Guid DecisionId);

/// Reasons: why the second person agrees with what worsens somebody's position; null in events from before they had to say so.
internal sealed record DecisionConfirmed(
    DateTimeOffset At,
    Guid DecisionId,
    [property: Subject] Guid SubjectId,
    [property: Code] string By,
    [property: Personal] string? Note,
    DateTimeOffset LeavesAt,
    [property: Code] IReadOnlyList<string>? Reasons = null);

internal sealed record DecisionRefused(
    DateTimeOffset At,
    Guid DecisionId,
    [property: Subject] Guid SubjectId,
    [property: Code] string By,
    [property: Personal] string? Note);

/// Step: decision or confirmation, whichever was taken back.
internal sealed record DecisionUndone(
    DateTimeOffset At,
    Guid DecisionId,
    [property: Code] string By,
    [property: Code] string Step,
    long Token,
    DateTimeOffset Until);

/// From here on nothing can be undone: the module is told.
internal sealed record OutcomeSent(DateTimeOffset At, Guid DecisionId);

[EndsStream]
internal sealed record OutcomeDelivered(DateTimeOffset At, Guid DecisionId);

internal sealed record OutcomeRefused(
    DateTimeOffset At,
    Guid DecisionId,
    [property: Subject] Guid SubjectId,
    [property: Code] string Code,
    [property: Personal] string? Message);

/// Why: by-holder, by-supervisor, rights-lost. Holder: who held it, or had put it aside.
internal sealed record CaseReleased(DateTimeOffset At, [property: Code] string By, [property: Code] string Holder, [property: Code] string Why);

internal sealed record CaseHandedOver(
    DateTimeOffset At,
    [property: Subject] Guid SubjectId,
    [property: Code] string By,
    [property: Code] string To,
    long Token,
    DateTimeOffset Until,
    [property: Personal] string? Note,
    bool AfterReveal);

internal sealed record CaseSnoozed(DateTimeOffset At, [property: Code] string By, DateTimeOffset Until);

/// Why: at-risk, past-due, unclaimed, bounced, nobody-eligible. Policy: line and version; null in events from before there was one, which told the
/// supervisors. Urgency, Needs: what they are from then on; null where they stay.
internal sealed record CaseEscalated(
    DateTimeOffset At,
    [property: Code] string Why,
    int? Step = null,
    [property: Code] string? Policy = null,
    [property: Code] IReadOnlyList<string>? Does = null,
    int? Urgency = null,
    [property: Code] IReadOnlyList<string>? Needs = null);

[EndsStream]
internal sealed record CaseWithdrawn(DateTimeOffset At, [property: Code] string Reason);
