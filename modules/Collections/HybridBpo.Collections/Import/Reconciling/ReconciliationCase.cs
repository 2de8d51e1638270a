using System.Text.Json;
using HybridBpo.Inbox.Contracts;

namespace HybridBpo.Collections.Import.Reconciling;

/// <summary>The case about a placement row that disagrees with what was placed. No machine looks at it, and no choice moves a balance.</summary>
internal static class ReconciliationCase
{
    public const string CaseKind = "collections.reconciliation";

    public const string KeepOurs = "keep-ours", AskClient = "ask-client", ByTransaction = "by-transaction";

    public static readonly CaseForm Form = new(
        [],
        [
            new(KeepOurs, "Keep ours", "Keep ours", false, false, "Nothing changes; the row of the file is left out.", []),
            new(AskClient, "Ask the client", "Ask the client", false, false,
                "No contact about this account until the day, so that nobody is asked for a wrong amount.",
                [new("until", "Contact rests until", "date", "", 0, 0, true)]),
            new(ByTransaction, "Correct it by a transaction", "Correct it by a transaction", false, false,
                "This decision moves nothing: the balance changes when the client’s transaction is loaded.", []),
        ],
        [
            new("payments-explain", "Payments explain it"), new("document", "I have seen the document"), new("client-said", "The client said so"),
            new("file-wrong", "The file is wrong"), new("ours-wrong", "Ours is wrong"), new("other", "Other", NeedsNote: true),
        ]);

    public static OpenCase Of(Guid id, string client, Guid person, ReconciliationEvidence facts) => new(
        id, client, CaseKind, $"Which is right for {(facts.Name.Length > 0 ? facts.Name : facts.Reference)}: ours or the file’s?", facts.Reference,
        person, 0, null,
        new Evidence(1, JsonSerializer.Serialize(facts, JsonSerializerOptions.Web), $"{facts.Reference} {facts.Name} {facts.File}"), Form, null, []);
}

/// <summary>What we hold and what the file says, as they stood when the row came.</summary>
/// <param name="HeldFrom">The file and row that placed it, or null.</param>
internal sealed record ReconciliationEvidence(
    string Reference, string Name, string Currency, long HeldMinor, DateOnly? HeldDue, string? HeldFrom, DateOnly PlacedOn, long BalanceMinor,
    int Transactions, long SaidMinor, DateOnly SaidDue, string File, int Line, Guid ImportId)
{
    public static ReconciliationEvidence Read(string json) => JsonSerializer.Deserialize<ReconciliationEvidence>(json, JsonSerializerOptions.Web)!;
}
