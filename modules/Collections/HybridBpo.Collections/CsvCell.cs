namespace HybridBpo.Collections;

/// <summary>A cell of a CSV file that people will open in a spreadsheet.</summary>
internal static class CsvCell
{
    /// <summary>Quoted where needed; what a spreadsheet would take for a formula gets an apostrophe in front.</summary>
    public static string Of(string text)
    {
        if (text.Length > 0 && "=+-@\t\r".Contains(text[0])
            && !double.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out _)) text = "'" + text;
        return text.AsSpan().ContainsAny(",\"\r\n;") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
