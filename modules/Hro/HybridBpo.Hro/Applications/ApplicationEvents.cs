namespace HybridBpo.Hro.Applications;

/// <param name="Requisition">Stream of the requisition.</param>
/// <param name="Reference">Its reference.</param>
/// <param name="Candidate">The code that stands for the person until the identity is revealed, such as <c>7F-32</c>.</param>
/// <param name="Source">How the application came: <c>upload</c>.</param>
internal sealed record CandidateApplied(
    Guid Requisition, [property: Code] string Reference, [property: Code] string Candidate, [property: Code] string Source);

internal sealed record ResumeReceived(
    Guid File,
    [property: Code] string Sha256,
    [property: Personal] string? FileName,
    [property: Code] string Format,
    long Bytes,
    [property: Code] string ReceivedBy);

/// <param name="Run">The screening run that read the file.</param>
/// <param name="Pages">Pages of the file.</param>
/// <param name="Reader">Rules that read it, with their version.</param>
/// <param name="Identity">Who it is, as read from the file: JSON of <see cref="Identity"/>. Shown to nobody before a reveal.</param>
internal sealed record ResumeRead(Guid Run, int Pages, [property: Code] string Reader, [property: Personal] string? Identity);

/// <summary>No text could be read, so a person reads the file. It says nothing about the candidate.</summary>
internal sealed record ResumeUnreadable(
    Guid Run,
    int Number,
    Guid Case,
    int Pages,
    [property: Code] string Reason,
    [property: Personal] string? Explanation,
    [property: Personal] string? Evidence);

/// <summary>One run of the screening with everything that it rested on. All runs are kept; a later one never replaces an earlier one.</summary>
/// <param name="Run">The run.</param>
/// <param name="Number">1 for the first run of this application.</param>
/// <param name="Case">The case that asks people.</param>
/// <param name="RubricHash">Hash of the criteria.</param>
/// <param name="Rubric">The criteria as they stood.</param>
/// <param name="RuleSet">Version of the rules.</param>
/// <param name="Evidence">What people read: the masked resume and the facts in it.</param>
/// <param name="Proposal">What the rules say to each criterion, and the red flags. Withheld until the own judgement.</param>
/// <param name="DoneAt">When the run was done.</param>
internal sealed record ScreeningCompleted(
    Guid Run,
    int Number,
    Guid Case,
    [property: Code] string RubricHash,
    [property: Personal] string? Rubric,
    [property: Code] string RuleSet,
    [property: Personal] string? Evidence,
    [property: Personal] string? Proposal,
    DateTimeOffset DoneAt);

internal sealed record FieldCorrected(
    [property: Code] string Field,
    [property: Personal] string? Was,
    [property: Personal] string? Now,
    [property: Code] string CorrectedBy);

/// <param name="RevealedTo">User id.</param>
/// <param name="Reason">Code of the reason.</param>
/// <param name="Note">What the person wrote; may be empty.</param>
/// <param name="HadJudged">Had the person recorded an own judgement before?</param>
internal sealed record IdentityRevealed(
    [property: Code] string RevealedTo, [property: Code] string Reason, [property: Personal] string? Note, bool HadJudged);

internal sealed record CandidateAnswered([property: Personal] string? Answer, [property: Code] string RecordedBy);

internal sealed record ScreeningAskedAgain([property: Code] string AskedBy);

internal sealed record CandidateWithdrew([property: Code] string RecordedBy);

/// <summary>The person was erased. What was done about the application and when stays; who it was does not.</summary>
/// <param name="Was">Where the application stood.</param>
[EndsStream]
internal sealed record SubjectErased([property: Code] string Was);

/// <summary>Closed by a named person because the position is filled; never counts as a rejection by screening.</summary>
internal sealed record ApplicationClosed([property: Code] string Reason, [property: Code] string ClosedBy);
