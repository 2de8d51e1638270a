namespace HybridBpo.Hro.Screening;

/// <summary>Finds page headers and footers: lines at the edge of a page that come again, but for their numbers, on another.</summary>
internal static class Furniture
{
    public static IReadOnlyList<Line> Mark(IReadOnlyList<Line> lines, IReadOnlyList<PdfPage> pages)
    {
        if (pages.Count < 2)
            return lines;
        var repeated = lines.Where(l => IsAtEdge(l, pages)).GroupBy(Key).Where(g => g.Select(l => l.Page).Distinct().Count() > 1).Select(g => g.Key)
            .ToHashSet(StringComparer.Ordinal);
        return [.. lines.Select(l => IsAtEdge(l, pages) && repeated.Contains(Key(l)) ? l with { Furniture = true } : l)];
    }

    private static bool IsAtEdge(Line line, IReadOnlyList<PdfPage> pages) =>
        line.Cells[0].Box is { } box && pages[line.Page - 1] is var page && (box.Y1 < 0.09 * page.Height || box.Y0 > 0.91 * page.Height);

    private static string Key(Line line) => string.Concat(line.Text.Where(c => !char.IsDigit(c)));
}
