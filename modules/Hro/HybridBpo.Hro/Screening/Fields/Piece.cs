using System.Text.RegularExpressions;

namespace HybridBpo.Hro.Screening;

/// <summary>A stretch of a cell: what the parsers cut and sort until title, employer, school and place are apart.</summary>
internal sealed partial record Piece(Cell Cell, int Start, int Length)
{
    public string Text => Cell.Text.Substring(Start, Length);

    public Found<string> Found(double confidence) => new(Text.Replace('\u00AD', '-'), confidence, VisibleText.QuoteOf(Cell, Start, Length));

    /// <summary>The pieces of a line outside its dates, places and durations, cut at bars, dots and wide gaps.</summary>
    public static List<Piece> Of(LineShape line)
    {
        var pieces = new List<Piece>();
        foreach (var part in line.Parts)
        {
            var whole = new Piece(part.Cell, 0, part.Cell.Text.Length);
            IEnumerable<Piece> open = part.Found is { } dates ? AroundDates(whole, dates) : [whole];
            pieces.AddRange(open.SelectMany(p => p.Split(Strong())).Select(p => p.Trimmed()).SelectMany(p => p.WithoutPlaces()).Select(p =>
                p.Trimmed())
                .Where(p => p.Text.Any(char.IsLetterOrDigit) && !Noise().IsMatch(p.Text)));
        }

        return pieces;
    }

    /// <summary>What stands before the dates; what stands after them as well, unless it is a sentence that goes on.</summary>
    private static IEnumerable<Piece> AroundDates(Piece whole, FoundDates dates)
    {
        var before = whole.Sub(0, dates.Start);
        var after = whole.Sub(dates.End, whole.Length - dates.End);
        return before.Trimmed().Length > 0 && after.Text.TrimEnd().EndsWith('.') ? [before] : [before, after];
    }

    public IEnumerable<Piece> Split(Regex at)
    {
        var start = 0;
        foreach (Match m in at.Matches(Text))
        {
            yield return Sub(start, m.Index - start);
            start = m.Index + m.Length;
        }

        yield return Sub(start, Length - start);
    }

    public Piece Sub(int start, int length) => new(Cell, Start + start, Math.Max(0, length));

    /// <summary>Without bullets, dividers and open brackets at its ends.</summary>
    public Piece Trimmed()
    {
        var text = Text;
        var front = Front().Match(text).Length;
        var back = front >= text.Length ? 0 : Back().Match(text).Length;
        if (back > 0 && text.TrimEnd(' ', ',', '-').EndsWith(')') && text.Count(c => c == '(') == text.Count(c => c == ')'))
            back = text.Length - text.LastIndexOf(')') - 1;
        return Sub(front, text.Length - front - back);
    }

    /// <summary>The piece without "City, Region" at its start, middle or end.</summary>
    public IEnumerable<Piece> WithoutPlaces()
    {
        if (Places.IsPlace(Text) && !Titles.LooksLikeEmployer(Text) && !Titles.LooksLikeTitle(Text))
            return [];
        var end = Places.TrailingPlace(Text);
        var kept = end > 0 ? Sub(0, end) : this;
        var parts = kept.Split(Comma()).ToList();
        for (var i = 1; i < parts.Count - 1; i++)
        {
            var before = parts[i - 1].Text;
            if (Places.IsRegion(parts[i].Text) && Places.IsPlace($"{before}, {parts[i].Text}") && (i > 1 || !Titles.LooksLikeEmployer(before)))
            {
                var from = parts[i - 1].Start - kept.Start;
                var to = parts[i].Start + parts[i].Length - kept.Start;
                return new[] { kept.Sub(0, from), kept.Sub(to, kept.Length - to) }.Where(p => p.Length > 0);
            }
        }

        return [kept];
    }

    [GeneratedRegex(@"\s*[|·•⋄⬩]\s*|\s+[@]\s+|\s{2,}", RegexOptions.None, 1_000)]
    private static partial Regex Strong();

    [GeneratedRegex(@",\s*", RegexOptions.None, 1_000)]
    public static partial Regex Comma();

    [GeneratedRegex(@"^[\s•●▪■◦‣○□✓✔➢❖★*·›»>☑➤♦◆\uE000-\uF8FF\uFFFD␣|,;:\-–—\u00AD@)\]]+", RegexOptions.None, 1_000)]
    private static partial Regex Front();

    [GeneratedRegex(@"(?:,?\s*\b(?:expected|expected graduation|graduation date)\b)?[\s•|,;:\-–—\u00AD(\[@·\uE000-\uF8FF]*$", RegexOptions.IgnoreCase,
        1_000)]
    private static partial Regex Back();

    [GeneratedRegex(@"^(?:\(?\d{1,2}\+? (?:years?|yrs?|months?|mos?)(?:,? (?:and )?\d{1,2} (?:months?|mos?))?\)?|GPA.*|\d\.\d{1,2}/\d(?:\.\d+)?"
        + @"|(?:full|part)[- ]?time|expected"
        + @"|from|to|since|present|recently|expected graduation|(?:expected )?(?:graduation date|date of graduation)|graduated"
        + @"|duration|responsibilities|role|roles|period|till date\)?|month/year.*|team size.*|page \d+.*|\d+/\d+)$", RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex Noise();
}
