using HybridBpo.Collections.Import.Payments;
using HybridBpo.Collections.Import.Statements;

namespace HybridBpo.Collections.Tests.Import.Payments;

/// <summary>Entries and accounts for the matching.</summary>
internal static class Paying
{
    public static readonly DateOnly Today = new(2026, 10, 13);

    public static StatementEntry Said(
        long minor, string? text = null, string? name = null, string? endToEnd = null, string? structured = null, bool credit = true,
        bool reversal = false, string currency = "USD", DateOnly? day = null, string? bank = null, bool booked = true) => new(
        day ?? Today, day ?? Today, minor, currency, credit, structured, endToEnd, name, text, booked, structured, reversal,
        new BankBooking(bank, credit ? minor : -minor));

    public static BankEntry Entry(StatementEntry said, int number = 1) =>
        EntryKeys.Of("tilbury", new StatementFile("MT940", [new Statement("DE1", said.Currency, null, null, null, null, null, [said])], []))[0]
            with
        { Number = number };

    public static Payable Account(
        string reference, string name = "Ann Marsh", long balance = 10_000, long oldest = 0, string currency = "USD", bool open = true) => new(
        Collections.Account.IdOf("tilbury", reference), reference, currency, name, balance, oldest, new DateOnly(2026, 1, 1), open);

    public static Match Match(StatementEntry said, params Payable[] accounts) =>
        Matching.Of(Entry(said), new Books("tilbury", accounts, []), Today, false);
}
