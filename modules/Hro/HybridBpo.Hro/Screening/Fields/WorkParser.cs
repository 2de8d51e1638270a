namespace HybridBpo.Hro.Screening;

/// <summary>Reads jobs: each date range anchors one, the short lines around it name it.</summary>
internal static class WorkParser
{
    public static IReadOnlyList<WorkEntry> Read(IReadOnlyList<Line> lines, IReadOnlyList<Section> sections)
    {
        var work = sections.Where(s => s.Kind == SectionKind.Work).SelectMany(s => InSection(lines, s, titlesOnly: false)).ToList();
        return work.Count > 0
            ? work
            : [.. sections.Where(s => s.Kind is SectionKind.Top or SectionKind.Other && !IsProjects(s)).SelectMany(s =>
            InSection(lines, s, titlesOnly: true))];
    }

    private static bool IsProjects(Section section) => section.Heading.Contains("project", StringComparison.OrdinalIgnoreCase);

    private static List<WorkEntry> InSection(IReadOnlyList<Line> lines, Section section, bool titlesOnly)
    {
        var shapes = LineShape.Of(lines, section.Lines);
        var anchors = Enumerable.Range(0, shapes.Count).Where(i => IsAnchor(shapes[i], titlesOnly)).ToList();
        if (anchors.Count == 0)
            return titlesOnly ? [] : Undated(shapes, section);
        var blocks = anchors.Select((a, n) => Head(shapes, a, n == 0 ? -1 : anchors[n - 1], n + 1 < anchors.Count ? anchors[n + 1] : shapes.Count,
            anchors[0])).ToList();
        var titleFirst = TitleFirst(blocks);
        var entries = new List<WorkEntry>();
        for (var n = 0; n < blocks.Count; n++)
        {
            var block = blocks[n];
            var (title, employer) = JobHead.Read(block.Heads, titleFirst);
            if (title is null && employer is null)
                continue;
            if (titlesOnly && (title is null || Titles.Lean(title.Text) <= 0))
                continue;
            var end = n + 1 < blocks.Count ? blocks[n + 1].First - 1 : section.Last;
            var anchor = shapes[anchors[n]];
            var dates = new Found<DateRange>(anchor.Found!.Range, 0.95,
                VisibleText.QuoteOf(anchor.DateCell!, anchor.Found.Start, anchor.Found.Length));
            var name = employer?.Found(0.85) ?? (entries.Count > 0 && block.Heads.Count == 1 ? entries[^1].Name : null);
            entries.Add(new WorkEntry(name, title?.Found(0.85), dates, IsVolunteer(block.Heads), (block.First, Math.Max(end, block.First))));
        }

        return entries;
    }

    private static bool IsAnchor(LineShape shape, bool titlesOnly)
    {
        if (shape.Found is not { } found || (shape.IsBullet && !shape.DateApart) || (titlesOnly && found.Range.Start is null))
            return false;
        if (shape.DateApart)
            return shape.Parts.Count > 1 || shape.Line.Cells.Count >= 1;
        return found.Range.Start is not null ? shape.IsHead || shape.Rest.Length == 0 || Titles.Lean(Before(shape)) > 0 : shape.IsHead
            && shape.Rest.Length < 90;
    }

    private static string Before(LineShape shape) => shape.DateCell!.Text[..shape.Found!.Start];

    private sealed record Block(List<LineShape> Heads, int First);

    /// <summary>The lines that name the job of an anchor: above it as many as the section's first job has, else below it.</summary>
    private static Block Head(IReadOnlyList<LineShape> shapes, int anchor, int previous, int next, int firstAnchor)
    {
        var own = shapes[anchor];
        var heads = new List<LineShape>();
        var most = own.Line.Left is null ? 2 : Math.Clamp(Above(shapes, firstAnchor, -1, 4).Count, 0, 3);
        var ownNames = !(own.IsBullet && own.DateApart) && Piece.Of(own).Count > 0;
        if (own.Line.Left is null && ownNames && JobHead.Read([own], true) is ({ }, { }))
            most = 0;
        heads.AddRange(Above(shapes, anchor, previous, ownNames ? Math.Min(most, 2) : most));
        if (ownNames)
            heads.Add(own);
        var (title, employer) = JobHead.Read(heads, true);
        for (var i = anchor + 1; i < next && i <= anchor + 2 && (title is null || employer is null); i++)
        {
            var below = shapes[i];
            var bulleted = below.IsBullet && heads.Count == 0 && i == anchor + 1;
            if (!(below.IsHead && (!below.IsBullet || bulleted)) || below.Found is not null
                || (own.Line.Left is null && below.Line.AfterBlank && heads.Count > 0))
                break;
            if (heads.Count > 0 && Titles.Lean(below.Rest) == 0 && below.Rest.Split(' ').Length > 8)
                break;
            heads.Add(below);
            (title, employer) = JobHead.Read(heads, true);
        }

        return new Block(heads, heads.Concat([own]).Min(h => h.Index));
    }

    private static List<LineShape> Above(IReadOnlyList<LineShape> shapes, int anchor, int previous, int most)
    {
        var above = new List<LineShape>();
        for (var i = anchor - 1; i > previous && above.Count < most; i--)
        {
            if (!shapes[i].IsHead || shapes[i].IsBullet || shapes[i].Found is { Range.Start: not null } || !Near(shapes, i, above.Count))
                break;
            above.Insert(0, shapes[i]);
        }

        return above;
    }

    /// <summary>In plain text, lines of a paragraph of several lines are prose, unless they stand directly above the dates.</summary>
    private static bool Near(IReadOnlyList<LineShape> shapes, int at, int taken) =>
        shapes[at].Line.Left is not null || taken == 0 || !shapes[at + 1].Line.AfterBlank || shapes[at].Line.AfterBlank || at == 0;

    private static bool TitleFirst(List<Block> blocks)
    {
        int first = 0, second = 0;
        foreach (var pieces in blocks.Select(b => b.Heads.SelectMany(Piece.Of).ToList()).Where(p => p.Count >= 2))
        {
            first += Titles.Lean(pieces[0].Text) > Titles.Lean(pieces[1].Text) ? 1 : 0;
            second += Titles.Lean(pieces[1].Text) > Titles.Lean(pieces[0].Text) ? 1 : 0;
        }

        return first >= second;
    }

    private static bool IsVolunteer(IEnumerable<LineShape> heads) => heads.Any(h => h.Rest.Contains("volunteer", StringComparison.OrdinalIgnoreCase));

    private static List<WorkEntry> Undated(IReadOnlyList<LineShape> shapes, Section section)
    {
        var entries = new List<WorkEntry>();
        for (var i = 0; i < shapes.Count; i++)
        {
            if (!shapes[i].IsHead || shapes[i].IsBullet || (i > 0 && !shapes[i].Line.AfterBlank && !shapes[i - 1].IsBullet))
                continue;
            List<LineShape> heads = [shapes[i]];
            var (title, employer) = JobHead.Read(heads, true);
            if ((title is null || employer is null) && i + 1 < shapes.Count && shapes[i + 1].IsHead && !shapes[i + 1].IsBullet)
            {
                heads.Add(shapes[i + 1]);
                (title, employer) = JobHead.Read(heads, true);
            }

            if (title is null || Titles.Lean(title.Text) <= 0 || employer is null)
                continue;
            entries.Add(new WorkEntry(employer.Found(0.6), title.Found(0.6), null, IsVolunteer(heads), (heads[0].Index, section.Last)));
            i += heads.Count - 1;
        }

        return entries;
    }
}
