namespace HybridBpo.Hro.Screening;

/// <summary>All that a person sees when the file is open, in reading order. Nothing hidden is in here.</summary>
internal sealed class VisibleText
{
    private readonly string flat;
    private readonly string? secondReading;

    public VisibleText(IReadOnlyList<Line> lines, string? secondReading = null)
    {
        Lines = lines;
        Text = string.Join('\n', lines.Select(l => l.Text));
        flat = Normaliser.Flat(Text);
        this.secondReading = secondReading is null ? null : Normaliser.Flat(secondReading);
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

    public static Quote QuoteOf(Cell cell) => new(cell.Text, cell.Page, cell.Box);

    public static Quote QuoteOf(Cell cell, int start, int length) => new(cell.Text.Substring(start, length), cell.Page, cell.BoxOf(start, length));

    /// <summary>The sentence or clause of a cell around a match, at most about 200 characters, cut at blanks.</summary>
    public static Quote Around(Cell cell, int start, int length)
    {
        const int Most = 200;
        if (cell.Text.Length <= Most)
            return QuoteOf(cell);
        var from = Math.Max(0, start - (Most - Math.Min(length, Most)) / 2);
        var to = Math.Min(cell.Text.Length, Math.Max(from + Most, start + length));
        while (from > 0 && cell.Text[from - 1] != ' ')
            from--;
        while (to < cell.Text.Length && cell.Text[to] != ' ')
            to++;
        return QuoteOf(cell, from, to - from);
    }
}
