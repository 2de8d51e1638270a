using HybridBpo.Events;

namespace HybridBpo.Inbox.Reviewing;

/// A decision that left was drawn for a blind review. NotFor: who knows what was decided or proposed.
internal sealed record ReviewDrawn(
    DateTimeOffset At, Guid CaseId, Guid DecisionId, [property: Code] string Kind, [property: Code] string DecidedBy,
    [property: Code] string Decided, [property: Code] IReadOnlyList<string> NotFor, Guid About);

/// Somebody else judged the same facts, and knew neither what the machine proposed nor what was decided.
internal sealed record ReviewAnswered(
    DateTimeOffset At, [property: Code] string By, [property: Code] string Choice, [property: Code] string Sureness);

/// The two differ, and a third person says what is right. What was decided stays: to change it is a new decision.
internal sealed record ReviewSettled(DateTimeOffset At, [property: Code] string By, [property: Code] string Choice);

/// One blind review.
internal sealed class Review
{
    public Guid CaseId { get; private set; }

    public string DecidedBy { get; private set; } = "";

    public string Decided { get; private set; } = "";

    public IReadOnlyList<string> NotFor { get; private set; } = [];

    public string? Reviewer { get; private set; }

    public string? Reviewed { get; private set; }

    public string? Settled { get; private set; }

    public bool Differs => Reviewed is not null && Reviewed != Decided;

    public static Review Create(ReviewDrawn e) => new() { CaseId = e.CaseId, DecidedBy = e.DecidedBy, Decided = e.Decided, NotFor = e.NotFor };

    public void Apply(ReviewAnswered e) => (Reviewer, Reviewed) = (e.By, e.Choice);

    public void Apply(ReviewSettled e) => Settled = e.Choice;
}
