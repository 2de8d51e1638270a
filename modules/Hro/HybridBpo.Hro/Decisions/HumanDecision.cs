namespace HybridBpo.Hro.Decisions;

/// <summary>
/// Proof that a person decided a case: made from the inbox's outcome alone and asked for by every event that moves a candidate on or out. Scans,
/// imports and screening never hold an outcome, so they cannot make such an event.
/// </summary>
internal sealed record HumanDecision
{
    private HumanDecision(Outcome outcome) => Outcome = outcome;

    public Outcome Outcome { get; }

    /// <param name="outcome">What the inbox handed back.</param>
    /// <param name="people">Shown names of the people who work here, by user id; whoever decided must be among them.</param>
    public static Result<HumanDecision> From(Outcome outcome, IReadOnlyDictionary<string, string> people) =>
        IsPerson(outcome.DecidedBy, people) && (outcome.ConfirmedBy is null || IsPerson(outcome.ConfirmedBy, people))
            ? new HumanDecision(outcome)
            : new OnlyAPersonDecides();

    private static bool IsPerson(string userId, IReadOnlyDictionary<string, string> people) =>
        !string.IsNullOrWhiteSpace(userId) && people.ContainsKey(userId);
}
