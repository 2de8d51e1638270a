using System.Text.RegularExpressions;

namespace HybridBpo.Collections.Import.Statements.Swift;

/// <summary>Field 61: <c>1401200220RC1,56NTRFREF//BANKREF</c> and up to one line of more.</summary>
/// <param name="Credit">RC is a reversed credit, money that goes out again; RD a reversed debit, money that comes back.</param>
/// <param name="Booked">EC and ED are only expected.</param>
/// <param name="Reversal">Marked as reversed, or of the type RTI: an item that came back.</param>
internal sealed partial record MtEntry(
    DateOnly? BookingDate, DateOnly? ValueDate, string Amount, bool Credit, bool Booked, string? Reference, string? BankReference, string? More,
    IReadOnlyList<string> Notes, bool Reversal = false)
{
    public static MtEntry? Read(MtField field)
    {
        var lines = field.Lines;
        var match = Shape().Match(lines[0].TrimEnd());
        if (!match.Success) return null;
        List<string> notes = [];
        var value = BankDate.Yymmdd(match.Groups["value"].Value, out var odd);
        if (odd is not null) notes.Add("The value date " + odd);
        if (value is null) notes.Add($"The value date \"{match.Groups["value"].Value}\" is no day: it is left open.");
        // SWIFT: the entry date is given when it differs from the value date.
        var booked = value;
        if (match.Groups["entry"] is { Success: true } given)
        {
            booked = value is { } near ? BankDate.Nearest(given.Value, near, out odd) : null;
            if (odd is not null) notes.Add("The entry date " + odd);
            if (booked is null) notes.Add($"The entry date \"{given.Value}\" is no day: it is left open.");
        }

        var mark = match.Groups["mark"].Value;
        var references = match.Groups["rest"].Value.Split("//", 2);
        return new MtEntry(
            booked, value, Comma(match.Groups["amount"].Value), mark is "C" or "EC" or "RD", mark[0] != 'E', BankText.Reference(references[0]),
            references.Length > 1 ? BankText.Reference(references[1]) : null, lines.Length > 1 ? string.Join(' ', lines[1..]) : null, notes,
            mark[0] == 'R' || match.Groups["type"].Value.EndsWith("RTI", StringComparison.Ordinal));
    }

    // The standard wants a comma; some programs write a point, which is no thousands mark where at most two digits follow it.
    private static string Comma(string amount) =>
        !amount.Contains(',') && amount.LastIndexOf('.') is var at and >= 0 && amount.Length - at <= 3 ? amount.Replace('.', ',') : amount;

    [GeneratedRegex(
        @"^(?<value>\d{6})(?<entry>\d{4})?(?<mark>R[CD]|E[CD]|[CD])(?<funds>[A-Z])?(?<amount>\d[\d.,]*)(?<type>[A-Z][A-Z0-9]{3})?(?<rest>.*)$")]
    private static partial Regex Shape();
}
