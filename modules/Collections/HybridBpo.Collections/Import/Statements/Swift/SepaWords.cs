using System.Text;
using System.Text.RegularExpressions;

namespace HybridBpo.Collections.Import.Statements.Swift;

/// <summary>Key words such as <c>EREF+</c> and <c>SVWZ+</c> within the remittance text of German banks.</summary>
internal sealed partial record SepaWords(string? EndToEndId, string? Reference, string? Name, string? Remittance)
{
    // A sub-field of full width goes on in the next; a shorter one is at its end.
    public const int Width = 27;

    public static bool AreIn(string text) => Plus().IsMatch(text);

    public static SepaWords Read(IReadOnlyList<string> parts)
    {
        // Older software writes a colon.
        var words = parts.Any(AreIn) ? Plus() : Colon();
        Dictionary<string, StringBuilder> said = [];
        var (free, current, full) = (new StringBuilder(), (string?)null, false);
        foreach (var part in parts)
        {
            var at = 0;
            foreach (Match match in words.Matches(part))
            {
                Take(part[at..match.Index]);
                (current, at, full) = (match.Groups["word"].Value, match.Index + match.Length, true);
            }

            Take(part[at..]);
            full = part.Length >= Width;
        }

        var text = $"{Of("SVWZ")} {free}";
        return new SepaWords(BankText.Reference(Of("EREF")), BankText.Reference(Of("KREF")), null, BankText.Squeeze(text));

        string? Of(string word) => said.TryGetValue(word, out var value) ? BankText.Squeeze(value.ToString()) : null;

        void Take(string text)
        {
            if (text.Length == 0) return;
            if (!full && current is not ("SVWZ" or "ABWA" or "ABWE")) current = null;
            var into = current is null ? free : said.TryGetValue(current, out var begun) ? begun : said[current] = new StringBuilder();
            if (into.Length > 0 && !full) into.Append(' ');
            into.Append(text);
        }
    }

    [GeneratedRegex(@"(?<![A-Za-z])(?<word>EREF|KREF|MREF|CRED|DEBT|COAM|OAMT|SVWZ|ABWA|ABWE|IBAN|BIC|PURP|ANAM|RREF)\+")]
    private static partial Regex Plus();

    [GeneratedRegex(@"(?<![A-Za-z])(?<word>EREF|KREF|MREF|CRED|SVWZ|ABWA|ABWE): ?")]
    private static partial Regex Colon();
}
