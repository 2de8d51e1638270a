using System.Globalization;

namespace HybridBpo.Platform;

/// <summary>A cell of a CSV file that we write (RFC 4180).</summary>
public static class CsvCell
{
    // Also as the full-width signs that some spreadsheets take for the same.
    private const string Formula = "=+-@\uFF1D\uFF0B\uFF0D\uFF20";

    /// <summary>For people who open it in a spreadsheet: what that would take for a formula gets an apostrophe in front. A number is none.</summary>
    /// <param name="text">The text, from wherever.</param>
    public static string Of(string text) => Quoted(IsFormula(text) ? "'" + text : text);

    /// <summary>For programs: the text as it is, quoted where it must be.</summary>
    /// <param name="text">The text.</param>
    public static string Quoted(string text) =>
        text.AsSpan().ContainsAny(",\";\t\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;

    private static bool IsFormula(string text)
    {
        var first = text.AsSpan().TrimStart();
        return !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _)
            && ((first.Length > 0 && Formula.Contains(first[0])) || text.StartsWith('\t') || text.StartsWith('\r'));
    }
}
