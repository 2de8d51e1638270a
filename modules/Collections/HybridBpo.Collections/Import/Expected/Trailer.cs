using System.Globalization;

namespace HybridBpo.Collections.Import.Expected;

/// <summary>A last line such as <c>TRAILER,1250,98765.40</c> or <c>Total,,,98765.40</c>: a word for it, and nothing else but numbers.</summary>
/// <param name="IsShort">It has fewer cells than the header: rows and sum stand one after the other. Else the sum stands in its own column.</param>
internal sealed record Trailer(IReadOnlyList<string> Cells, bool IsShort)
{
    private static readonly HashSet<string> Words =
        ["trailer", "trl", "trailerrecord", "total", "totals", "grandtotal", "control", "controltotal", "controltotals", "footer", "sum"];

    /// <summary>Takes it out of the rows, if the last line is one.</summary>
    public static Trailer? TakeOut(IReadOnlyList<string> header, List<TableRow> rows, List<BrokenRow> broken)
    {
        var isBroken = broken.Count > 0 && (rows.Count == 0 || broken[^1].Line > rows[^1].Line);
        if (rows.Count + broken.Count < 2 || (isBroken ? broken[^1].Cells : rows[^1].Cells) is not { } cells || !IsOne(cells)) return null;
        if (isBroken) broken.RemoveAt(broken.Count - 1);
        else rows.RemoveAt(rows.Count - 1);
        return new Trailer(cells, cells.Count < header.Count);
    }

    /// <summary>What it tells, as far as it can be read.</summary>
    /// <param name="table">The file.</param>
    /// <param name="mapping">Its columns and formats.</param>
    /// <param name="field">Our field for the amount; null when the file has none.</param>
    /// <param name="currency">Of the client.</param>
    public ReadTotals Read(CsvTable table, Mapping mapping, string? field, string currency)
    {
        if (!IsShort) return new ReadTotals(null, mapping.Columns.FirstOrDefault(c => c.Value == field).Key is { } column
            && Mapping.Index(table, column) is >= 0 and var at && at < Cells.Count ? Amount(Cells[at]) : null);
        var numbers = Cells.Skip(1).Where(c => c.Trim().Length > 0).ToList();
        int? rows = numbers.Count > 0 && int.TryParse(numbers[0].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : null;
        return new ReadTotals(rows, numbers.Count > 1 ? Amount(numbers[1]) : null);

        long? Amount(string text) => mapping.AmountFormat is { } format && text.Trim().Length > 0
            && Formats.Amount(text, format, currency).Is(out var minor, out _) ? minor : null;
    }

    private static bool IsOne(IReadOnlyList<string> cells)
    {
        var said = cells.Select(c => c.Trim()).Where(c => c.Length > 0).ToList();
        return said.Count > 1 && Words.Contains(Fields.Plain(said[0])) && said.Skip(1).All(c => c.Any(char.IsAsciiDigit) && !c.Any(char.IsLetter));
    }
}
