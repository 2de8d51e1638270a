namespace HybridBpo.Hro.Screening;

/// <summary>
/// pdftotext believes replacement text (ActualText); pdftohtml reads what is drawn. Where they differ, what is drawn counts as visible and the
/// replacement is put aside.
/// </summary>
internal static class DrawnText
{
    public static (IReadOnlyList<PdfPage> Pages, IReadOnlyList<AsideText> Replacements) Correct(IReadOnlyList<PdfPage> pages,
        IReadOnlyList<PlacedText> placed)
    {
        if (placed.Count == 0)
            return (pages, []);
        var corrected = new List<PdfPage>();
        var replaced = new List<AsideText>();
        foreach (var page in pages)
        {
            var here = placed.Where(p => p.Page == page.Number).ToList();
            var drawn = Key(string.Concat(here.Select(p => p.Text)));
            var lines = new List<IReadOnlyList<PdfWord>>();
            var taken = new HashSet<PlacedText>(ReferenceEqualityComparer.Instance);
            foreach (var line in page.Lines)
            {
                if (line.All(w => IsDrawn(w, drawn)))
                {
                    lines.Add(line);
                    continue;
                }

                replaced.Add(new AsideText(string.Join(' ', line.Select(w => w.Text)), page.Number, "actual-text"));
                lines.Add([.. Drawn(line, here, taken)]);
            }

            corrected.Add(page with { Lines = lines });
        }

        return (corrected, replaced);
    }

    /// <summary>The drawn text at the line's place, word by word, each word with its share of the width.</summary>
    private static IEnumerable<PdfWord> Drawn(IReadOnlyList<PdfWord> line, List<PlacedText> here, HashSet<PlacedText> taken)
    {
        var place = Box.Around(line.Select(w => (Box?)w.Box))!.Value;
        foreach (var text in here.Where(p => !p.OffPage && p.Box.SharedArea(place) > 0.3 * p.Box.Width * p.Box.Height
            && !taken.Contains(p)).OrderBy(p => p.Box.X0).ToList())
        {
            taken.Add(text);
            var letter = text.Box.Width / Math.Max(1, text.Text.Length);
            for (int at = 0, end; at < text.Text.Length; at = end + 1)
            {
                end = text.Text.IndexOf(' ', at);
                end = end < 0 ? text.Text.Length : end;
                if (end > at)
                    yield return new PdfWord(text.Text[at..end], text.Text[at..end], text.Page,
                        text.Box with { X0 = text.Box.X0 + at * letter, X1 = text.Box.X0 + end * letter });
            }
        }
    }

    private static bool IsDrawn(PdfWord word, string drawn) => Key(word.Text) is var key
        && (key.Length == 0 || drawn.Contains(key, StringComparison.Ordinal));

    private static string Key(string text) => string.Concat(text.Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
