using CsvHelper;

namespace HybridBpo.Collections.Import;

/// <summary>Whether the cells of a row can be trusted.</summary>
internal static class RowShape
{
    public static string? WhatIsWrong(IReadOnlyList<string> header, string[] cells, CsvMalformedReason? malformed) =>
        malformed switch
        {
            CsvMalformedReason.UnterminatedQuote or CsvMalformedReason.LineBreakInQuotes => "a quotation mark is opened and not closed on this line",
            CsvMalformedReason.TextAfterClosingQuote =>
                "text stands behind a closing quotation mark; a quotation mark inside a cell is written twice",
            _ => null,
        }
        ?? (cells.Length < header.Count ? $"only {cells.Length} of {CountText.Of(header.Count, "column")}: is the line cut off?"
        : cells.Length > header.Count
            ? $"{CountText.Of(cells.Length, "column")} instead of {header.Count}: a cell that holds the separator must be quoted"
        : Array.FindIndex(cells, c => c.Length > ImportLimits.Cell) is >= 0 and var i
            ? $"{header[i]} is longer than {ImportLimits.Cell:N0} characters"
        : Array.FindIndex(cells, c => c.Any(x => char.IsControl(x) && x is not ('\t' or '\r' or '\n'))) is >= 0 and var k
            ? $"{header[k]} holds control characters"
        : Array.FindIndex(cells, c => c.Any(TurnsText)) is >= 0 and var t
            ? $"{header[t]} holds invisible characters that turn the direction of the text"
        : null);

    // With these a name or reference can be shown as another one than it is.
    private static bool TurnsText(char x) => x is (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');

    public static string Cut(string cell) => cell.Length > 200 ? cell[..200] + "…" : cell;
}
