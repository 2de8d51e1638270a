namespace HybridBpo.Collections.Risk;

internal static class CsvText
{
    /// <summary>Quotes a cell when it must be.</summary>
    public static string Quote(string text) =>
        text.AsSpan().IndexOfAny("\",;\t\r\n") < 0 ? text : "\"" + text.Replace("\"", "\"\"") + "\"";
}
