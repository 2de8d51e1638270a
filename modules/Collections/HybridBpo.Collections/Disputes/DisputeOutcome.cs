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
            new("other", "Other")]);
}

/// <summary>The facts of a dispute as its case shows them.</summary>
internal sealed record DisputeEvidence(string Reference, string Currency, long BalanceMinor, string What, DateTimeOffset OpenedAt);

/// <summary>Applies the decision on a dispute, once.</summary>
internal sealed class DisputeOutcome(EventStore store, Database database, Clients clients, TimeProvider time) : IOutcomeHandler
{
    public string Kind => DisputeCase.CaseKind;

    public async Task<Result<Done>> ApplyAsync(Outcome outcome, CancellationToken ct)
    {
        var access = Access.System("dispute-outcome", outcome.Client);
        var row = await database.SingleOrDefaultAsync<Found>(
            access, $"""
            select account_id, dispute_id from collections.dispute_cases where client_id = {outcome.Client} and case_id = {outcome.CaseId}
            """, ct);
        if (row is null || await clients.GetAsync(access, outcome.Client, ct) is not { } client)
            return new NotFound("There is no dispute for this case.");
        var now = time.GetUtcNow();
        DateTimeOffset? sent = DateOnly.TryParseExact(
            outcome.Fields.GetValueOrDefault("sentOn"), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? client.At(day, now) : null;
        return await store.DecideAsync<Account, Done>(
            access, outcome.Client, row.AccountId, outcome.DecisionId,
            account => ResolveDispute.Decide(new ResolveDispute(row.DisputeId, outcome.Choice, sent, outcome.DecidedBy), account, now), null, ct);
    }

    private sealed record Found(Guid AccountId, Guid DisputeId);
}
