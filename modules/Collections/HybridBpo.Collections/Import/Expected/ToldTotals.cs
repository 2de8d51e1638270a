using System.Globalization;

namespace HybridBpo.Collections.Import.Expected;

/// <summary>Control totals as a person typed them.</summary>
internal sealed record ToldTotals(int? Rows, string? Sum)
{
    public static ToldTotals None { get; } = new(null, null);

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
