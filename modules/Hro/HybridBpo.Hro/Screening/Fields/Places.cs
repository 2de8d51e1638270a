using System.Text.RegularExpressions;

namespace HybridBpo.Hro.Screening;

/// <summary>Recognises places by their form ("City, ST"; "City, Country"), from lists of states and countries.</summary>
internal static partial class Places
{
    private static readonly HashSet<string> Codes = new(
        ("AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT "
            + "VA WA WV WI WY DC PR "
        + "AB BC MB NB NL NS ON PE QC SK UK USA US UAE NSW VIC QLD U.S. U.S.A U.S.A. U.K. IN DE FR ES IT NL PL IE PH").Split(' '),
        StringComparer.Ordinal);

    private static readonly HashSet<string> Regions = Words("places.regions");

    /// <summary>The whole text is a place: "Austin, TX", "Remote", "Toronto, Canada".</summary>
    public static bool IsPlace(string text)
    {
        var bare = text.Trim(' ', '(', ')', '-', '–', '—', '|', '·', '•', ',', '.').Trim();
        if (bare.Length is 0 or > 60)
            return false;
        if (Remote().IsMatch(bare) || Regions.Contains(bare))
            return true;
        var parts = bare.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return parts.Length is 2 or 3 && IsRegion(parts[^1]) && (parts.Length == 2 || IsRegion(parts[1])) && CityName().IsMatch(parts[0]);
    }

    /// <summary>A place at the end of a text, after a comma, dash, bar, bracket or two blanks: where it begins, or -1.</summary>
    public static int TrailingPlace(string text)
    {
        var end = text.TrimEnd(' ', '-', '–', '—', '|', ')', '.', ',');
        foreach (Match cut in Cut().Matches(end))
        {
            if (cut.Index > 0 && IsPlace(end[(cut.Index + cut.Length)..]))
                return cut.Index;
        }

        return -1;
    }

    /// <summary>The first "City, Region" inside a text that other facts surround.</summary>
    public static (int Start, int Length)? Inside(string text)
    {
        for (var comma = text.IndexOf(','); comma >= 0; comma = text.IndexOf(',', comma + 1))
        {
            var city = CityBefore().Match(text[..comma]);
            var region = RegionAfter().Match(text[(comma + 1)..]);
            if (!city.Success || !region.Success)
                continue;
            foreach (var name in new[] { region.Groups["two"].Value, region.Groups["one"].Value, region.Groups["one"].Value.TrimEnd('.') })
            {
                if (name.Length > 0 && IsRegion(name))
                    return (city.Index, comma + 1 + region.Groups["one"].Index + name.Length - city.Index);
            }
        }

        return null;
    }

    public static bool IsRegion(string text) => Codes.Contains(text) || Regions.Contains(text) || Codes.Contains(StateAndZip().Replace(text, ""));

    private static HashSet<string> Words(string key) => new(Lexicon.List(key), StringComparer.OrdinalIgnoreCase);

    [GeneratedRegex(@"^(fully\s+)?remote(\s*[,(-].*)?$|^(hybrid|on-?site|online|worldwide)$", RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex Remote();

    [GeneratedRegex(@"^(?!(?:Inc|LLC|Ltd|Corp|Co|GmbH)\b)\p{Lu}[\p{L}.'’-]*(?: (?:\p{Lu}|de |la |of |upon |sur )[\p{L}.'’-]*){0,3}$",
        RegexOptions.None, 1_000)]
    private static partial Regex CityName();

    [GeneratedRegex(@"\s*(?:,|\s[-–—|·•@]|[-–—|·•]\s|\()\s*|\s{2,}", RegexOptions.None, 1_000)]
    private static partial Regex Cut();

    [GeneratedRegex(@"\p{Lu}[\p{L}.'’-]+(?: (?:\p{Lu}|de |la |of )[\p{L}.'’-]+){0,2}$", RegexOptions.None, 1_000)]
    private static partial Regex CityBefore();

    [GeneratedRegex(@"^ ?(?<two>(?<one>\p{Lu}[\p{L}.]+)(?: \p{Lu}\p{L}+)?)", RegexOptions.None, 1_000)]
    private static partial Regex RegionAfter();

    [GeneratedRegex(@"\s+\d{4,6}(-\d{4})?$", RegexOptions.None, 1_000)]
    private static partial Regex StateAndZip();
}
