namespace HybridBpo.Inbox.Api;

internal sealed record IdempotencyKeyMissing() : Refusal(
    "Send the header Idempotency-Key: 1 to 200 characters of your own, new for each request and the same when you repeat it.")
{
    public override int Status => 400;
}

internal sealed record IdempotencyKeyReused() : Invalid(
    "This Idempotency-Key was used before with another body. Nothing was recorded. Take a new one for a new request.");

internal sealed record CaseNotFit(string Field, string What) : Invalid($"{Field} {What}. Nothing was opened.");

internal sealed record SubjectErased() : Conflict("The data of this subject were erased. No case is opened about them any more.");

internal sealed record CaseNotYours() : NotFound("There is no such case that came by this API, or it is not of a client of your key.");

internal sealed record OutcomeExists() : Conflict("The case is decided already: read its outcome. It was not withdrawn.");

internal sealed record OutcomeLeaves()
    : Conflict("Its decision is leaving at this moment. Read the outcome in a few seconds; repeat this if there is none.");

internal sealed record CursorUnreadable() : Refusal("after is not a cursor of this API: give next of the last answer, or leave it out.")
{
    public override int Status => 400;
}

internal sealed record LimitUnreadable() : Refusal($"limit is a number from 1 to {OutcomeRows.Most}.")
{
    public override int Status => 400;
}
