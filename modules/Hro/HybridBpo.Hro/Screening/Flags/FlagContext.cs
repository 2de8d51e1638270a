namespace HybridBpo.Hro.Screening;

/// <summary>What the candidate gave in the application form, to compare with the resume.</summary>
internal sealed record FormContact(string? Email, string? Phone);

/// <summary>What a check may look at. There is deliberately no photo, no age, no school rank in here.</summary>
internal sealed record FlagContext(Extracted File, VisibleText Text, Resume Resume, string JobText, DateOnly AsOf, FormContact? Form)
{
    /// <summary>Jobs with dates that say both ends.</summary>
    public IEnumerable<(WorkEntry Job, Span Span)> Dated =>
        from job in Resume.Work
        let span = Span.Of(job.Dates?.Value, AsOf)
        where span is not null
        select (job, span);
}
