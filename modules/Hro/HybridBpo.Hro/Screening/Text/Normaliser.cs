using System.Globalization;
using System.Text;

namespace HybridBpo.Hro.Screening;

/// <summary>Text after NFKC and after invisible characters were taken out, with the way back to the raw text.</summary>
/// <param name="Text">What a person sees and what every later step reads.</param>
/// <param name="Offsets">For each character of <paramref name="Text"/>, its offset in the raw text.</param>
/// <param name="TagMessage">What characters of the tag block spell, or empty.</param>
/// <param name="SplitWords">Words that zero-width characters cut in two.</param>
/// <param name="LongestZeroWidthRun">The longest run of zero-width characters: letters written in bits need many.</param>
/// <param name="Stripped">How many invisible characters were taken out.</param>
internal sealed record Normalised(
    string Text, IReadOnlyList<int> Offsets, string TagMessage, IReadOnlyList<string> SplitWords, int LongestZeroWidthRun, int Stripped);

/// <summary>NFKC, then without the tag block, zero-width and bidirectional control characters.</summary>
internal static class Normaliser
{
    public static string Clean(string raw) => IsPlain(raw) ? raw : Read(raw).Text;

    public static Normalised Read(string raw, bool softHyphenShows = true)
    {
        if (IsPlain(raw))
            return new Normalised(raw, new Identity(raw.Length), "", [], 0, 0);

        var text = new StringBuilder(raw.Length);
        var offsets = new List<int>(raw.Length);
        var tag = new StringBuilder();
        var splits = new List<int>();
        int stripped = 0, run = 0, longest = 0;
        for (var i = 0; i < raw.Length; i++)
        {
            var at = i;
            var point = char.IsHighSurrogate(raw[i]) && i + 1 < raw.Length && char.IsLowSurrogate(raw[i + 1]) ? char.ConvertToUtf32(raw[i], raw[++i])
                : raw[i];
            if (point is >= 0xE0000 and <= 0xE007F)
            {
                stripped++;
                if (point >= 0xE0020)
                    tag.Append((char)(point - 0xE0000));
                continue;
            }

            if (IsInvisible(point) || (point == 0xAD && !softHyphenShows))
            {
                stripped++;
                longest = Math.Max(longest, ++run);
                if (run == 1 && point != 0xAD && text.Length > 0 && IsLatin(text[^1]) && i + 1 < raw.Length)
                    splits.Add(text.Length);
                continue;
            }

            run = 0;
            foreach (var c in Folded(point, text))
            {
                text.Append(c);
                offsets.Add(at);
            }
        }

        var clean = text.ToString();
        var cut = splits.Where(s => s < clean.Length && IsLatin(clean[s])).Select(s => WordAt(clean, s)).Distinct().ToList();
        return new Normalised(clean, offsets, tag.ToString(), cut, longest, stripped);
    }

    /// <summary>Runs of blanks as one blank: the form in which quotes are compared.</summary>
    public static string Flat(string text)
    {
        var flat = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (!char.IsWhiteSpace(c))
                flat.Append(c);
            else if (flat.Length > 0 && flat[^1] != ' ')
                flat.Append(' ');
        }

        return flat.ToString().TrimEnd();
    }

    private static string Folded(int point, StringBuilder before)
    {
        if (before.Length > 0 && point is >= 0x300 and <= 0x36F && Compatibility.Compose(before[^1], point) is { } composed and < 0x10000)
        {
            before[^1] = (char)composed;
            return "";
        }

        if (point is >= 0xD800 and <= 0xDFFF)
            return "\uFFFD";
        return Compatibility.Fold(point) ?? char.ConvertFromUtf32(point);
    }

    private static bool IsPlain(string raw) => raw.All(c => c < 0x80);

    private static bool IsInvisible(int c) =>
        c is 0x200B or 0x200C or 0x200D or 0x200E or 0x200F or 0x2060 or 0x2061 or 0x2062 or 0x2063 or 0x2064 or 0xFEFF or 0x180E or 0x034F or 0x061C
            or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x206F) or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF);

    private static bool IsLatin(char c) => char.IsAsciiLetter(c) || (c is >= 'À' and <= 'ɏ'
        && char.GetUnicodeCategory(c) != UnicodeCategory.OtherSymbol);

    private static string WordAt(string text, int at)
    {
        int start = at, end = at;
        while (start > 0 && char.IsLetterOrDigit(text[start - 1]))
            start--;
        while (end < text.Length && char.IsLetterOrDigit(text[end]))
            end++;
        return text[start..end];
    }

    private sealed class Identity(int count) : IReadOnlyList<int>
    {
        public int Count => count;

        public int this[int index] => (uint)index < (uint)count ? index : throw new ArgumentOutOfRangeException(nameof(index));

        public IEnumerator<int> GetEnumerator() => Enumerable.Range(0, count).GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
