using System.Text.RegularExpressions;

namespace HybridBpo.Hro.Screening;

internal enum SectionKind
{
    Top,
    Work,
    Education,
    Skills,
    Volunteer,
    Languages,
    Certificates,
    Other,
}

/// <summary>A part of the resume under one heading: lines First to Last (both inside), the heading not counted.</summary>
internal sealed record Section(SectionKind Kind, string Heading, int First, int Last)
{
    public IEnumerable<int> Lines => Enumerable.Range(First, Math.Max(0, Last - First + 1));
}

/// <summary>Cuts the visible text at its headings.</summary>
internal static partial class Sections
{
    private const string Bullets = "•●▪■◦‣○□✓✔➢❖*·-–›»>☑➤";
    private static readonly Dictionary<string, SectionKind> Known = Load();

    public static IReadOnlyList<Section> Find(IReadOnlyList<Line> lines)
    {
        var heads = lines.Select(l => KnownHeading(l)).ToArray();
        var style = lines.Where((l, i) => heads[i] is not null && IsCapitals(l.Text)).Select(l => Math.Round(l.Height)).ToHashSet();
        var sections = new List<Section>();
        var (kind, heading, first) = (SectionKind.Top, "", 0);
        for (var i = 0; i <= lines.Count; i++)
        {
            var next = i == lines.Count ? SectionKind.Other : heads[i] ?? UnknownHeading(lines, i, style);
            if (next is null)
                continue;
            sections.Add(new Section(kind, heading, first, i - 1));
            (kind, heading, first) = (next.Value, i < lines.Count ? lines[i].Text : "", i + 1);
        }

        return sections;
    }

    private static SectionKind? KnownHeading(Line line)
    {
        if (line.Bullet || line.Cells.Count > 2 || line.Text.Length > 60 || line.Text.EndsWith('.'))
            return null;
        var first = line.Cells[0].Text;
        if (line.Cells.Count == 2 && KindOf(line.Text) is null && !(KindOf(first) is not null && IsCapitals(first)))
            return null;
        return KindOf(line.Text) ?? KindOf(first);
    }

    /// <summary>The kind of a heading, whatever its letter case, marks or letter spacing ("E D U C AT I O N").</summary>
    public static SectionKind? KindOf(string text)
    {
        var bare = Key(text);
        if (text.Length > 0 && Bullets.Contains(text[0]))
            return null;
        if (bare.Length is < 3 or > 50 || Colon().IsMatch(text))
            return null;
        if (Known.TryGetValue(bare, out var kind))
            return kind;
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Count(w => w.Length <= 2) * 2 > words.Length && words.Length > 2
            && Known.TryGetValue(bare.Replace(" ", "", StringComparison.Ordinal), out kind))
            return kind;
        if (words.Length is < 2 or > 6 || words.Any(w => char.IsLower(w[0]) && w is not ("and" or "of" or "in" or "or" or "&" or "the"))
            || text.Any(char.IsDigit))
            return null;
        return WorkEnding().IsMatch(bare) && !bare.StartsWith("year", StringComparison.Ordinal)
            ? bare.Contains("volunteer", StringComparison.Ordinal) || bare.Contains("project", StringComparison.Ordinal) ? SectionKind.Volunteer
            : SectionKind.Work
            : bare.EndsWith(" skills", StringComparison.Ordinal) && words.Length <= 4 && IsTitled(words)
            && !bare.StartsWith("language", StringComparison.Ordinal)
                ? SectionKind.Skills
                : null;
    }

    /// <summary>A line in the same capitals as the known headings of this file.</summary>
    private static SectionKind? UnknownHeading(IReadOnlyList<Line> lines, int at, HashSet<double> style)
    {
        var line = lines[at];
        return style.Count > 0 && at > 2 && line.Height > 0 && line.Cells.Count == 1 && style.Contains(Math.Round(line.Height))
            && IsCapitals(line.Text)
            && line.Text.Length is > 3 and < 40 && !line.Text.Any(char.IsDigit) && line.Text.Count(c => c == ' ') < 5
            && Dates.Find(line.Text).Count == 0
            && !Titles.LooksLikeTitle(line.Text)
                ? SectionKind.Other
                : null;
    }

    private static bool IsTitled(string[] words) => words.All(w => char.IsUpper(w[0]) || w is "and" or "of" or "&");

    private static bool IsCapitals(string text) => text.Any(char.IsLetter) && !text.Any(char.IsLower);

    private static string Key(string text) => Gaps().Replace(Marks().Replace(text, " "), " ").Trim().ToLowerInvariant();

    private static Dictionary<string, SectionKind> Load()
    {
        var known = new Dictionary<string, SectionKind>(StringComparer.Ordinal);
        foreach (var (list, kind) in new[]
        {
            ("sections.work", SectionKind.Work), ("sections.education", SectionKind.Education), ("sections.skills", SectionKind.Skills),
            ("sections.other", SectionKind.Other),
        })
        {
            foreach (var heading in Lexicon.List(list))
            {
                var key = Key(heading);
                var refined = key.StartsWith("volunteer", StringComparison.Ordinal) || key.Contains("involvement", StringComparison.Ordinal)
                    ? SectionKind.Volunteer
                    : key is "languages" or "language" or "language skills" or "idiomas" or "sprachen" or "langues" ? SectionKind.Languages
                    : key.StartsWith("certific", StringComparison.Ordinal) || key.StartsWith("license", StringComparison.Ordinal)
                    ? SectionKind.Certificates
                    : kind;
                known.TryAdd(key, refined);
                known.TryAdd(key.Replace(" ", "", StringComparison.Ordinal), refined);
            }
        }

        return known;
    }

    [GeneratedRegex(@"[^\p{L}]+", RegexOptions.None, 1_000)]
    private static partial Regex Marks();

    [GeneratedRegex(@"\s+", RegexOptions.None, 1_000)]
    private static partial Regex Gaps();

    [GeneratedRegex(@":\s*\S", RegexOptions.None, 1_000)]
    private static partial Regex Colon();

    [GeneratedRegex(@"\b(experience|employment|work history|career)$", RegexOptions.None, 1_000)]
    private static partial Regex WorkEnding();
}
