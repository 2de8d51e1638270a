namespace HybridBpo.Hro.Screening;

/// <summary>Puts a page's words into reading order: columns one after the other, and in each column whole rows, so that a date at the right margin
/// stays with its line.</summary>
internal static class PageLayout
{
    /// <summary>All pages. A column that goes on on the next page is read to its end before the other column begins.</summary>
    public static IReadOnlyList<Line> Read(IReadOnlyList<PdfPage> pages, IReadOnlySet<PdfWord> unseen)
    {
        var all = new List<Line>();
        var waiting = new List<Line>();
        double? gutter = null;
        foreach (var page in pages)
        {
            var segments = Segment.Cut(page, unseen);
            var here = Gutter.Find(segments);
            var goesOn = gutter is { } x && (here is null ? segments.All(s => s.Box.X1 < x + 2) : Math.Abs(here.X - x) < 12);
            if (!goesOn)
                Close(all, waiting);
            if (here is null)
            {
                all.AddRange(Ordered(segments, 0).SelectMany(Rows));
                gutter = goesOn ? gutter : null;
                continue;
            }

            var (above, left, right, below) = Divide(segments, here);
            all.AddRange(Ordered(above, 1).Concat(Ordered(left, 1)).SelectMany(Rows));
            waiting.AddRange(Ordered(right, 1).Concat(Ordered(below, 1)).SelectMany(Rows));
            gutter = below.Count == 0 ? here.X : null;
        }

        Close(all, waiting);
        return Furniture.Mark(all, pages);
    }

    private static void Close(List<Line> all, List<Line> waiting)
    {
        all.AddRange(waiting);
        waiting.Clear();
    }

    private static IEnumerable<List<Segment>> Ordered(List<Segment> segments, int depth)
    {
        if (segments.Count == 0)
            yield break;
        if (depth > 6 || Gutter.Find(segments) is not { } gutter)
        {
            yield return segments;
            yield break;
        }

        var (above, left, right, below) = Divide(segments, gutter);
        foreach (var part in (List<Segment>[])[above, left, right, below])
        {
            foreach (var region in Ordered(part, depth + 1))
                yield return region;
        }
    }

    private static (List<Segment> Above, List<Segment> Left, List<Segment> Right, List<Segment> Below) Divide(List<Segment> segments, Gutter gutter)
    {
        var between = segments.Where(s => s.Box.MiddleY >= gutter.Top && s.Box.MiddleY <= gutter.Bottom).ToList();
        return ([.. segments.Where(s => s.Box.MiddleY < gutter.Top)], [.. between.Where(s => (s.Box.X0 + s.Box.X1) / 2 < gutter.X)],
            [.. between.Where(s => (s.Box.X0 + s.Box.X1) / 2 >= gutter.X)], [.. segments.Where(s => s.Box.MiddleY > gutter.Bottom)]);
    }

    private static IEnumerable<Line> Rows(List<Segment> region)
    {
        var rows = new List<List<Segment>>();
        foreach (var segment in region.OrderBy(s => s.Box.MiddleY))
        {
            var row = rows.Count > 0 && SameRow(rows[^1], segment) ? rows[^1] : null;
            if (row is null)
                rows.Add([segment]);
            else
                row.Add(segment);
        }

        Box? before = null;
        foreach (var row in rows)
        {
            var sorted = row.OrderBy(s => s.Box.X0).ToList();
            var box = Box.Around(sorted.Select(s => (Box?)s.Box))!.Value;
            var gap = before is { } b ? box.Y0 - b.Y1 : 0;
            yield return new Line([.. Joined(sorted).Select(s => s.ToCell())], AfterBlank: gap > 0.6 * box.Height);
            before = box;
        }
    }

    private static bool SameRow(List<Segment> row, Segment segment) =>
        row.Any(s => s.Box.SharedHeight(segment.Box) > 0.55 * Math.Min(s.Box.Height, segment.Box.Height))
        && row.All(s => s.Box.SharedHeight(segment.Box) > 0.25 * Math.Min(s.Box.Height, segment.Box.Height));

    /// <summary>Neighbours that only pdftotext took apart become one again.</summary>
    private static IEnumerable<Segment> Joined(List<Segment> row)
    {
        Segment? open = null;
        foreach (var segment in row)
        {
            var gap = open is null ? 0 : segment.Box.X0 - open.Box.X1;
            if (open is not null && gap < 0.9 * Math.Min(open.Box.Height, segment.Box.Height) && gap > -0.5 * segment.Box.Height)
            {
                open = new Segment([.. open.Words, .. segment.Words]);
                continue;
            }

            if (open is not null)
                yield return open;
            open = segment;
        }

        if (open is not null)
            yield return open;
    }
}
