using System.Text.RegularExpressions;
using HybridBpo.Hro.Decisions;
using HybridBpo.Hro.Screening;

namespace HybridBpo.Hro.Applications.Reading;

/// <summary>
/// The visible resume with identity covered in words and in place: name, contact and what tells of age, sex, family or origin, and the name of a
/// school and the year of leaving it as well. Quotes are taken from here, so no covered word can come back with one.
/// </summary>
internal sealed partial class MaskedResume
{
    private readonly IReadOnlyList<Line> lines;
    private readonly MaskedText masked;
    private readonly IReadOnlyList<int> numbers;
    private readonly Dictionary<int, FlatPage> pages;

    /// <param name="lines">The visible lines.</param>
    /// <param name="masked">What is covered in them.</param>
    public MaskedResume(IReadOnlyList<Line> lines, MaskedText masked)
    {
        (this.lines, this.masked) = (lines, masked);
        Headings = Sections.Find(lines).Where(s => s.Heading.Length > 0).Select(s => s.First - 1).ToHashSet();
        numbers = Number(lines);
        pages = lines.Index().GroupBy(l => l.Item.Page)
            .ToDictionary(g => g.Key, g => new FlatPage([.. g.Select(l => (l.Index, l.Item, masked.Covered[l.Index]))]));
        Counts = [.. masked.What.GroupBy(w => w.Kind).OrderBy(k => k.Key, StringComparer.Ordinal)
            .Select(k => new MaskCount(k.Key, k.Sum(w => w.Count)))];
    }

    public IReadOnlySet<int> Headings { get; }

    /// <summary>What was covered and in how many places.</summary>
    public IReadOnlyList<MaskCount> Counts { get; }

    public IReadOnlyList<Sheet> Sheets() =>
        [.. lines.Index().GroupBy(l => l.Item.Page).OrderBy(p => p.Key).Select(page => Sheet(page.Key, [.. page]))];

    /// <summary>The name was not found for certain: more of the head is covered than usual.</summary>
    public bool InDoubt => masked.InDoubt;

    /// <summary>Words of the resume from elsewhere, such as hidden ones or a field, covered by the same rules.</summary>
    public string Cover(string words) => masked.Cover(words);

    /// <summary>A sentence of a rule: only what it quotes of the resume, between “ and ”, is covered.</summary>
    public string CoverQuoted(string sentence) => Quoted().Replace(sentence, m => $"“{masked.Cover(m.Groups[1].Value)}”");

    /// <summary>The quote as it may be shown, and where it stands; it may run over several lines.</summary>
    public Proof Proof(Quote quote)
    {
        if (pages.TryGetValue(quote.Page, out var page) && page.Find(quote) is { } place)
            return new Proof(Text(page.Text, page.Covered, place.At, quote.Text.Length), quote.Page, numbers[place.Line], SpotOf(quote.Box));
        return new Proof(Cover(quote.Text), quote.Page, 0, SpotOf(quote.Box));
    }

    public static Spot? SpotOf(Box? box) => box is { } b ? new Spot(Round(b.X0), Round(b.Y0), Round(b.X1), Round(b.Y1)) : null;

    private Sheet Sheet(int page, IReadOnlyList<(int Index, Line Line)> on)
    {
        var boxes = on.SelectMany(l => l.Line.Cells).Select(c => c.Box).OfType<Box>().ToList();
        // The margin on the right is taken to be as wide as the one on the left.
        var (width, height) = boxes.Count == 0 ? (0, 0) : (boxes.Max(b => b.X1) + Math.Max(18, boxes.Min(b => b.X0)), boxes.Max(b => b.Y1) + 36);
        return new Sheet(page, Round(width), Round(height), [.. on.Select(l => new SheetLine(
            numbers[l.Index], l.Line.AfterBlank, Headings.Contains(l.Index),
            [.. l.Line.Cells.SelectMany((cell, c) => Pieces(cell, masked.Covered[l.Index][c]))]))]);
    }

    private static IEnumerable<SheetPiece> Pieces(Cell cell, IReadOnlyList<Covered> masks)
    {
        var at = 0;
        foreach (var mask in masks.OrderBy(m => m.Start))
        {
            foreach (var before in Visible(cell, at, mask.Start, masks))
                yield return before;
            yield return new SheetPiece("xxxxxxxxxxxx", mask.Kind, SpotOf(cell.BoxOf(mask.Start, mask.Length)));
            at = mask.Start + mask.Length;
        }

        foreach (var rest in Visible(cell, at, cell.Text.Length, masks))
            yield return rest;
    }

    /// <summary>
    /// A comma that clings to a covered word has that word's box and would be drawn across the mask: such marks stand in the text only.
    /// </summary>
    private static IEnumerable<SheetPiece> Visible(Cell cell, int from, int to, IReadOnlyList<Covered> masks)
    {
        var (start, end) = (from, to);
        if (masks.Any(m => m.Start + m.Length == from))
        {
            while (start < to && !char.IsLetterOrDigit(cell.Text[start]) && cell.Text[start] != ' ')
                start++;
        }

        if (masks.Any(m => m.Start == to))
        {
            while (end > start && !char.IsLetterOrDigit(cell.Text[end - 1]) && cell.Text[end - 1] != ' ')
                end--;
        }

        if (start > from)
            yield return new SheetPiece(cell.Text[from..start], "", null);
        if (cell.Text[start..end].Trim() is { Length: > 0 } text)
            yield return new SheetPiece(text, "", SpotOf(cell.BoxOf(cell.Text.IndexOf(text, start, StringComparison.Ordinal), text.Length)));
        if (end < to)
            yield return new SheetPiece(cell.Text[end..to], "", null);
    }

    private static string Text(string cell, IReadOnlyList<Covered> masks, int start, int length)
    {
        var text = cell;
        var (from, to) = (start, start + length);
        foreach (var mask in masks.OrderByDescending(m => m.Start))
        {
            if (mask.Start + mask.Length <= from || mask.Start >= to)
                continue;
            var (a, b) = (Math.Max(from, mask.Start), Math.Min(to, mask.Start + mask.Length));
            var token = $"[{mask.Kind}]";
            text = text[..a] + token + text[b..];
            to += token.Length - (b - a);
        }

        return text[from..to];
    }

    private static List<int> Number(IReadOnlyList<Line> lines)
    {
        var next = new Dictionary<int, int>();
        return [.. lines.Select(l => next[l.Page] = next.GetValueOrDefault(l.Page) + 1)];
    }

    private static double Round(double points) => Math.Round(points, 2);

    [GeneratedRegex("“([^”]*)”", RegexOptions.None, 1_000)]
    private static partial Regex Quoted();
}
