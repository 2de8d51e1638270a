using System.Text.RegularExpressions;

namespace HybridBpo.Hro.Screening;

/// <summary>The resume as the verdict rules look at it.</summary>
internal sealed class Evidence(VisibleText text, Resume resume, DateOnly asOf)
{
    private readonly IReadOnlyList<Section> sections = Sections.Find(text.Lines);

    public VisibleText Text => text;

    public Resume Resume => resume;

    public DateOnly AsOf => asOf;

    public IEnumerable<(int Line, Cell Cell)> Cells => text.Lines.SelectMany((l, i) => l.Cells.Select(c => (i, c)));

    public bool IsHeading(int line) => !sections.Any(s => line >= s.First && line <= s.Last);

    public SectionKind SectionOf(int line) => sections.FirstOrDefault(s => line >= s.First && line <= s.Last)?.Kind ?? SectionKind.Other;

    /// <summary>The first place where the pattern stands, also over a line break, or null.</summary>
    public (Quote Quote, Match Match, int Line)? First(Regex pattern)
    {
        foreach (var (line, cell) in Cells)
        {
            if (pattern.Match(cell.Text) is { Success: true } m)
                return (VisibleText.Around(cell, m.Index, m.Length), m, line);
        }

        return OverLines(pattern) is var (quote, _, at) ? (quote, pattern.Match(quote.Text), at) : null;
    }

    /// <summary>The first place where the pattern begins on one line and ends on the next, or null.</summary>
    public (Quote Quote, Cell Cell, int Line)? OverLines(Regex pattern)
    {
        for (var i = 1; i < text.Lines.Count; i++)
        {
            if (text.Lines[i - 1].Cells is [var above] && text.Lines[i].Cells is [var below]
                && pattern.Matches($"{above.Text} {below.Text}").FirstOrDefault(m => m.Index < above.Text.Length
                    && m.Index + m.Length > above.Text.Length + 1) is { } over)
                return (Over(above, below, over), above, i - 1);
        }

        return null;
    }

    /// <summary>Does the stretch stand in the name of an employer, as "Oracle" in "Engineer, Oracle India Ltd"?</summary>
    public bool NamesEmployer(int line, Cell cell, int start, int length, bool isSkill) =>
        resume.Work.Any(job => job.Name is { } name && line >= job.Lines.First && line <= job.Lines.First + 4
            && (Titles.LooksLikeEmployer(name.Value) || name.Value.Length == length || !isSkill)
            && cell.Text.IndexOf(name.Value, StringComparison.Ordinal) is >= 0 and var at && start >= at && start + length <= at + name.Value.Length);

    /// <summary>A match over a line break, with the whole of both lines where they are short.</summary>
    private static Quote Over(Cell above, Cell below, Match m)
    {
        var first = VisibleText.QuoteOf(above, m.Index, above.Text.Length - m.Index);
        var second = VisibleText.QuoteOf(below, 0, Math.Clamp(m.Index + m.Length - above.Text.Length - 1, 0, below.Text.Length));
        return new Quote($"{above.Said[m.Index..]} {second.Text}", above.Page, Box.Around([first.Box, second.Box]));
    }

    public IEnumerable<(WorkEntry Job, Span Span)> Jobs =>
        from job in resume.Work
        where !job.Volunteer
        let span = Span.Of(job.Dates?.Value, asOf)
        where span is not null
        select (job, span);
}
