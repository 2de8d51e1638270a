using System.Globalization;

namespace HybridBpo.Collections.Import.Payments;

/// <summary>Words of a bank made comparable. A reference is found whole, never within a longer number.</summary>
internal static class Tokens
{
    private const int MostPieces = 200, MostJoined = 6, Longest = 60, LeastInText = 4, LeastDigits = 6;

    // The same as in the database (name_key).
    private const string Accented =
        "ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖÙÚÛÜÝàáâãäåçèéêëìíîïñòóôõöùúûüýÿĀāĂăĄąĆćĈĉĊċČčĎďĒēĔĕĖėĘęĚěĜĝĞğĠġĢģĤĥĨĩĪīĬĭĮįİĴĵ"
        + "ĶķĹĺĻļĽľŃńŅņŇňŌōŎŏŐőŔŕŖŗŘřŚśŜŝŞşŠšŢţŤťŨũŪūŬŭŮůŰűŲųŴŵŶŷŸŹźŻżŽžØøŁłĐđ";

    private const string Bare =
        "AAAAAACEEEEIIIINOOOOOUUUUYAAAAAACEEEEIIIINOOOOOUUUUYYAAAAAACCCCCCCCDDEEEEEEEEEEGGGGGGGGHHIIIIIIIIIJJ"
        + "KKLLLLLLNNNNNNOOOOOORRRRRRSSSSSSSSTTTTUUUUUUUUUUUUWWYYYZZZZZZOOLLDD";

    private static readonly HashSet<string> Titles = ["MR", "MRS", "MS", "MISS", "DR", "HERR", "FRAU"];

    /// <summary>Capital letters and digits alone.</summary>
    public static string Compact(string text) => string.Concat(text.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();

    /// <summary>Runs of letters and digits, in capitals.</summary>
    public static IReadOnlyList<string> Pieces(string text)
    {
        List<string> pieces = [];
        for (var at = 0; at < text.Length && pieces.Count < MostPieces; at++)
        {
            var start = at;
            while (at < text.Length && char.IsAsciiLetterOrDigit(text[at])) at++;
            if (at > start) pieces.Add(text[start..at].ToUpperInvariant());
        }

        return pieces;
    }

    /// <summary>
    /// What a text may spell as a reference: one piece, or some that follow each other, as "NW 2231-077" does. Joined ones count only for a reference
    /// that is written in the same pieces.
    /// </summary>
    public static IEnumerable<IReadOnlyList<string>> Runs(string text)
    {
        var pieces = Pieces(text);
        for (var from = 0; from < pieces.Count; from++)
            for (var (count, length) = (1, pieces[from].Length); count <= MostJoined && length <= Longest; count++)
            {
                yield return [.. pieces.Skip(from).Take(count)];
                if (from + count == pieces.Count) break;
                length += pieces[from + count].Length;
            }
    }

    public static bool Spells(IReadOnlyList<string> run, string reference) =>
        run.SequenceEqual(Pieces(reference)) || (run.Count == 1 && run[0] == Compact(reference));

    /// <summary>In words around it a short number says nothing: "2026" and "120" stand in every text.</summary>
    public static bool IsTelling(string compact) => compact.Any(char.IsAsciiDigit)
        && compact.Length >= (compact.Any(char.IsAsciiLetter) ? LeastInText : LeastDigits);

    /// <summary>The reference within one of ISO 11649 ("RF18 5390…"), when its check digits are right; null for any other.</summary>
    public static string? OfCreditor(string compact)
    {
        if (compact is not ['R', 'F', >= '0' and <= '9', >= '0' and <= '9', _, ..] || compact.Length > 25) return null;
        var rest = 0;
        foreach (var c in compact[4..] + compact[..4])
            rest = char.IsAsciiDigit(c) ? ((rest * 10) + c - '0') % 97 : ((rest * 100) + c - 'A' + 10) % 97;
        return rest == 1 ? compact[4..] : null;
    }

    /// <summary>A name whatever its order, accents and title: "Núñez, Ana" = "ANA NUNEZ". Empty for less than two words.</summary>
    public static string Name(string name)
    {
        var plain = string.Concat(name.Replace("ß", "SS", StringComparison.Ordinal)
            .Where(c => CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark).Select(Plain)).ToUpperInvariant();
        var words = string.Concat(plain.Select(c => char.IsLetterOrDigit(c) ? c : ' ')).Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Where(w => !Titles.Contains(w)).Order(StringComparer.Ordinal).ToList();
        return words.Count < 2 ? "" : string.Join(' ', words);
    }

    // Without tables of the system: a host may have none.
    private static char Plain(char c) => Accented.IndexOf(c) is var at and >= 0 ? Bare[at] : c;
}
