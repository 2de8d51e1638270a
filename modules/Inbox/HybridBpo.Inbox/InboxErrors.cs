namespace HybridBpo.Inbox;

internal sealed record CaseNotFound() : NotFound("There is no such case, or it is not among your clients.");

internal sealed record NothingIsFree() : NotFound("No case is free for you at the moment. The next one comes in by itself.");

internal sealed record CaseIsOver(string How) : Conflict($"This case is over: {How}. Nothing more can be recorded on it.");

internal sealed record AlreadyDecided() : Conflict("This case is decided already and waits to leave. Whoever decided it may undo it until then.");

internal sealed record CaseHeldBySomeoneElse()
    : Conflict("Somebody else holds this case now. What you wrote is kept as your draft. Take the next case, or ask for this one.");

internal sealed record LeaseLost()
    : Conflict("Your hold on this case has ended: its time ran out, or a supervisor ended it. What you wrote is kept as your draft. Take the case "
        + "again to go on.");

internal sealed record SubjectHeldBySomeoneElse()
    : Conflict("Somebody else is working on another case of the same person. Both stay in one hand, so that nobody is asked twice.");

internal sealed record NotForYou() : Forbidden("You asked for this yourself, so somebody else judges it.");

internal sealed record NotYourKind() : Forbidden("Cases of this kind are judged by other roles. Ask a supervisor if you should have it.");

internal sealed record NotYourSkills(string Needs)
    : Forbidden($"This case is for people with: {Needs}. A supervisor says on “Team” who has that.");

internal sealed record OnlySupervisors() : Forbidden("Only a supervisor ends somebody's lease or hands over what somebody else holds.");

internal sealed record OnlyPeopleJudge() : Forbidden("Only a signed-in person can judge and decide.");

internal sealed record AlreadyJudged()
    : Conflict("Your judgement is on record. If you changed your mind, decide differently: both answers stay on record.");

internal sealed record JudgeFirst() : Conflict("Record your own judgement first. The machine's proposal opens after that.");

internal sealed record OthersJudgeFirst()
    : Conflict("The proposal stays closed until you have judged: another case of the same person waits for your judgement, or somebody "
        + "has judged this one already.");

internal sealed record SamePerson() : Forbidden("You decided this, so a second person has to confirm it.");

internal sealed record SawItFirst()
    : Forbidden("You saw the machine's proposal before you judged. The second person judges blind, so it is somebody else.");

internal sealed record NotSecondHere()
    : Forbidden("You took part in this decision, or saw the machine's proposal before you judged. The second person judges blind, so it is somebody "
        + "else.");

internal sealed record NothingToConfirm() : Conflict("No decision waits for a second person here.");

internal sealed record NothingToUndo() : Conflict("There is nothing to undo: the decision has left, or it was undone before.");

internal sealed record TooLateToUndo() : Conflict("The time to undo is over. A later change is a new decision.");

internal sealed record UnknownChoice() : Invalid("Choose one of the answers that the case offers.");

internal sealed record AnswerMissing(string Question) : Invalid($"Answer the question “{Question}” first.");

internal sealed record SurenessMissing() : Invalid("Say how sure you are.");

internal sealed record WeightMissing() : Invalid("Say what weighs most: one at least.");

internal sealed record ReasonMissing() : Invalid("Give a reason: one at least, also when you agree.");

internal sealed record ReasonUnknown() : Invalid("Choose the reasons from the list.");

internal sealed record NoteMissing() : Invalid("Say in a sentence why you do not confirm, so that the next person can follow.");

internal sealed record NoteTooLong(int Limit) : Invalid($"The note is longer than {Limit:N0} characters. Shorten it.");

internal sealed record ReasonNeedsNote(string Label) : Invalid($"“{Label}” says nothing by itself: tell it in a note.");

/// Told beside the field of this name.
internal abstract record FieldRefused(string Name, string Message) : Invalid(Message);

internal sealed record FieldMissing(string Name, string Label) : FieldRefused(Name, $"“{Label}” is needed for this answer.");

internal sealed record FieldUnknown(string Name) : Invalid($"The field “{Name}” does not belong to this answer.");

internal sealed record FieldNotReadable(string Name, string Label, string Expected)
    : FieldRefused(Name, $"“{Label}” is not readable: give {Expected}.");

internal sealed record FieldOutOfRange(string Name, string Label, string From, string To)
    : FieldRefused(Name, $"“{Label}” must be between {From} and {To}.");

internal sealed record SnoozeTooLong(DateTimeOffset DueAt)
    : Invalid($"It is due {DueAt:ddd d MMM HH:mm} UTC. Snooze it until before that, hand it over, or release it.");

internal sealed record SnoozeInThePast() : Invalid("Choose a time that lies ahead.");

internal sealed record NotEligible() : Invalid("This person cannot judge this case. Choose somebody from the list.");

internal sealed record NobodyHoldsIt() : Conflict("Nobody holds this case at the moment.");

internal sealed record CaseErased() : Conflict("The facts of this case were erased at the person's request. It can only be withdrawn.");

internal sealed record InputNotReadable(string What) : Invalid($"{What} could not be read. Load the page again and repeat it.");
