using System.Globalization;

namespace HybridBpo.Collections.Import.Statements.Bai;

/// <summary>Control totals against what is there.</summary>
internal static class BaiTotals
{
    /// <summary>Whole minor units with or without a sign.</summary>
    public static long? Signed(string? text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var minor) && minor != long.MinValue ? minor : null;

    /// <param name="found">Null when not all of it could be read.</param>
    public static void Check(string? said, Int128? found, string of, Action<string> tell)
    {
        if (Signed(said) is not { } total) tell($"The control total of the {of} is \"{BankText.Clean(said)}\", which is no amount.");
        else if (found is { } sum && sum != total)
            tell($"The control total of the {of} is {total}, what stands there makes {sum}. Something is missing or too much: ask the bank for the "
                + "file again.");
    }

    public static void CheckCount(string? said, int found, string of, Action<string> tell)
    {
        if (!int.TryParse(said, out var count)) tell($"The number of {of}s is \"{BankText.Clean(said)}\", which is no number.");
        else if (count != found) tell($"The bank says {CountText.Of(count, of)}, there {(found == 1 ? "is" : "are")} {found:N0}. "
            + "Ask the bank for the file again.");
    }
}
