using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace HybridBpo.Platform.Tracing;

/// <summary>Small letters without accents, so that "Müller" and "MULLER" are one. What is no letter of the Latin alphabet stays.</summary>
internal static class Folding
{
    // The product runs without a culture's tables, in which nothing can be taken apart: each letter, and after it its forms with accents.
    private static readonly string[] Accented =
    [
        "aàáâãäåāăąǎǟǡǻȁȃȧḁạảấầẩẫậắằẳẵặ",
        "bḃḅḇ",
        "cçćĉċčḉ",
        "dďḋḍḏḑḓ",
        "eèéêëēĕėęěȅȇȩḕḗḙḛḝẹẻẽếềểễệ",
        "fḟ",
        "gĝğġģǧǵḡ",
        "hĥȟḣḥḧḩḫẖ",
        "iìíîïĩīĭįǐȉȋḭḯỉị",
        "jĵǰ",
        "kķǩḱḳḵ",
        "lĺļľḷḹḻḽ",
        "mḿṁṃ",
        "nñńņňǹṅṇṉṋ",
        "oòóôõöōŏőơǒǫǭȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợ",
        "pṕṗ",
        "rŕŗřȑȓṙṛṝṟ",
        "sśŝşšșṡṣṥṧṩ",
        "tţťțṫṭṯṱẗ",
        "uùúûüũūŭůűųưǔǖǘǚǜȕȗṳṵṷṹṻụủứừửữự",
        "vṽṿ",
        "wŵẁẃẅẇẉẘ",
        "xẋẍ",
        "yýÿŷȳẏẙỳỵỷỹ",
        "zźżžẑẓẕ",
    ];

    private static readonly FrozenDictionary<char, string> Plain = Accented
        .SelectMany(letter => letter.Skip(1).Select(accented => (accented, plain: letter[..1])))
        .Concat([('ß', "ss"), ('æ', "ae"), ('œ', "oe"), ('ø', "o"), ('đ', "d"), ('ð', "d"), ('ł', "l"), ('þ', "th"), ('ı', "i"), ('ŋ', "n")])
        .ToFrozenDictionary(pair => pair.Item1, pair => pair.Item2);

    // As people write them where a keyboard has no such letter.
    private static readonly (string Letter, string Written)[] Written =
        [("a\u0308", "ae"), ("o\u0308", "oe"), ("u\u0308", "ue"), ("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("å", "aa"), ("ø", "oe")];

    public static string Fold(ReadOnlySpan<char> text)
    {
        if (Ascii.IsValid(text)) return string.Create(text.Length, text, static (into, from) => Ascii.ToLower(from, into, out _));
        var folded = new StringBuilder(text.Length + 8);
        foreach (var c in text)
        {
            if (char.IsAscii(c)) folded.Append(char.ToLowerInvariant(c));
            else if (CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.Format) continue;
            else if (char.ToLowerInvariant(c) is var small && Plain.TryGetValue(small, out var plain)) folded.Append(plain);
            else folded.Append(small);
        }

        return folded.ToString();
    }

    /// <summary>Folded, in every way in which people write the word.</summary>
    public static IReadOnlyList<string> Spellings(string word)
    {
        var small = word.ToLowerInvariant();
        var written = Written.Aggregate(small, (text, w) => text.Replace(w.Letter, w.Written, StringComparison.Ordinal));
        return [.. new[] { Fold(small), Fold(written) }.Distinct()];
    }
}
