using System.Globalization;
using System.Text.RegularExpressions;

namespace HybridBpo.Hro.Screening;

/// <summary>Neutral questions about time. Each holds under all readings of the dates, or it is not asked.</summary>
internal static partial class TimelineFlags
{
    private const int OverlapDays = 60;
    private const int GapDays = 366;

    public static IEnumerable<Flag> Overlaps(FlagContext context) =>
        from pair in Pairs(context)
        let days = pair.A.Span.CertainOverlap(pair.B.Span)
        where days > OverlapDays
        select new Flag(FlagRules.Overlap.Id, FlagRules.Overlap.Version, FlagRules.Overlap.Class, "Two jobs at the same time",
            $"Under every reading of the dates, the two jobs share at least {days.ToString("N0", CultureInfo.InvariantCulture)} days: "
                + $"“{pair.A.Job.Dates!.Quote.Text}” and “{pair.B.Job.Dates!.Quote.Text}”.",
            pair.B.Job.Dates.Quote, QuoteIsVisible: true,
            "One of them may have been part-time, freelance or a notice period, and many people hold two jobs.",
            $"Going by your dates, {Name(pair.A.Job)} and {Name(pair.B.Job)} overlapped for a while. How did the two fit together?");

    /// <summary>Overlaps that only some reading of the dates shows: told, never flagged.</summary>
    public static IEnumerable<string> Uncertain(FlagContext context) =>
        from pair in Pairs(context)
        where pair.A.Span.CertainOverlap(pair.B.Span) <= OverlapDays && pair.A.Span.PossibleOverlap(pair.B.Span) > OverlapDays
        select $"{Name(pair.A.Job)} (“{pair.A.Job.Dates!.Quote.Text}”) and {Name(pair.B.Job)} (“{pair.B.Job.Dates!.Quote.Text}”) could overlap, "
            + "depending on how the dates are read. Under another reading they do not.";

    public static IEnumerable<Flag> Gaps(FlagContext context)
    {
        var dated = context.Dated.ToList();
        foreach (var (from, to) in Career.CertainGaps(dated.Select(d => d.Span), GapDays))
        {
            var next = dated.First(d => d.Span.EarliestStart == to).Job;
            yield return new Flag(FlagRules.Gap.Id, FlagRules.Gap.Version, FlagRules.Gap.Class, "Time between jobs",
                string.Create(CultureInfo.InvariantCulture, $"No reading of the dates fills the time from {from:yyyy-MM} to {to:yyyy-MM}."),
                    next.Dates!.Quote, QuoteIsVisible: true,
                "People care for others, study, fall ill, travel or look for work. Nobody owes an explanation.",
                "If you like, tell us what you did between these two jobs.");
        }
    }

    public static IEnumerable<Flag> ShortTenures(FlagContext context)
    {
        var brief = context.Dated.Where(d => IsFullTime(d.Job, context) && !d.Job.Dates!.Value.Ongoing
            && d.Span.LatestEnd.DayNumber - d.Span.EarliestStart.DayNumber < 183).ToList();
        if (brief.Count >= 3)
        {
            yield return new Flag(FlagRules.ShortTenures.Id, FlagRules.ShortTenures.Version, FlagRules.ShortTenures.Class, "Several short jobs",
                $"Under every reading of the dates, {brief.Count} jobs lasted less than six months.", brief[0].Job.Dates!.Quote, QuoteIsVisible: true,
                "Seasonal work and projects are short by nature, and lay-offs end jobs early.", "Were these jobs meant to be short from the start?");
        }
    }

    private static IEnumerable<((WorkEntry Job, Span Span) A, (WorkEntry Job, Span Span) B)> Pairs(FlagContext context)
    {
        var dated = context.Dated.Where(d => IsFullTime(d.Job, context)).ToList();
        var jobs = dated.Where(d => dated.Count(o => o != d && Holds(d.Span, o.Span)) < 2).ToList();
        for (var i = 0; i < jobs.Count; i++)
        {
            for (var j = i + 1; j < jobs.Count; j++)
            {
                if (!SameEmployer(jobs[i].Job, jobs[j].Job) && jobs[i].Job.Dates!.Value != jobs[j].Job.Dates!.Value)
                    yield return (jobs[i], jobs[j]);
            }
        }
    }

    /// <summary>A job that holds two others is an agency or a firm whose projects are listed one by one.</summary>
    private static bool Holds(Span outer, Span inner) => outer.EarliestStart <= inner.EarliestStart && outer.LatestEnd >= inner.LatestEnd
        && inner.LatestEnd > outer.EarliestStart;

    private static bool SameEmployer(WorkEntry a, WorkEntry b) =>
        a.Name is null || b.Name is null || WordSequence.Bare(a.Name.Value).Intersect(WordSequence.Bare(b.Name.Value)).Any(w => w.Length > 3);

    /// <summary>Only jobs that nothing marks as part-time, limited or beside another.</summary>
    private static bool IsFullTime(WorkEntry job, FlagContext context)
    {
        if (job.Volunteer || job.Position is null || job.Name is null)
            return false;
        var head = string.Join(' ', Enumerable.Range(job.Lines.First, Math.Min(3, job.Lines.Last - job.Lines.First + 1)).Select(i =>
            context.Text.Lines[i].Text));
        return !Beside().IsMatch(head) && !Beside().IsMatch(job.Position.Value + ' ' + job.Name.Value);
    }

    /// <summary>In quotation marks, as all words of the resume in a sentence of ours: what is covered in them can be told apart.</summary>
    private static string Name(WorkEntry job) => (job.Name ?? job.Position) is { } named ? $"“{named.Value}”" : "one job";

    [GeneratedRegex(@"\b(?:part[- ]?time|intern(?:ship)?|volunteer|freelanc\w*|contract(?:or|ing)?|consult\w*|tutor|hours|self[- ]?employed"
        + @"|(?:co[-\u00AD ]?)?founder|founding|owner|advis\w*|board|member|"
        + @"student|assistantship|fellow|seasonal|temporary|temp|project|adjunct|trainee|apprentice\w*|side|weekend|evening)\b",
        RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex Beside();
}
