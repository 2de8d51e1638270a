namespace HybridBpo.Inbox.Contracts;

/// <summary>What was decided, handed back to the module exactly once, after the undo window and the second person.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="DecisionId">The decision; with <see cref="Version"/> the key by which a receiver recognises a repeat.</param>
/// <param name="Version">Version of the case stream at the decision.</param>
/// <param name="Client">Code of the client.</param>
/// <param name="Kind">Kind of the case.</param>
/// <param name="SubjectId">Whom it is about.</param>
/// <param name="Choice">Code of the choice.</param>
/// <param name="Fields">Values of the choice's fields.</param>
/// <param name="Reason">Reason code; of several, the one that stands first in the form.</param>
/// <param name="Note">Free text of the one who decided; may be empty.</param>
/// <param name="DecidedBy">User id.</param>
/// <param name="ConfirmedBy">User id of the second person, or null.</param>
/// <param name="DecidedAt">When.</param>
/// <param name="Reasons">All reason codes, in the form's order.</param>
public sealed record Outcome(
    Guid CaseId,
    Guid DecisionId,
    long Version,
    string Client,
    string Kind,
    Guid SubjectId,
    string Choice,
    IReadOnlyDictionary<string, string> Fields,
    string Reason,
    string Note,
    string DecidedBy,
    string? ConfirmedBy,
    DateTimeOffset DecidedAt,
    IReadOnlyList<string>? Reasons = null);

/// <summary>Applies outcomes of one kind of case. Registered as a singleton by the module that opens such cases.</summary>
public interface IOutcomeHandler
{
    /// <summary>The kind of case.</summary>
    string Kind { get; }

    /// <summary>
    /// Applies the outcome once: use <see cref="Outcome.DecisionId"/> as the command id, so that a repeated delivery has no second effect.
    /// Throwing means "try again later"; a refusal is recorded on the case and shown to people.
    /// </summary>
    Task<Result<Done>> ApplyAsync(Outcome outcome, CancellationToken ct);

    /// <summary>
    /// Could this answer be carried out as things stand? Asked while the person is at the form, by the same rules as <see cref="ApplyAsync"/>, so
    /// that nobody learns after deciding that it was impossible. Changes nothing and knows nothing of the proposal.
    /// </summary>
    /// <returns>Null when it could.</returns>
    Task<AnswerImpossible?> CheckAsync(Answer answer, CancellationToken ct) => Task.FromResult<AnswerImpossible?>(null);
}
