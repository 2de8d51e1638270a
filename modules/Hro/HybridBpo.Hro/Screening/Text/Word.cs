namespace HybridBpo.Hro.Screening;

/// <summary>A word as it was read, already normalised. Only files with a fixed layout (PDF) have a box.</summary>
internal sealed record Word(string Text, int Page, Box? Box);

/// <summary>A stretch of a line with no wide gap inside: a table cell, a tab stop, one of two columns of facts.</summary>
internal sealed class Cell
{
    private readonly int[] starts;

    public Cell(IReadOnlyList<Word> words)
    {
        Words = words;
        starts = new int[words.Count];
        var text = new System.Text.StringBuilder();
        for (var i = 0; i < words.Count; i++)
        {
            if (i > 0)
                text.Append(' ');
            starts[i] = text.Length;
            text.Append(words[i].Text);
        }

        Said = Text = text.ToString();
        Box = Screening.Box.Around(words.Select(w => w.Box));
    }

    private Cell(Cell cell, string text)
    {
        (starts, Words, Said, Box) = (cell.starts, cell.Words, cell.Said, cell.Box);
        Text = text;
    }

    public IReadOnlyList<Word> Words { get; init; }

    public string Text { get; }

    /// <summary>The words as the file has them; other than <see cref="Text"/> only where something was taken out of it.</summary>
    public string Said { get; }

    public Box? Box { get; }

    public int Page => Words.Count == 0 ? 1 : Words[0].Page;

    public static Cell Of(string text, int page) =>
        new([.. text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(w => new Word(w, page, null))]);

    /// <summary>The cell with blocks in place of what is covered: no rule finds a word there, and every place stays where it is.</summary>
    public Cell Without(IReadOnlyList<Covered> covered)
    {
        if (covered.Count == 0)
            return this;
        var text = Text.ToCharArray();
        foreach (var stretch in covered)
            text.AsSpan(stretch.Start, stretch.Length).Fill('█');
        return new Cell(this, new string(text));
    }

    /// <summary>The box around the words that a stretch of <see cref="Text"/> touches.</summary>
    public Box? BoxOf(int start, int length)
    {
        var touched = Words.Where((w, i) => starts[i] < start + length && starts[i] + w.Text.Length > start);
        return Screening.Box.Around(touched.Select(w => w.Box));
    }
}

/// <summary>One line of the visible text in reading order.</summary>
/// <param name="Cells">Its stretches, left to right.</param>
/// <param name="AfterBlank">A blank line or a wide gap stands before it.</param>
/// <param name="Bullet">The file itself says that it is an item of a list.</param>
/// <param name="Whole">A whole paragraph: the next line does not go on with its sentence.</param>
/// <param name="Furniture">A page header or footer that repeats.</param>
internal sealed record Line(IReadOnlyList<Cell> Cells, bool AfterBlank = false, bool Bullet = false, bool Whole = false, bool Furniture = false)
{
    public string Text { get; } = string.Join("  ", Cells.Select(c => c.Text));

    public int Page => Cells.Count == 0 ? 1 : Cells[0].Page;

    public double? Left => Cells.Count == 0 ? null : Cells[0].Box?.X0;

    public double Height { get; } = Cells.SelectMany(c => c.Words).Select(w => w.Box?.Height ?? 0).Order().DefaultIfEmpty(0).ElementAt(
        Cells.Sum(c => c.Words.Count) / 2);
}
