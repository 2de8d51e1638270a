using CsvHelper;

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
    public static Result<CsvTable> Read(FileText file)
    {
        var read = Read(file, lineBreaksInQuotes: true, out var unclosed);
        // One quotation mark that is never closed must not swallow the rows behind it: read again, line by line.
        return unclosed ? Read(file, lineBreaksInQuotes: false, out _) : read;
    }

    private static Result<CsvTable> Read(FileText file, bool lineBreaksInQuotes, out bool unclosed)
    {
        var malformed = new Dictionary<long, CsvMalformedReason>();
        using var reader = CsvReader.FromText(file.Text, new CsvReaderOptions
        {
            TrackLineNumbers = true,
            AllowLineBreaksInQuotes = lineBreaksInQuotes,
            TrimWhitespace = true,
            OnMalformedRecord = m => malformed.TryAdd(m.LineNumber, m.Reason),
        });
        reader.ReadHeader();
        var header = reader.Headers.ToArray().Select(h => h.Trim().TrimStart('\uFEFF')).ToArray();
        var (rows, broken, tooMany) = (new List<TableRow>(), new List<BrokenRow>(), false);
        while (!tooMany && reader.Read())
        {
            var cells = reader.Current.ToArray();
            if (cells.All(string.IsNullOrWhiteSpace)) continue;
            tooMany = rows.Count + broken.Count >= ImportLimits.Rows;
            var line = (int)reader.LineNumber;
            if (WhatIsWrong(header, cells, malformed.TryGetValue(line, out var m) ? m : null) is { } reason)
                broken.Add(new BrokenRow(line, [.. cells.Take(header.Length).Select(Cut)], reason));
            else rows.Add(new TableRow(line, [.. cells.Select(c => c.Trim())]));
        }

        unclosed = malformed.ContainsValue(CsvMalformedReason.UnterminatedQuote);
        if (CheckHeader(file, header) is { } wrong) return wrong;
        if (tooMany) return new FileUnreadable(file.Name,
            $"the file has more than {ImportLimits.Rows:N0} rows. Split it and load the parts one after the other.");
        if (rows.Count + broken.Count == 0) return new FileUnreadable(file.Name, "the file has a header and no rows.");
        return new CsvTable(file, reader.Separator, header, rows, broken);
    }

    private static FileUnreadable? CheckHeader(FileText file, string[] header)
    {
        if (header.Length > ImportLimits.Columns) return new(
            file.Name, $"the header has {header.Length} columns; at most {ImportLimits.Columns} are taken.");
        if (header.Length < 2) return new(file.Name, "line 1 holds one column only. Columns are parted by comma, semicolon, tab or |.");
        if (header.Any(h => h.Length > 200)) return new(file.Name, "a column name in line 1 is longer than 200 characters: is the header missing?");
        var twice = header.Where(h => h.Length > 0).GroupBy(h => h, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1)?.Key;
        return twice is null ? null : new(file.Name, $"the column \"{twice}\" stands twice in line 1.");
    }

    private static string? WhatIsWrong(string[] header, string[] cells, CsvMalformedReason? malformed) =>
        malformed switch
        {
            CsvMalformedReason.UnterminatedQuote or CsvMalformedReason.LineBreakInQuotes => "a quotation mark is opened and not closed on this line",
            CsvMalformedReason.TextAfterClosingQuote =>
                "text stands behind a closing quotation mark; a quotation mark inside a cell is written twice",
            _ => null,
        }
        ?? (cells.Length < header.Length ? $"only {cells.Length} of {CountText.Of(header.Length, "column")}: is the line cut off?"
        : cells.Length > header.Length
            ? $"{CountText.Of(cells.Length, "column")} instead of {header.Length}: a cell that holds the separator must be quoted"
        : Array.FindIndex(cells, c => c.Length > ImportLimits.Cell) is >= 0 and var i
            ? $"{header[i]} is longer than {ImportLimits.Cell:N0} characters"
        : Array.FindIndex(cells, c => c.Any(x => char.IsControl(x) && x is not ('\t' or '\r' or '\n'))) is >= 0 and var k
            ? $"{header[k]} holds control characters"
        : Array.FindIndex(cells, c => c.Any(TurnsText)) is >= 0 and var t
            ? $"{header[t]} holds invisible characters that turn the direction of the text"
        : null);

    // With these a name or reference can be shown as another one than it is.
    private static bool TurnsText(char x) => x is (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');

    private static string Cut(string cell) => cell.Length > 200 ? cell[..200] + "…" : cell;
}
