using System.Text.Json;
using HybridBpo.Inbox.Contracts;

namespace HybridBpo.Collections.Import.Ageing;

/// <summary>The one case about a list that disagrees with our books. No machine looks at it, and no choice moves a balance.</summary>
internal static class AgeingCase
{
    public const string CaseKind = "collections.ageing";

    public const string OursStand = "ours-stand", ClientCorrects = "client-corrects", Explained = "explained";

    public static readonly CaseForm Form = new(
        [],
        [
            new(OursStand, "Our books stand", "Our books stand", false, false, "Nothing changes; the report stays as it is.", []),
            new(ClientCorrects, "Ask the client for what is missing", "Ask the client", false, false,
                "This decision moves nothing: accounts and balances change when the client’s placement or transactions are loaded.", []),
            new(Explained, "It is explained", "It is explained", false, false, "Such as payments that were under way on that day.", []),
        ],
        [
            new("timing", "Payments were under way"), new("document", "I have seen the client’s books"), new("client-said", "The client said so"),
            new("list-wrong", "The list is wrong"), new("ours-wrong", "Ours is wrong"), new("other", "Other", NeedsNote: true),
        ]);

    public static OpenCase Of(Guid id, string client, ImportRow import, AgeingEvidence facts) => new(
        id, client, CaseKind, "Why do the client’s ageing list and our books disagree?", import.FileName, import.Id, 0, null,
        new Evidence(1, JsonSerializer.Serialize(facts, JsonSerializerOptions.Web), import.FileName), Form, null, []);

    public static string Words(string choice) => Form.Choices.FirstOrDefault(c => c.Code == choice)?.Label ?? choice;
}

/// <summary>What disagreed when the list was loaded, by kind.</summary>
internal sealed record AgeingEvidence(
    string File, Guid ImportId, DateOnly AsOf, string Basis, string Currency, int Rows, IReadOnlyList<AgeingSum> Sums);

internal sealed record AgeingSum(string Kind, int Count, long OursMinor, long TheirsMinor);
