using System.Globalization;
using System.Text.RegularExpressions;

namespace HybridBpo.Hro.Screening;

/// <summary>"8 years", "over ten years", "less than 1 year" in a text.</summary>
internal sealed record YearsClaim(double Years, int Start, int Length)
{
    public int End => Start + Length;
}

internal static partial class YearsClaims
{
    private static readonly string[] Numbers =
    [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen",
        "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
    ];

    public static IReadOnlyList<YearsClaim> Find(string text)
    {
        var claims = new List<YearsClaim>();
        foreach (Match m in Claim().Matches(text))
        {
            var word = m.Groups["n"].Value.ToLowerInvariant();
            var years = double.TryParse(word, CultureInfo.InvariantCulture, out var n) ? n : Array.IndexOf(Numbers, word);
            if (years is >= 0 and <= 60)
                claims.Add(new YearsClaim(m.Groups["less"].Success ? Math.Max(0, years - 0.5) : years, m.Index, m.Length));
        }

        return claims;
    }

    [GeneratedRegex(@"(?<![\w.])(?<less>less than )?(?<n>\d{1,2}(?:\.\d{1,2})?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
        + @"|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen"
        + @"|nineteen|twenty)\s?\+?(?:\s?(?:-|–|to)\s?\d{1,2}\+?)?[\s-](?:years?|yrs?)(?:[’']s?)?(?!\s+(?:old|ago|of age|warranty|in a row))\b",
        RegexOptions.IgnoreCase, 2_000)]
    private static partial Regex Claim();
}
