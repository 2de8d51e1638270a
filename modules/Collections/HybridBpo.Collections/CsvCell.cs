namespace HybridBpo.Collections;

/// <summary>A cell of a CSV file that we write.</summary>
internal static class CsvCell
{
    /// <summary>For people who will open it in a spreadsheet: what that would take for a formula gets an apostrophe in front.</summary>
    public static string Of(string text) =>
        Quoted(text.Length > 0 && "=+-@\t\r".Contains(text[0]) && !double.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out _)
            ? "'" + text : text);

    /// <summary>For programs: the text as it is, quoted where it must be.</summary>
    public static string Quoted(string text) =>
        text.AsSpan().ContainsAny(",\";\t\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
