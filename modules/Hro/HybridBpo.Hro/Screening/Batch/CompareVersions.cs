namespace HybridBpo.Hro.Screening;

/// <summary>Compares two versions of one person's resume: titles and dates of the same job that differ.</summary>
internal static class CompareVersions
{
    public static IReadOnlyList<Flag> Compare(ScreeningResult older, ScreeningResult newer) =>
        [.. from before in older.Resume.Work
            from after in newer.Resume.Work
            where before.Name is not null && after.Name is not null && Same(before.Name.Value, after.Name.Value)
            let flag = Title(older, before, after) ?? Dates(older, before, after)
            where flag is not null
            select flag];

    /// <summary>The same employer and the same dates, another title.</summary>
    private static Flag? Title(ScreeningResult older, WorkEntry before, WorkEntry after) =>
        before.Position is { } was && after.Position is { } now && before.Dates is not null && after.Dates is not null
            && before.Dates.Value.Start == after.Dates.Value.Start && before.Dates.Value.Start is not null && !Same(was.Value, now.Value)
            ? new Flag(FlagRules.TitleChanged.Id, FlagRules.TitleChanged.Version, FlagRules.TitleChanged.Class, "A different title from an "
                + "earlier version",
                $"{older.File} says “{was.Value}” for the same job.", now.Quote, QuoteIsVisible: true,
                "Titles change during a job, and internal titles are often put into more common words.",
                $"For {after.Name!.Value} your resumes give two titles. Which one was yours, and when?")
            : null;

    private static Flag? Dates(ScreeningResult older, WorkEntry before, WorkEntry after)
    {
        if (before.Dates?.Value is not { Start: { } s1 } was || after.Dates?.Value is not { Start: { } s2 } now || before.Position is null
            || after.Position is null
            || !Same(before.Position.Value, after.Position.Value))
            return null;
        var apart = Apart(s1, s2) ? "start" : was.End is { } e1 && now.End is { } e2 && Apart(e1, e2) ? "end" : null;
        return apart is null
            ? null
            : new Flag(FlagRules.ContradictoryDates.Id, FlagRules.ContradictoryDates.Version, FlagRules.ContradictoryDates.Class, "Different "
                + "dates from an earlier version",
                $"{older.File} gives a different {apart} date: {before.Dates.Quote.Text}.", after.Dates.Quote, QuoteIsVisible: true,
                "Dates are often written from memory; one of the two may be a typing error.",
                $"For {after.Name!.Value} your resumes give different dates. Which are right?");
    }

    private static bool Apart(PartialDate a, PartialDate b) => a.Latest < b.Earliest || b.Latest < a.Earliest;

    private static bool Same(string a, string b) => string.Join(' ', WordSequence.Bare(a)) == string.Join(' ', WordSequence.Bare(b));
}
