namespace HybridBpo.Hro.Screening;

/// <summary>Something that was covered for the first review.</summary>
/// <param name="Kind">
/// name | identity | email | phone | contact | address | photo | link | birth | gender | family | affiliation | school | school year.
/// </param>
/// <param name="Text">What stood there.</param>
/// <param name="Count">How often.</param>
internal sealed record Masked(string Kind, string Text, int Count);

/// <summary>The visible lines with what is covered in each of their cells.</summary>
internal sealed class MaskedText
{
    private readonly IReadOnlyList<Line> lines;
    private readonly Func<string, IReadOnlyList<Covered>> cover;

    /// <param name="lines">The visible lines.</param>
    /// <param name="covered">What is covered, by line and cell.</param>
    /// <param name="cover">The same rules for words from elsewhere.</param>
    /// <param name="hasPicture">A picture is left out of what people see.</param>
    /// <param name="inDoubt">The name was not found for certain, so all that could be it is covered at the head.</param>
    public MaskedText(IReadOnlyList<Line> lines, IReadOnlyList<IReadOnlyList<IReadOnlyList<Covered>>> covered,
        Func<string, IReadOnlyList<Covered>> cover, bool hasPicture, bool inDoubt)
    {
        (this.lines, Covered, this.cover, InDoubt) = (lines, covered, cover, inDoubt);
        Text = string.Join('\n', lines.Select((l, i) => string.Join("  ", l.Cells.Select((c, n) => Replaced(c.Text, covered[i][n])))));
        What = [.. lines.SelectMany((l, i) => l.Cells.SelectMany((c, n) => covered[i][n]
            .Select(s => (s.Kind, Text: c.Text.Substring(s.Start, s.Length)))))
            .GroupBy(s => s).Select(g => new Masked(g.Key.Kind, g.Key.Text, g.Count()))
            .OrderBy(m => m.Kind, StringComparer.Ordinal).ThenBy(m => m.Text, StringComparer.Ordinal),
            .. hasPicture ? [new Masked("photo", "", 1)] : Array.Empty<Masked>()];
    }

    public IReadOnlyList<IReadOnlyList<IReadOnlyList<Covered>>> Covered { get; }

    public IReadOnlyList<Masked> What { get; }

    public bool InDoubt { get; }

    /// <summary>Line by line as the visible text, each covered stretch as [kind].</summary>
    public string Text { get; }

    /// <summary>Words of the resume that stand elsewhere, such as hidden ones, or a field read from it.</summary>
    public string Cover(string words) => Replaced(words, cover(words));

    /// <summary>The lines as rules that judge read them: what is covered is blank, and a quote still knows the words.</summary>
    public IReadOnlyList<Line> LinesForVerdicts() =>
        [.. lines.Select((l, i) => new Line([.. l.Cells.Select((c, n) => c.Without(Covered[i][n]))], l.AfterBlank, l.Bullet, l.Whole, l.Furniture))];

    private static string Replaced(string text, IReadOnlyList<Covered> covered)
    {
        foreach (var stretch in covered.OrderByDescending(c => c.Start))
            text = $"{text[..stretch.Start]}[{stretch.Kind}]{text[stretch.End..]}";
        return text;
    }
}
