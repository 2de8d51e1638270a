namespace HybridBpo.Hro;

internal sealed record OnlyAPersonDecides() : Forbidden("Only a named person can decide about a candidate; a program or an API key cannot.");

internal sealed record UnknownRequisition() : NotFound("There is no such requisition.");

internal sealed record UnknownCandidate() : NotFound("There is no such candidate.");

internal sealed record RequisitionExists(string Reference) : Conflict($"There is already a requisition {Reference}. Choose another reference.");

internal sealed record RequisitionIsFilled() : Conflict("This position is filled, so it takes no more resumes and no changes.");

internal sealed record CriteriaNotSettled() : Conflict("Settle the criteria first: resumes are read against them.");

internal sealed record BadRequisition(string Message) : Invalid(Message);

internal sealed record CriteriaRefused(string Message) : Invalid(Message);

internal sealed record ApplicationIsOver(string State)
    : Conflict($"This application is closed ({State}), so nothing about it can be changed any more.");

internal sealed record CandidateErased() : Conflict("This person's data was erased, so nothing more can be shown or written down about them.");

internal sealed record ResumeWasErased()
    : Conflict("The same file came before, and its person was erased since. It is not taken again; a newer resume from the person would be.");

internal sealed record DecisionIsStale()
    : Conflict("The facts have changed since this case was opened. A newer case about the same candidate takes its place.");

internal sealed record NotWaitingForAnswer() : Conflict("No question to this candidate is open.");

internal sealed record StillBeingRead() : Conflict("The resume is still being read. Try again in a moment.");

internal sealed record WaitsForAnswer() : Conflict("A question to this candidate is still open. Once you record the answer, a new case is opened.");

internal sealed record UnknownChoice(string Choice) : Invalid($"A screening case has no choice \"{Choice}\".");

internal sealed record RevealNeedsReason()
    : Invalid("Choose why you need to know who this is. Before you have recorded your own judgement, having judged cannot be the reason.");

internal sealed record NothingToReveal() : Conflict("The resume is still being read, so there is no identity to reveal yet.");

internal sealed record FileStillMasked() : Conflict("The original file shows who the candidate is. Reveal the identity first.");

internal sealed record UnknownField(string Field) : Invalid($"\"{Field}\" is not a field that can be corrected.");

internal sealed record BadText(string What, int Most) : Invalid($"{What} must be 1 to {Most:N0} characters long.");

internal sealed record ReportWithheld() : Forbidden("The report opens once you have recorded your own judgement of this candidate.");

internal sealed record NoReport() : NotFound("There is no report: the file has too little text for the rules.");

internal sealed record NoFiles() : Invalid("Choose at least one file: PDF, DOCX, TXT or HTML.");

internal sealed record TooManyFiles(int Most) : TooLarge($"At most {Most} files at once. Upload the rest in a second go.");
