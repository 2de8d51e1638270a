using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Erasing;
using HybridBpo.Collections.Nudges;
using HybridBpo.Events;

namespace HybridBpo.Collections.Reach;

/// <summary>Takes calls down on the person's stream, so that the contact budget moves at once.</summary>
internal sealed class Calls(EventStore store, ContactFiles files, TimeProvider time)
{
    /// <param name="make">The call, of the person's numbers and accounts.</param>
    public async Task<Result<Recorded>> RecordAsync(
        Access access, AccountRow account, Func<ContactFile, Result<RecordCall>> make, Guid command, CancellationToken ct)
    {
        if (!access.May(Act.RecordContact)) return new Forbidden("Only whoever works accounts records calls.");
        if (account.IsErased) return new PersonErased();
        if (await files.LoadAsync(access, account.ClientId, account.PersonId, ct) is not { } file) return new NotFound("There is no such person.");
        if (!make(file).Is(out var call, out var refusal)) return refusal;
        if (call.Problem(time.GetUtcNow()) is { } problem) return problem;
        var before = false;
        var done = await store.DecideAboutAsync<Person, Done>(
            access, account.ClientId, account.PersonId, command, person =>
            {
                before = person?.Calls.Find(call.Telling) is not null;
                return RecordCall.Decide(call, file, person);
            },
            (session, _) =>
            {
                if (call.Number is { } number && Works(call) is { } works) session.Queue($"""
                    update collections.addresses set bounced = {!works} where client_id = {account.ClientId} and id = {number.Id}
                    """);
            }, ct);
        return done.Refusal is { } no ? no : new Recorded(before);
    }

    // Whoever talks with the person there has the right number, whatever was noted before.
    private static bool? Works(RecordCall call) => call.Outcome switch
    {
        CallOutcomes.RightParty => true,
        CallOutcomes.WrongNumber => false,
        _ => null,
    };
}
