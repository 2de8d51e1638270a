using System.Text.RegularExpressions;

namespace HybridBpo.Collections.Import.Statements.Swift;

/// <summary>The two columns of words that ABN AMRO prints: <c>SEPA OVERBOEKING   IBAN: NL…   NAAM: J. SMIT   OMSCHRIJVING: Invoice 7</c>.</summary>
internal static partial class Columns
{
    public static MtDetails? Read(string text)
    {
        if (!text.StartsWith("SEPA ", StringComparison.Ordinal)) return null;
        var joined = MtDetails.Unwrap(text);
        var words = Word().Matches(joined);
        if (words.Count == 0) return null;
        Dictionary<string, string> said = [];
        for (var i = 0; i < words.Count; i++)
        {
            var (from, to) = (words[i].Index + words[i].Length, i + 1 < words.Count ? words[i + 1].Index : joined.Length);
            said.TryAdd(words[i].Groups["word"].Value, joined[from..to]);
        }

        return new MtDetails(
            BankText.Reference(said.GetValueOrDefault("KENMERK")), BankText.Squeeze(said.GetValueOrDefault("NAAM")),
            BankText.Squeeze(said.GetValueOrDefault("OMSCHRIJVING")), BankText.Reference(said.GetValueOrDefault("BETALINGSKENM.")));
    }

    [GeneratedRegex(@"(?<![A-Z])(?<word>IBAN|BIC|NAAM|OMSCHRIJVING|KENMERK|MACHTIGING|INCASSANT|BETALINGSKENM\.)(: ?| )")]
    private static partial Regex Word();
}
