using System.Text.RegularExpressions;

namespace HybridBpo.Hro.Screening;

/// <summary>Reads the skills section: items between commas, bars, bullets and wide gaps, without their labels.</summary>
internal static partial class SkillsParser
{
    public static IReadOnlyList<Found<string>> Read(IReadOnlyList<Line> lines, IReadOnlyList<Section> sections)
    {
        var skills = new List<Found<string>>();
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var section in sections.Where(s => s.Kind == SectionKind.Skills))
        {
            foreach (var item in Items(lines, section))
            {
                if (seen.Add(item.Text))
                    skills.Add(item.Found(0.85));
            }
        }

        return skills;
    }

    private static IEnumerable<Piece> Items(IReadOnlyList<Line> lines, Section section)
    {
        foreach (var cell in section.Lines.SelectMany(i => lines[i].Cells))
        {
            var text = cell.Text;
            var label = Label().Match(text);
            if (LanguageLabel().IsMatch(label.Value) || Link().IsMatch(text) || (label.Length == text.Length && text.Length > 0))
                continue;
            var list = new Piece(cell, label.Length, text.Length - label.Length);
            if (IsSentence(list.Text))
            {
                foreach (var known in SkillTable.Current.Find(list.Text))
                    yield return list.Sub(known.Start, known.Length);
                continue;
            }

            foreach (var item in list.Split(Divider()).SelectMany(Paired).Select(p => Bare(p.Trimmed())).Where(p => IsItem(p.Text)))
                yield return item;
        }
    }

    /// <summary>"Excel & Outlook" are two when the table knows both.</summary>
    private static IEnumerable<Piece> Paired(Piece piece)
    {
        var parts = piece.Split(Joint()).Select(p => p.Trimmed()).ToList();
        return parts.Count == 2 && parts.All(p => SkillTable.Current.Named(p.Text) is not null) ? parts : [piece];
    }

    private static Piece Bare(Piece piece)
    {
        var front = And().Match(piece.Text).Length;
        var rest = piece.Sub(front, piece.Length - front);
        var years = Years().Match(rest.Text);
        var kept = years.Success ? rest.Sub(0, years.Index).Trimmed() : rest;
        return kept.Text.EndsWith('.') && !kept.Text[..^1].Contains('.', StringComparison.Ordinal) ? kept.Sub(0, kept.Length - 1) : kept;
    }

    private static bool IsItem(string text) =>
        text.Length is > 0 and <= 60 && text.Any(char.IsLetter) && !Prose().IsMatch(text)
        && text.Split(' ').Length <= 7 && !Dates.IsOnlyDates(text) && !Level().IsMatch(text);

    private static bool IsSentence(string text) =>
        (text.EndsWith('.') && text.Split(' ').Length > 7 && text.Count(c => c == ',') < 4)
            || (text.Split(' ').Length > 12 && text.Count(c => c is ',' or '|' or ';' or '•') < 2);

    [GeneratedRegex(@"^[^:,;|]{2,40}:+\s*", RegexOptions.None, 1_000)]
    private static partial Regex Label();

    [GeneratedRegex(@"^(?:language|foreign languages?|spoken languages?|languages known|languages spoken)\s*:", RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex LanguageLabel();

    [GeneratedRegex(@"https?://|www\.|^\S+@\S+$", RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex Link();

    [GeneratedRegex(@"\s*[,;|•·●▪■]\s*(?![^()]{0,40}\))|\s+[–—]\s+", RegexOptions.None, 1_000)]
    private static partial Regex Divider();

    [GeneratedRegex(@"\s+(?:and|&)\s+", RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex Joint();

    [GeneratedRegex(@"^(?:and|&)\s+", RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex And();

    [GeneratedRegex(@"\.?\s*\((?:(?:less than )?\d{1,2}\+? ?(?:years?|yrs?|months?)|beginner|basic|intermediate|advanced|expert"
        + @"|proficient|less(?: than(?: \d{1,2})?)?|\d{1,2})\)?\s*$", RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex Years();

    /// <summary>A piece of a sentence that commas cut up.</summary>
    [GeneratedRegex(@"^(?:the|an?|at|also|to|of|for|in|with|by|is|are|was|were|which|that|this|my|our|i|we|etc|even|so)\s|\s(?:the|an?|or|of|to|for"
        + @"|in|with|also|by|and|is|are)$|^etc$", RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex Prose();

    [GeneratedRegex(@"^(?:beginner|basic|intermediate|advanced|expert|proficient|fluent|native|years?\)?|\(?less"
        + @"|than \d.*|\d{1,2} (?:years?|months?)\)?)$",
        RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex Level();
}
