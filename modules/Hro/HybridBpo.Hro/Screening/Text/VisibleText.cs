namespace HybridBpo.Hro.Screening;

/// <summary>All that a person sees when the file is open, in reading order. Nothing hidden is in here.</summary>
internal sealed class VisibleText
{
    private const string Bullets = " •●▪■◦‣○□✓✔➢❖★›»☑➤♦◆\uFFFD␣";
    private readonly string flat;
    private readonly string? secondReading;

    public VisibleText(IReadOnlyList<Line> lines, string? secondReading = null)
    {
        Lines = lines;
        Text = string.Join('\n', lines.Select(l => l.Text));
        flat = Normaliser.Flat(Text);
        this.secondReading = secondReading is null ? null : Normaliser.Flat(secondReading);
    }

    /// <summary>
    /// The same text as rules that judge look at it: their lines have blanks in place of what is covered; a quote is held against all of it.
    /// </summary>
    public VisibleText(VisibleText all, MaskedText masked)
    {
        (Lines, Text, flat, secondReading) = (masked.LinesForVerdicts(), all.Text, all.flat, all.secondReading);
    }

    public IReadOnlyList<Line> Lines { get; }

    public string Text { get; }

    /// <summary>Is the quote verbatim in the visible text? Blanks count alike; nothing else is forgiven.</summary>
    public bool Holds(string quote)
    {
        var wanted = Normaliser.Flat(quote);
        return wanted.Length > 0 && flat.Contains(wanted, StringComparison.Ordinal);
    }

    /// <summary>Does the other reading order of the same file hold the quote as well? Quotes inside one cell nearly always pass.</summary>
    public bool HoldsInBothReadings(string quote) =>
        Holds(quote) && (secondReading is null || secondReading.Contains(Normaliser.Flat(quote), StringComparison.Ordinal));

    public static Quote QuoteOf(Cell cell) => QuoteOf(cell, 0, cell.Text.Length);

    /// <summary>A stretch as a quote, without the bullet before it and the half of a word that the line break cut off.</summary>
    public static Quote QuoteOf(Cell cell, int start, int length)
    {
        var end = start + length;
        while (start < end && Bullets.Contains(cell.Text[start]))
            start++;
        if (end == cell.Text.Length && end - start > 12 && cell.Text[end - 1] is '-' or '\u00AD'
            && cell.Text.LastIndexOf(' ', end - 1, end - start) is > 0 and var blank)
            end = blank;
        return new Quote(cell.Said[start..end], cell.Page, cell.BoxOf(start, end - start));
    }

    /// <summary>The sentence or clause of a cell around a match, at most about 200 characters, cut at blanks.</summary>
    public static Quote Around(Cell cell, int start, int length)
    {
        const int Most = 200;
        if (cell.Text.Length <= Most)
            return QuoteOf(cell, 0, cell.Text.Length);
        var from = Math.Max(0, start - (Most - Math.Min(length, Most)) / 2);
        var to = Math.Min(cell.Text.Length, Math.Max(from + Most, start + length));
        while (from > 0 && cell.Text[from - 1] != ' ')
            from--;
        while (to < cell.Text.Length && cell.Text[to] != ' ')
            to++;
        return QuoteOf(cell, from, to - from);
    }
}
