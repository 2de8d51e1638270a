using System.Text.RegularExpressions;

namespace HybridBpo.Hro.Screening;

/// <summary>Finds the name among the first lines and beside the address: by its form, its size, its place, and the address itself.</summary>
internal static partial class NameFinder
{
    private const int FirstLines = 25;

    /// <summary>The largest of the first lines that can be a name; among equals, the first.</summary>
    public static Found<string>? Find(IReadOnlyList<Line> lines, string? email)
    {
        var best = default((Cell Cell, int Start, int Length, double Score));
        var handle = email is null ? "" : email[..email.IndexOf('@')];
        var order = 0;
        foreach (var (at, line) in lines.Index())
        {
            if (at >= FirstLines && !IsBesideAddress(lines, at, email))
                continue;
            foreach (var cell in Whole(line).Take(3))
            {
                order++;
                var (start, length) = NameIn(cell.Text);
                var text = cell.Text.Substring(start, length);
                var agrees = NameWords.Agree(text, handle);
                if (!IsName(text, IsSpelledIn(text, handle)) || (at >= FirstLines && !agrees))
                    continue;
                var score = Math.Max(0, 6 - order) + (agrees ? 4 + Known(text, handle) : 0) + line.Height / 4;
                if (best.Cell is null || score > best.Score + 0.01)
                    best = (cell, start, length, score);
            }
        }

        return best.Cell is null ? null : new Found<string>(Ordered(best.Cell.Text.Substring(best.Start, best.Length)), 0.9,
            VisibleText.QuoteOf(best.Cell, best.Start, best.Length));
    }

    /// <summary>First and last name set wide apart are one name.</summary>
    private static IEnumerable<Cell> Whole(Line line) =>
        line.Cells.Count is 2 or 3 && line.Cells.All(c => !c.Text.Contains(' ') && c.Text.Length > 1 && c.Text.All(char.IsLetter))
            ? [new Cell([.. line.Cells.SelectMany(c => c.Words)])]
            : line.Cells;

    private static bool IsBesideAddress(IReadOnlyList<Line> lines, int at, string? email) =>
        email is not null && Enumerable.Range(at - 1, 4).Any(i => i < lines.Count && lines[i].Text.Contains(email, StringComparison.Ordinal));

    /// <summary>The part of a cell that a name can be: before any mark or contact, without titles and degrees.</summary>
    private static (int Start, int Length) NameIn(string text)
    {
        var contact = ContactFinder.Email().Match(text);
        var end = contact.Success && contact.Index > 0 ? contact.Index : text.Length;
        var match = NamePart().Match(text[..end]);
        if (match.Length < end && (text[match.Length] is ':' or '@' or '/' || char.IsDigit(text[match.Length]))
            && !(char.IsDigit(text[match.Length]) && match.Value.TrimEnd().Split(' ').Length <= 4 && match.Value.EndsWith(' ')))
            return (0, 0);
        var (start, length) = NameWords.WithoutTitles(match.Value.TrimEnd(' ', ',', '-', '–', '|'));
        return (start, length);
    }

    private static int Known(string text, string handle)
    {
        var local = NameWords.Fold(handle);
        return NameWords.PartsOf(text).Count(p => p.Length > 2 && local.Contains(p, StringComparison.Ordinal)) * 4;
    }

    /// <summary>Every word of it stands in the address: then "Baker" and "Church" are names.</summary>
    private static bool IsSpelledIn(string text, string handle) =>
        NameWords.PartsOf(text) is { Count: >= 2 } parts
        && parts.All(p => p.Length > 1 && NameWords.Fold(handle).Contains(p, StringComparison.Ordinal));

    private static bool IsName(string text, bool spelled)
    {
        if (EastAsian().IsMatch(text))
            return true;
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length is >= 2 and <= 5 && text.Length <= 45 && (NameForm().IsMatch(text) || IsTurned(text)) && Sections.KindOf(text) is null
            && (spelled || (!Titles.LooksLikeTitle(text) && !Titles.LooksLikeEmployer(text))) && !Places.IsPlace(text) && !NotNames().IsMatch(text);
    }

    private static bool IsTurned(string text) => TurnedForm().IsMatch(text) && SkillTable.Current.Find(text).Count == 0;

    /// <summary>"Doe, Jane" is Jane Doe.</summary>
    private static string Ordered(string name) =>
        name.Split(", ") is [var last, var first] && TurnedForm().IsMatch(name) ? $"{first} {last}" : name;

    [GeneratedRegex(@"^[^|•·/@\d(\[:;]+", RegexOptions.None, 2_000)]
    private static partial Regex NamePart();

    [GeneratedRegex(@"^[\p{L}][\p{L}'’.\-]*(?: [\p{L}][\p{L}'’.\-]*){1,4}$", RegexOptions.None, 2_000)]
    private static partial Regex NameForm();

    [GeneratedRegex(@"^\p{Lu}[\p{L}'’\-]+, \p{Lu}[\p{L}'’.\-]*(?: \p{Lu}\.?)?$", RegexOptions.None, 2_000)]
    private static partial Regex TurnedForm();

    [GeneratedRegex(@"^(?:[\u3400-\u9FFF]{2,4}|[\u3400-\u9FFF]{1,3} [\u3400-\u9FFF\u3040-\u30FF]{1,4}|[\uAC00-\uD7AF]{2,5}"
        + @"|[\uAC00-\uD7AF]{1,2} [\uAC00-\uD7AF]{1,3})$",
        RegexOptions.None, 2_000)]
    private static partial Regex EastAsian();

    [GeneratedRegex(@"\b(resume|résumé|curriculum|vitae|cv|summary|profile|page|updated|synthetic|example|email|phone|address|of|the|and|to|with"
        + @"|for|in|skills|street|road|avenue|award|awards|certified"
        + @"|willing|relocate|seeking|looking|objective|experience|years|lecture|python|java|sql|status|marital|nationality|gender)\b",
        RegexOptions.IgnoreCase, 2_000)]
    private static partial Regex NotNames();
}
