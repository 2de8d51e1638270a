namespace HybridBpo.Hro.Screening;

/// <summary>Words on one base line without a wide gap between them.</summary>
internal sealed class Segment(List<PdfWord> words)
{
    public List<PdfWord> Words => words;

    public Box Box { get; } = Screening.Box.Around(words.Select(w => (Box?)w.Box))!.Value;

    public string Text { get; } = string.Join(' ', words.Select(w => w.Text));

    public Cell ToCell() => new([.. words.Select(w => new Word(w.Text, w.Page, w.Box))]);

    /// <summary>pdftotext's lines, cut at gaps wider than a letter is high.</summary>
    public static List<Segment> Cut(PdfPage page, IReadOnlySet<PdfWord> unseen)
    {
        var segments = new List<Segment>();
        foreach (var line in page.Lines)
        {
            List<PdfWord> run = [];
            foreach (var word in line.Where(w => w.Text.Length > 0 && !unseen.Contains(w)))
            {
                if (run.Count > 0 && IsWide(run[^1], word))
                {
                    segments.Add(new Segment(run));
                    run = [];
                }

                run.Add(word);
            }

            if (run.Count > 0)
                segments.Add(new Segment(run));
        }

        return segments;
    }

    private static bool IsWide(PdfWord left, PdfWord right)
    {
        var gap = right.Box.X0 - left.Box.X1;
        return gap > 1.1 * Math.Max(left.Box.Height, right.Box.Height) || gap < -2 * left.Box.Height;
    }
}
