using System.Text.RegularExpressions;

namespace HybridBpo.Hro.Screening;

/// <summary>Finds name, e-mail, phone, place and links.</summary>
internal static partial class ContactFinder
{
    public static Basics Find(IReadOnlyList<Line> lines)
    {
        var contact = lines.Take(14).Concat(lines.Skip(14)).ToList();
        var email = First(contact, Email());
        var name = NameFinder.Find(lines, email?.Value);
        return new Basics(name, email, Phone(contact), Location(lines), First(contact, Url()));
    }

    private static Found<string>? First(IReadOnlyList<Line> lines, Regex pattern)
    {
        foreach (var cell in lines.SelectMany(l => l.Cells))
        {
            if (pattern.Match(cell.Text) is { Success: true } m)
            {
                var g = m.Groups["v"].Success ? m.Groups["v"] : m.Groups[0];
                return new Found<string>(g.Value.TrimEnd('.', ',', '/'), 0.98,
                    VisibleText.QuoteOf(cell, g.Index, g.Value.TrimEnd('.', ',', '/').Length));
            }
        }

        return null;
    }

    private static Found<string>? Phone(IReadOnlyList<Line> lines)
    {
        foreach (var cell in lines.SelectMany(l => l.Cells))
        {
            foreach (Match m in PhoneForm().Matches(cell.Text))
            {
                var digits = m.Value.Count(char.IsAsciiDigit);
                var cut = m.Value.TrimEnd(' ', '-', '–', '(', '.');
                if (digits is >= 9 and <= 15 && Dates.Find(m.Value).Count == 0)
                    return new Found<string>(Hyphens().Replace(cut, "-"), 0.95, VisibleText.QuoteOf(cell, m.Index, cut.Length));
            }
        }

        return null;
    }

    private static Found<string>? Location(IReadOnlyList<Line> lines)
    {
        foreach (var line in lines.Take(12))
        {
            foreach (var cell in line.Cells)
            {
                if (Sections.KindOf(cell.Text) is SectionKind.Work or SectionKind.Education)
                    return null;
                if (Titles.LooksLikeEmployer(cell.Text) && !cell.Text.Contains('@', StringComparison.Ordinal))
                    continue;
                foreach (Match part in ContactPart().Matches(cell.Text))
                {
                    if (Places.IsPlace(part.Value) && part.Value.Contains(',', StringComparison.Ordinal))
                        return new Found<string>(part.Value.Trim(), 0.9, VisibleText.QuoteOf(cell, part.Index, part.Length));
                }

                if (Places.Inside(cell.Text) is var (start, length))
                    return new Found<string>(cell.Text.Substring(start, length), 0.8, VisibleText.QuoteOf(cell, start, length));
                if (Places.IsPlace(cell.Text) && line.Cells.Count > 1)
                    return new Found<string>(cell.Text, 0.7, VisibleText.QuoteOf(cell));
            }
        }

        return lines.Take(30).SelectMany(l => l.Cells).Where(c => c.Text.Length < 40 && Places.IsPlace(c.Text)).Select(c =>
            new Found<string>(c.Text, 0.5, VisibleText.QuoteOf(c))).FirstOrDefault();
    }

    [GeneratedRegex(@"(?<v>[\p{L}\d._%+-]{1,64}@[\p{L}\d-]{1,63}(?:\.[\p{L}\d-]{1,63}){0,4}\.[a-z]{2,24})(?![\w@])", RegexOptions.IgnoreCase, 2_000)]
    public static partial Regex Email();

    [GeneratedRegex(@"(?<![\w.@/-])(?:\(?\+\d{1,3}\)?[\s.\-\u00AD\u2010]{0,2})?(?:\(?\d{2,5}\)?[\s.\-–\u00AD\u2010/]{1,3}){1,4}\d{2,5}(?![\w/@])"
        + @"|(?<![\w.@/-])\+?\d{10,13}(?!\w)",
        RegexOptions.None, 2_000)]
    public static partial Regex PhoneForm();

    [GeneratedRegex(@"(?<![\w@./-])(?<v>(?!(?:(?:asp|vb|ado|ml|ms|microsoft|c#)\.net|[a-z]\.(?:tech|com|ed|in|sc))\b)"
        + @"(?:https?://)?(?:www\.)?(?:[a-z\d-]{1,63}\.){1,4}(?:com|org|net|io|dev|edu|gov|me|co|info|ai|app|de|uk|in"
        + @"|fr|es|ca|us|tech|site|page|eu)(?![\w.@])(?:/[\w\-./?=&%#@~+]*)?)",
        RegexOptions.IgnoreCase, 2_000)]
    public static partial Regex Url();

    [GeneratedRegex(@"[\u00AD\u2010-]+", RegexOptions.None, 1_000)]
    private static partial Regex Hyphens();

    [GeneratedRegex(@"[^|·•/;@\uE000-\uF8FF]+", RegexOptions.None, 2_000)]
    private static partial Regex ContactPart();
}
