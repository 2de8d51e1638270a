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

    public SectionKind SectionOf(int line) => sections.FirstOrDefault(s => line >= s.First && line <= s.Last)?.Kind ?? SectionKind.Other;

    /// <summary>The first place where the pattern stands, or null.</summary>
    public (Quote Quote, Match Match, int Line)? First(Regex pattern)
    {
        foreach (var (line, cell) in Cells)
        {
            if (pattern.Match(cell.Text) is { Success: true } m)
                return (VisibleText.Around(cell, m.Index, m.Length), m, line);
        }

        return null;
    }

    public IEnumerable<(WorkEntry Job, Span Span)> Jobs =>
        from job in resume.Work
        where !job.Volunteer
        let span = Span.Of(job.Dates?.Value, asOf)
        where span is not null
        select (job, span);
}
