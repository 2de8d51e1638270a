namespace HybridBpo.Inbox.Contracts;

/// <summary>An answer that somebody is about to record as their judgement, or to decide.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="Client">Code of the client.</param>
/// <param name="SubjectId">Whom it is about.</param>
/// <param name="Choice">Code of the choice.</param>
/// <param name="Fields">Values of the choice's fields, each of them readable and within the field's own bounds.</param>
public sealed record Answer(Guid CaseId, string Client, Guid SubjectId, string Choice, IReadOnlyDictionary<string, string> Fields);

/// <summary>An answer that could not be carried out as things stand.</summary>
/// <param name="Field">Name of the choice's field at which it fails, or empty when it is the choice itself.</param>
/// <param name="Message">One sentence that says what would do instead.</param>
public sealed record AnswerImpossible(string Field, string Message) : Invalid(Message);
