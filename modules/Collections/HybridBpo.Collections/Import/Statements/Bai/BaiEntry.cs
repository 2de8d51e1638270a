using System.Text.RegularExpressions;

namespace HybridBpo.Collections.Import.Statements.Bai;

/// <summary>A transaction (16).</summary>
/// <param name="Entry">Null for what moves no money (type 890).</param>
/// <param name="Minor">The amount as the control totals count it.</param>
internal sealed partial record BaiEntry(StatementEntry? Entry, long Minor, string? Note)
{
    public static Result<BaiEntry> Read(BaiRecord record, DateOnly? asOf, string currency)
    {
        var fields = record.Fields();
        var type = fields.Next() ?? "";
        var amount = fields.Next() ?? "";
        if (type.Length != 3 || !int.TryParse(type, out var code))
            return new BadAmount($"\"{BankText.Clean(type)}\" is no type code of three digits.");
        if (amount is ['-', ..])
            return new BadAmount($"The amount {BankText.Clean(amount)} is negative: the type code says which way an entry went.");
        if (BaiTotals.Signed(amount.Length == 0 && code == 890 ? "0" : amount) is not { } minor)
            return new BadAmount($"\"{BankText.Clean(amount)}\" is no amount in whole minor units.");
        if (!fields.Funds(out var funds, out var day)) return new BadAmount($"\"{BankText.Clean(funds)}\" is no kind of availability.");
        if (code == 890) return new BaiEntry(null, minor, null);
        if (Way(code) is not { } credit) return new BadAmount($"Type code {code} says neither credit nor debit.");
        string? note = null;
        var value = funds == "0" ? asOf : day is { Length: > 0 } ? BankDate.Yymmdd(day, out note) : null;
        if (day is { Length: > 0 } && value is null) note = $"The value date \"{BankText.Clean(day)}\" is no day: it is left open.";
        var (bank, customer) = (Reference(fields.Next()), Reference(fields.Next()));
        var text = fields.Text();
        return new BaiEntry(
            new StatementEntry(
                asOf, value, minor, currency, credit, customer ?? bank, null, Party(text, credit), BankText.Squeeze(string.Join(' ', text)),
                Structured: customer, Reversal: IsReturn(code), Bank: new BankBooking(bank, credit ? minor : -minor)),
            minor, note);
    }

    // Credits, debits, and the codes that banks give themselves.
    private static bool? Way(int code) => code switch
    {
        (>= 100 and <= 399) or (>= 920 and <= 959) => true,
        (>= 400 and <= 699) or (>= 960 and <= 999) => false,
        _ => null,
    };

    // Deposited item returned, ACH return and reversal, either way.
    private static bool IsReturn(int code) => code is 257 or 258 or 555 or 557 or 558;

    private static string? Reference(string? text) => BankText.Reference(text) is { } clean && clean.AsSpan().ContainsAnyExcept('0') ? clean : null;

    // Wires: who sent the money, or who got it.
    private static string? Party(IReadOnlyList<string> text, bool credit)
    {
        foreach (var line in text)
            if (Word().Match(line) is { Success: true } match && match.Groups["word"].Value.StartsWith("ORG", StringComparison.Ordinal) == credit)
                return BankText.Squeeze(match.Groups["name"].Value);
        return null;
    }

    [GeneratedRegex(@"^(?<word>ORG( NAME)?|BNF( NAME)?):=(?<name>.+)$")]
    private static partial Regex Word();
}
