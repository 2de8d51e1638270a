using System.Text.RegularExpressions;

namespace HybridBpo.Hro.Screening;

/// <summary>What a line looks like to the parsers of jobs and schools: dates cut out, bullets known, continuations known.</summary>
internal sealed partial class LineShape
{
    private LineShape(int index, Line line, bool continues)
    {
        (Index, Line) = (index, line);
        var start = 0;
        IsBullet = line.Bullet;
        while (start < line.Cells.Count && Glyph().IsMatch(line.Cells[start].Text))
            start++;
        IsBullet |= start > 0 || StartsWithGlyph().IsMatch(line.Cells[0].Text);
        Continues = continues && !IsBullet;
        foreach (var cell in line.Cells.Skip(start))
        {
            var found = cell.Text.Length > Limits.HeadCharacters ? [] : Dates.Find(cell.Text).Where(d => IsAtEdge(cell.Text, d)).ToList();
            var best = found.OrderByDescending(d => d.Range.Start is not null).FirstOrDefault();
            if (best is not null && (Found is null || (Found.Range.Start is null && best.Range.Start is not null)))
                (Found, DateCell) = (best, cell);
            if (!Duration().IsMatch(cell.Text))
                Parts.Add(new Part(cell, best));
        }

        Rest = string.Join("  ", Parts.Select(p => p.Rest)).Trim();
        DateApart = DateCell is not null && Dates.IsOnlyDates(DateCell.Text);
        IsHead = CanBeHead();
    }

    /// <summary>The line says itself that it is an item of a list.</summary>
    public static bool IsItem(Line line) => line.Bullet || Glyph().IsMatch(line.Cells[0].Text) || StartsWithGlyph().IsMatch(line.Cells[0].Text);

    public int Index { get; }

    public Line Line { get; }

    public bool IsBullet { get; }

    /// <summary>The line goes on with the sentence of the line before.</summary>
    public bool Continues { get; }

    public FoundDates? Found { get; }

    public Cell? DateCell { get; }

    public List<Part> Parts { get; } = [];

    /// <summary>The line's words outside dates.</summary>
    public string Rest { get; }

    /// <summary>The date stands in a cell of its own, such as at the right margin.</summary>
    public bool DateApart { get; }

    /// <summary>Short, begins with a capital, is no sentence: can be a title, an employer, a school.</summary>
    public bool IsHead { get; }

    private bool CanBeHead()
    {
        if (Continues || Rest.Length == 0 || Rest.Length > 150 || (Rest.EndsWith('.') && !Abbreviation().IsMatch(Rest)))
            return false;
        var words = Bracketed().Replace(Rest, " ").Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(w => char.IsLetter(w[0])).ToList();
        var titled = words.Count(w => char.IsLower(w[0])) <= 0.45 * words.Count || (words.Count <= 6 && Titles.Lean(Rest) > 1);
        return words.Count is > 0 and <= 16 && titled && !Rest.EndsWith(':') && (!Labelled().IsMatch(Rest) || Titles.Lean(Rest) > 1);
    }

    public static IReadOnlyList<LineShape> Of(IReadOnlyList<Line> lines, IEnumerable<int> indexes)
    {
        var shapes = new List<LineShape>();
        LineShape? bullet = null;
        foreach (var i in indexes.Where(i => !lines[i].Furniture))
        {
            var before = shapes.Count > 0 ? shapes[^1] : null;
            var shape = new LineShape(i, lines[i], before is not null && !before.Line.Whole && Follows(before, bullet, lines[i]));
            if (shape.IsBullet)
                bullet = shape;
            shapes.Add(shape);
        }

        return shapes;
    }

    private static bool Follows(LineShape before, LineShape? bullet, Line line)
    {
        var first = line.Cells[0].Text;
        if (before.IsBullet || before.Continues)
        {
            if (bullet?.TextLeft is { } text && line.Left is { } left && bullet.Line.Left is { } glyph && text > glyph + 3)
                return Math.Abs(left - text) < 3;
            if (char.IsLower(first[0]))
                return true;
            return line.Left is null && !line.AfterBlank && !line.Bullet && before.Line.Text.Length >= 75 && !before.Line.Text.EndsWith('.');
        }

        return char.IsLower(first[0]) && before.Line.Text.Length > 60 && !line.AfterBlank;
    }

    private double? TextLeft
    {
        get
        {
            var words = Line.Cells.SelectMany(c => c.Words).ToList();
            return words.Count > 1 && Glyph().IsMatch(words[0].Text) ? words[1].Box?.X0 : null;
        }
    }

    /// <summary>Dates inside a sentence are no dates of an entry; those at an edge, in brackets or beside a divider are.</summary>
    private static bool IsAtEdge(string text, FoundDates found)
    {
        var before = text[..found.Start].TrimEnd();
        var after = text[found.End..].TrimStart();
        return after.Length == 0 || before.Length == 0 || (after[0] is ')' or '|' or '·' or '•' or ',' or ']' && !before.EndsWith(','))
            || before[^1] is '(' or '|' or '·';
    }

    /// <summary>A cell of the line with its dates.</summary>
    internal sealed record Part(Cell Cell, FoundDates? Found)
    {
        public string Rest => Found is null
            ? Bare(Cell.Text)
            : Trailing().Replace(Bare(Cell.Text[..Found.Start]), "")
            + (Cell.Text[Found.End..].Trim(Marks).Length > 0 ? "  " + Cell.Text[Found.End..].Trim(Marks) : "");

        private static readonly char[] Marks = [' ', '|', '·', '•', ',', '(', ')', '-', '–', '—', '\u00AD', ':', ';', '[', ']'];

        private static string Bare(string text) => StartsWithGlyph().Replace(text, "").Trim();
    }

    [GeneratedRegex(@"^\p{L}[\p{L} ]{2,25}\s?:+[\s-]", RegexOptions.None, 1_000)]
    private static partial Regex Labelled();

    [GeneratedRegex(@"\([^()]*\)", RegexOptions.None, 1_000)]
    private static partial Regex Bracketed();

    [GeneratedRegex(@"^[•●▪■◦‣○□✓✔➢❖★*·\-–—›»>☑➤♦◆\uE000-\uF8FF\uFFFD␣o]{1,2}$", RegexOptions.None, 1_000)]
    private static partial Regex Glyph();

    [GeneratedRegex(@"^(?:[•●▪■◦‣○□✓✔➢❖★*·›»☑➤♦◆\uE000-\uF8FF\uFFFD␣]+\s*|[-–—>]\s+)", RegexOptions.None, 1_000)]
    private static partial Regex StartsWithGlyph();

    [GeneratedRegex(@"^(?:about |approx\.? )?\(?\d{1,2}\+? (?:years?|yrs?|months?|mos?)(?:,? (?:and )?\d{1,2} (?:months?|mos?))?\)?$",
        RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex Duration();

    [GeneratedRegex(@"(?:\b(?:Inc|Ltd|Co|Corp|LLC|Sr|Jr|Pvt|U\.S\.A|S\.A|L\.P|Bros|Dept|Univ))\.$|\b\p{Lu}\.$", RegexOptions.None, 1_000)]
    private static partial Regex Abbreviation();

    [GeneratedRegex(@"[\s|·•,(\-–—:;\[\u00AD]+$|\b(?:from|since|expected(?: graduation)?|graduated|graduation|graduating|class of|date"
        + @"|dates)\b[:\s]*$", RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex Trailing();
}
