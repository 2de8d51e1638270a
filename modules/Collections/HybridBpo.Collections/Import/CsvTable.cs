using HybridBpo.Collections.Import.Expected;

namespace HybridBpo.Collections.Import;

/// <summary>One row of the file.</summary>
/// <param name="Line">Line of the file on which it begins, counted from 1 with the header.</param>
internal sealed record TableRow(int Line, IReadOnlyList<string> Cells);

/// <summary>A row whose shape is wrong, so that its cells cannot be trusted.</summary>
internal sealed record BrokenRow(int Line, IReadOnlyList<string> Cells, string Reason);

/// <summary>A CSV file: header, rows and rows that are broken.</summary>
internal sealed record CsvTable(
    FileText File, char Delimiter, IReadOnlyList<string> Header, IReadOnlyList<TableRow> Rows, IReadOnlyList<BrokenRow> Broken)
{
    /// <summary>A last line that is no row and tells control totals.</summary>
    public Trailer? Trailer { get; private init; }


    // Text in memory is never waited for.
    public static Result<CsvTable> Read(FileText file) => CsvRecords.ReadAsync(
        () => Task.FromResult<TextReader>(new StringReader(file.Text)), raw: false, records => ReadAsync(file, records), CancellationToken.None)
        .GetAwaiter().GetResult();

    private static async Task<Result<CsvTable>> ReadAsync(FileText file, CsvRecords records)
    {
        var (rows, broken, tooMany) = (new List<TableRow>(), new List<BrokenRow>(), false);
        await foreach (var row in records.RowsAsync(CancellationToken.None))
        {
            if (tooMany = tooMany || rows.Count + broken.Count >= ImportLimits.Rows) continue;
            if (row.Wrong is { } reason) broken.Add(new BrokenRow(row.Line, row.Cells, reason));
            else rows.Add(new TableRow(row.Line, row.Cells));
        }

        if (records.TooLongBehind is > 0 and var line) return new FileUnreadable(
            file.Name, $"behind line {line} a line is longer than {ImportLimits.Record >> 20} MB, which no row is.");
        if (CheckHeader(file, records.Header) is { } wrong) return wrong;
        if (tooMany) return new FileUnreadable(file.Name,
            $"the file has more than {ImportLimits.Rows:N0} rows. Split it and load the parts one after the other.");
        var trailer = Trailer.TakeOut(records.Header, rows, broken);
        if (rows.Count + broken.Count == 0) return new FileUnreadable(file.Name, "the file has a header and no rows.");
        return new CsvTable(file, records.Delimiter, records.Header, rows, broken) { Trailer = trailer };
    }

    private static FileUnreadable? CheckHeader(FileText file, IReadOnlyList<string> header)
    {
        if (header.Count > ImportLimits.Columns) return new(
            file.Name, $"the header has {header.Count} columns; at most {ImportLimits.Columns} are taken.");
        if (header.Count < 2) return new(file.Name, "line 1 holds one column only. Columns are parted by comma, semicolon, tab or |.");
        if (header.Any(h => h.Length > 200)) return new(file.Name, "a column name in line 1 is longer than 200 characters: is the header missing?");
        var twice = header.Where(h => h.Length > 0).GroupBy(h => h, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1)?.Key;
        return twice is null ? null : new(file.Name, $"the column \"{twice}\" stands twice in line 1.");
    }
}
