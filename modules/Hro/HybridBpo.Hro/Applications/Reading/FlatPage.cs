using System.Text;
using HybridBpo.Hro.Screening;

namespace HybridBpo.Hro.Applications.Reading;

/// <summary>A page as one run of words, so that a quote that goes over the end of a line is found as well.</summary>
internal sealed class FlatPage
{
    private readonly List<(int At, int Index, Line Line)> starts = [];

    /// <param name="lines">The page's lines with their index and what is covered in each cell.</param>
    public FlatPage(IReadOnlyList<(int Index, Line Line, IReadOnlyList<IReadOnlyList<Covered>> Covered)> lines)
    {
        var text = new StringBuilder();
        var masks = new List<Covered>();
        foreach (var (index, line, covered) in lines)
        {
            starts.Add((text.Length, index, line));
            foreach (var (c, cell) in line.Cells.Index())
            {
                masks.AddRange(covered[c].Select(m => m with { Start = m.Start + text.Length }));
                text.Append(cell.Text).Append(' ');
            }
        }

        (Text, Covered) = (text.ToString(), masks);
    }

    public string Text { get; }

    public IReadOnlyList<Covered> Covered { get; }

    /// <summary>Where the quote begins; of several places the one at the height that the quote names.</summary>
    public (int At, int Line)? Find(Quote quote)
    {
        (int, int)? first = null;
        for (var at = -1; quote.Text.Length > 0 && (at = Text.IndexOf(quote.Text, at + 1, StringComparison.Ordinal)) >= 0;)
        {
            var (_, index, line) = starts.Last(s => s.At <= at);
            if (quote.Box is not { } box || line.Cells.Any(c => c.Box is not { } own || own.SharedHeight(box) > 0))
                return (at, index);
            first ??= (at, index);
        }

        return first;
    }
}
