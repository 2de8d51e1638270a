using System.Globalization;
using System.Text;

namespace HybridBpo.Platform.Tracing;

/// <summary>Small letters without accents, so that "Müller" and "MULLER" are one. What is no letter of the Latin alphabet stays.</summary>
internal static class Folding
{
    private static readonly Dictionary<char, string> Ligatures = new()
    {
        ['ß'] = "ss", ['æ'] = "ae", ['œ'] = "oe", ['ø'] = "o", ['đ'] = "d", ['ð'] = "d", ['ł'] = "l", ['þ'] = "th", ['ı'] = "i",
    };

    // As people write them where a keyboard has no such letter.
    private static readonly (string Letter, string Written)[] Written =
        [("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("å", "aa"), ("ø", "oe")];

    public static string Fold(ReadOnlySpan<char> text)
    {
        if (Ascii.IsValid(text)) return string.Create(text.Length, text, static (into, from) => Ascii.ToLower(from, into, out _));
        var folded = new StringBuilder(text.Length);
        foreach (var c in new string(text).Normalize(NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.Format) continue;
            var small = char.ToLowerInvariant(c);
            if (Ligatures.TryGetValue(small, out var letters)) folded.Append(letters);
            else folded.Append(small);
        }

        return folded.ToString();
    }

    /// <summary>Folded, in every way in which people write the word.</summary>
    public static IReadOnlyList<string> Spellings(string word)
    {
        var small = word.Normalize(NormalizationForm.FormC).ToLowerInvariant();
        var written = Written.Aggregate(small, (text, w) => text.Replace(w.Letter, w.Written, StringComparison.Ordinal));
        return [.. new[] { Fold(small), Fold(written) }.Distinct()];
    }
}
