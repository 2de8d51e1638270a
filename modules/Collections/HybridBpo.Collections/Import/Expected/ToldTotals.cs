using System.Globalization;

namespace HybridBpo.Collections.Import.Expected;

/// <summary>Control totals as a person typed them, or as a file beside the other one tells them.</summary>
/// <param name="From"><c>typed</c>, or null: they stood in a file beside it.</param>
internal sealed record ToldTotals(int? Rows, string? Sum, string? From = ToldTotals.ByPerson)
{
    public const string ByPerson = "typed";

    private const int MostLines = 20;

    public static ToldTotals None { get; } = new(null, null);

    /// <summary>Lines such as <c>rows=1250</c> and <c>sum=98765.40</c>; what is not understood is refused.</summary>
    public static Result<ToldTotals> OfSidecar(string text)
    {
        var told = new ToldTotals(null, null, null);
        var lines = text.Split('\n').Select(l => l.Trim('\ufeff', ' ', '\t', '\r')).Where(l => l.Length > 0).ToList();
        if (lines.Count is 0 or > MostLines) return Unknown;
        foreach (var line in lines)
            if (line.Split(['=', ':'], 2, StringSplitOptions.TrimEntries) is not [var name, { Length: > 0 } value]) return Unknown;
            else if (name.Equals("sum", StringComparison.OrdinalIgnoreCase)) told = told with { Sum = value };
            else if (name.Equals("rows", StringComparison.OrdinalIgnoreCase)) told = told with { Rows = Typed(value, null).Rows };
            else return Unknown;
        return told;
    }

    private static TotalsUnreadable Unknown { get; } = new("Its .totals file is not understood: write rows=1250 and sum=98765.40, each on a line.");

    public static ToldTotals Typed(string? rows, string? sum) => new(
        string.IsNullOrWhiteSpace(rows) ? null : int.TryParse(rows, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : -1,
        string.IsNullOrWhiteSpace(sum) ? null : sum.Trim());

    public Result<ReadTotals> Read(string currency)
    {
        if (Rows is < 0 or > 100_000_000) return new TotalsUnreadable("Write the rows as a whole number, such as 1250.");
        if (Sum is null) return new ReadTotals(Rows, null);
        return Formats.Amount(Sum, Formats.Point, currency).Is(out var minor, out var refusal) ? new ReadTotals(Rows, minor)
            : new TotalsUnreadable($"The sum cannot be read: {refusal.Message}. Write it as 1234.50.");
    }
}

internal sealed record ReadTotals(int? Rows, long? Minor);

internal sealed record TotalsUnreadable(string Message) : Invalid(Message);
