using System.Globalization;
using System.Text.Json;
using HybridBpo.Inbox.Contracts;

namespace HybridBpo.Collections.Import.Payments;

/// <summary>The case about money that nobody could assign. No machine looks at it: candidates are facts of the matching, none is proposed.</summary>
internal static class UnmatchedPayment
{
    public const string CaseKind = "collections.unmatched-payment";

    public const string Book = "book", SendBack = "send-back", Park = "park";

    /// <summary>Open cases of a client at a time; the others wait in sight until one of them is decided.</summary>
    public const int MostOpen = 50;

    public static readonly CaseForm Form = new(
        [],
        [
            new(Book, "Book it on an account", "Book it", false, false, "The whole amount is booked on the account whose reference you give.",
                [new("account", "Account reference", "text", "", 0, 0, true)]),
            new(SendBack, "Not ours: send it back", "Send it back", false, false,
                "Nothing is booked. Ask the bank to return the money: this decision does not move it.", []),
            new(Park, "Park it", "Park it", false, false, "Nothing is booked until the client or the bank has explained it.", []),
        ],
        [
            new("reference-read", "The reference says it"), new("client-said", "The client said so"), new("payer-said", "The payer said so"),
            new("bank-said", "The bank said so"), new("seen-before", "It was booked before"), new("other", "Other", NeedsNote: true),
        ]);

    public static Guid IdOf(string client, Guid import, int number) => Ids.For(client, "unmatched-payment", $"{import:N}|{number}");

    public static OpenCase Of(Guid id, string client, UnmatchedEvidence facts)
    {
        var amount = MoneyText.Format(facts.AmountMinor, facts.Currency);
        return new OpenCase(
            id, client, CaseKind, facts.Credit ? $"Whose payment are these {amount}?" : $"Which payment came back with these {amount}?",
            $"{facts.Day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "no day"} entry {facts.Number}", id, 0, null,
            new Evidence(1, JsonSerializer.Serialize(facts, JsonSerializerOptions.Web),
                string.Join(' ', new[] { facts.File, facts.Counterparty, facts.Remittance, facts.EndToEndId, facts.Structured }.OfType<string>())),
            Form, null, [], facts.Counterparty is { Length: > 0 } who ? $"{Short(who)}, {amount}" : amount);
    }

    private static string Short(string text) => text.Length > 150 ? text[..150] + "…" : text;
}

/// <summary>The entry as it was read, and what it may be for.</summary>
/// <param name="Why">Code of the reason that nobody could assign it.</param>
internal sealed record UnmatchedEvidence(
    string File, Guid ImportId, int Number, string? BankAccount, DateOnly? Day, long AmountMinor, string Currency, bool Credit, string? Structured,
    string? EndToEndId, string? BankReference, string? Counterparty, string? Remittance, string Why, IReadOnlyList<UnmatchedCandidate> Candidates)
{
    private const int MostCandidates = 10, MostText = 2_000;

    public static UnmatchedEvidence Of(ImportRow import, BankEntry entry, Match match) => new(
        import.FileName, import.Id, entry.Number, Cut(entry.Account), entry.Day, entry.Said.AmountMinor, entry.Said.Currency, entry.Said.Credit,
        Cut(entry.Said.Structured), Cut(entry.Said.EndToEndId), Cut(entry.Said.Bank?.Reference), Cut(entry.Said.Counterparty),
        Cut(entry.Said.Remittance), match.Why,
        [.. match.Candidates.Take(MostCandidates).Select(c => new UnmatchedCandidate(c.Id, c.Reference, c.Name, c.Currency, c.BalanceMinor))]);

    public static UnmatchedEvidence Read(string json) => JsonSerializer.Deserialize<UnmatchedEvidence>(json, JsonSerializerOptions.Web)!;

    private static string? Cut(string? text) => text?.Length > MostText ? text[..MostText] + "…" : text;
}

internal sealed record UnmatchedCandidate(Guid Id, string Reference, string Name, string Currency, long BalanceMinor);
