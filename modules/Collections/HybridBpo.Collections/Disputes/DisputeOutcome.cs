using System.Globalization;
using HybridBpo.Events;
using HybridBpo.Inbox.Contracts;

namespace HybridBpo.Collections.Disputes;

/// <summary>What a person decides about an open dispute.</summary>
internal static class DisputeCase
{
    public const string CaseKind = "collections.dispute";

    public static readonly CaseForm Form = new(
        [],
        [
            new("proof-sent", "The proof was sent", "Close: proof sent", false, false, "Contact may begin again after it.",
                [new("sentOn", "Sent on", "date", "", 0, 0, true)]),
            new("corrected", "The bill was wrong and is corrected", "Close: corrected", false, false,
                "The correction comes as a transaction of the client.", []),
            new("withdrawn", "The person takes it back", "Close: taken back", false, false, "", []),
        ],
        [new("document", "I have seen the document"), new("client-said", "The client said so"), new("person-said", "The person said so"),
            new("other", "Other", NeedsNote: true)]);
}

/// <summary>The facts of a dispute as its case shows them.</summary>
internal sealed record DisputeEvidence(string Reference, string Currency, long BalanceMinor, string What, DateTimeOffset OpenedAt,
    string Zone = "UTC");

/// <summary>Applies the decision on a dispute, once.</summary>
internal sealed class DisputeOutcome(EventStore store, Database database, Clients clients, TimeProvider time) : IOutcomeHandler
{
    public string Kind => DisputeCase.CaseKind;

    public async Task<Result<Done>> ApplyAsync(Outcome outcome, CancellationToken ct)
    {
        var access = Reader(outcome.Client);
        if (await FindAsync(outcome.Client, outcome.CaseId, ct) is not { } row
            || await clients.GetAsync(access, outcome.Client, ct) is not { } client)
            return new NotFound("There is no dispute for this case.");
        var now = time.GetUtcNow();
        var resolve = new ResolveDispute(row.DisputeId, outcome.Choice, Sent(outcome.Fields, client, now), outcome.DecidedBy);
        return await store.DecideAsync<Account, Done>(
            access, outcome.Client, row.AccountId, outcome.DecisionId, account => ResolveDispute.Decide(resolve, account, now), null, ct);
    }

    public async Task<AnswerImpossible?> CheckAsync(Answer answer, CancellationToken ct)
    {
        if (await FindAsync(answer.Client, answer.CaseId, ct) is not { } row
            || await clients.GetAsync(Reader(answer.Client), answer.Client, ct) is not { } client)
            return new AnswerImpossible("", "There is no dispute for this case.");
        var now = time.GetUtcNow();
        var resolve = new ResolveDispute(row.DisputeId, answer.Choice, Sent(answer.Fields, client, now), "");
        return ResolveDispute.Decide(resolve, await store.AggregateStreamAsync<Account>(answer.Client, row.AccountId, ct: ct), now).Refusal is { } why
            ? new AnswerImpossible(why is VerificationNotSentYet or VerificationDayMissing ? "sentOn" : "", why.Message) : null;
    }

    private static DateTimeOffset? Sent(IReadOnlyDictionary<string, string> fields, Client client, DateTimeOffset now) =>
        DateOnly.TryParseExact(fields.GetValueOrDefault("sentOn"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? client.At(day, now) : null;

    private Task<Found?> FindAsync(string client, Guid caseId, CancellationToken ct) => database.SingleOrDefaultAsync<Found>(Reader(client), $"""
        select account_id, dispute_id from collections.dispute_cases where client_id = {client} and case_id = {caseId}
        """, ct);

    private static Access Reader(string client) => Access.System("dispute-outcome", client);

    private sealed record Found(Guid AccountId, Guid DisputeId);
}
