namespace HybridBpo.Collections.Disputes;

/// <summary>A dispute: contact about the debt stops until the proof is sent.</summary>
internal sealed record OpenDispute(Guid Id, string Kind, string OpenedBy, string Reason, string Note)
{
    public static Result<Decision<Done>> Decide(OpenDispute dispute, Account? account) =>
        account is null ? new NotFound("There is no such account.")
        : account.Disputes.Any(d => d.Id == dispute.Id) ? new Decision<Done>(Done.Yes)
        : new Decision<Done>(Done.Yes, new DisputeOpened(account.PersonId, dispute.Id, dispute.Kind, dispute.OpenedBy, dispute.Reason, dispute.Note));
}

/// <summary>Ends a dispute: only a person may.</summary>
/// <param name="Resolution"><c>proof-sent</c>, <c>corrected</c> or <c>withdrawn</c>.</param>
internal sealed record ResolveDispute(Guid Id, string Resolution, DateTimeOffset? VerificationSentAt, string ResolvedBy)
{
    public static Result<Decision<Done>> Decide(ResolveDispute resolve, Account? account, DateTimeOffset now) =>
        account is null || account.Disputes.All(d => d.Id != resolve.Id) ? new NotFound("There is no such open dispute.")
        : resolve is { Resolution: "proof-sent", VerificationSentAt: null } ? new VerificationDayMissing("Say when the proof was sent.")
        : resolve.VerificationSentAt > now
            ? new VerificationNotSentYet("The proof is sent on a day that is still to come: close the dispute when it has left.")
        : new Decision<Done>(Done.Yes, new DisputeResolved(
            resolve.Id, resolve.Resolution, resolve.VerificationSentAt, resolve.ResolvedBy, account.Disputes.Any(d => d.Id != resolve.Id)));
}

internal sealed record VerificationDayMissing(string Message) : Invalid(Message);

internal sealed record VerificationNotSentYet(string Message) : Invalid(Message);
