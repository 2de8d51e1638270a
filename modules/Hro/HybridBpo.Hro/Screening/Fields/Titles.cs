using System.Text.RegularExpressions;

namespace HybridBpo.Hro.Screening;

/// <summary>Tells a role from an employer by the words that only one of them has.</summary>
internal static class Titles
{
    private static readonly Regex Title = Whole("titles");
    private static readonly Regex Employer = Whole("employers");
    private static readonly Regex Institution = Whole("institutions");

    public static bool LooksLikeTitle(string text) => text.Length <= 110 && Title.IsMatch(text);

    public static bool LooksLikeEmployer(string text) => Employer.IsMatch(text);

    public static bool LooksLikeInstitution(string text) => Institution.IsMatch(text);

    /// <summary>Positive: more a role; negative: more an employer.</summary>
    public static int Lean(string text)
    {
        var titles = Title.Matches(text);
        var lean = 0;
        if (titles.Count > 0)
            lean += EndsWith(titles, text) ? 3 : 2;
        var employers = Employer.Matches(text);
        if (employers.Count > 0)
            lean -= EndsWith(employers, text) ? 3 : 1;
        return lean;
    }

    private static bool EndsWith(MatchCollection matches, string text) =>
        matches[^1].Index + matches[^1].Length >= text.TrimEnd('.', ' ', ')').Length;

    private static Regex Whole(string key) => new(
        $@"(?<![\p{{L}}\d])(?:{Lexicon.Alternatives(key)})s?(?![\p{{L}}\d]|['’]s\b)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
            TimeSpan.FromSeconds(2));
}
