using System.Globalization;

namespace HybridBpo.Hro.Screening;

/// <summary>Dates that cannot be, or that two statements of the file tell differently. Only what holds under every reading.</summary>
internal static class DateFlags
{
    public static IEnumerable<Flag> Impossible(FlagContext context)
    {
        foreach (var found in context.Resume.Work.Select(w => w.Dates).Concat(context.Resume.Education.Select(e =>
            e.Dates)).OfType<Found<DateRange>>())
        {
            if (found.Value is { Start: { } start, End: { } end } && end.Latest < start.Earliest)
                yield return Of(found.Quote, $"The end date, {end}, is before the start date, {start}.");
        }

        foreach (var found in context.Resume.Work.Select(w => w.Dates).OfType<Found<DateRange>>())
        {
            if (found.Value is { Start: { } start, Ongoing: true } && start.Earliest > context.AsOf)
                yield return Of(found.Quote, $"The job is described as current, but its start date, {start}, is after {context.AsOf:yyyy-MM-dd}.");
            else if (found.Value is { Start: { } from, End: { } to, Ongoing: false } && from.Earliest > context.AsOf.AddMonths(3)
                && to.Latest >= from.Earliest)
                yield return Of(found.Quote, $"The start date of the job, {from}, is after {context.AsOf:yyyy-MM-dd}.");
        }
    }

    public static IEnumerable<Flag> Contradictory(FlagContext context)
    {
        var dated = context.Dated.Where(d => d.Job is { Name: not null, Position: not null }).ToList();
        for (var i = 0; i < dated.Count; i++)
        {
            for (var j = i + 1; j < dated.Count; j++)
            {
                var (a, b) = (dated[i], dated[j]);
                if (!SameJob(a.Job, b.Job) || dated.Count(d => SameJob(d.Job, a.Job)) > 2 || a.Span.CertainOverlap(b.Span) < 30)
                    continue;
                if (Differ(a.Job.Dates!.Value, b.Job.Dates!.Value) is { } how)
                    yield return Of(FlagRules.ContradictoryDates, b.Job.Dates.Quote,
                        $"The same job appears twice with different {how} dates: “{a.Job.Dates.Quote.Text}” and “{b.Job.Dates.Quote.Text}”.");
            }
        }
    }

    /// <summary>One end is the same, the other is not. Two ranges that merely lie inside each other may be a job and a project of it.</summary>
    private static string? Differ(DateRange a, DateRange b) =>
        a.Ongoing || b.Ongoing ? null : a.Start == b.Start && Apart(a.End, b.End) ? "end" : a.End == b.End && Apart(a.Start, b.Start) ? "start"
            : null;

    /// <summary>Told more than twice, it is a list of projects within one job.</summary>
    private static bool SameJob(WorkEntry a, WorkEntry b) => Same(a.Name!.Value, b.Name!.Value) && Same(a.Position!.Value, b.Position!.Value);

    /// <summary>No reading makes the two dates the same.</summary>
    private static bool Apart(PartialDate? a, PartialDate? b) => a is { } x && b is { } y && (x.Latest < y.Earliest || y.Latest < x.Earliest);

    private static bool Same(string a, string b) => string.Join(' ', WordSequence.Bare(a)) == string.Join(' ', WordSequence.Bare(b));

    private static Flag Of(Quote quote, string finding) => Of(FlagRules.ImpossibleDate, quote, finding);

    private static Flag Of(FlagRule rule, Quote quote, string finding) => new(
        rule.Id, rule.Version, rule.Class, rule == FlagRules.ImpossibleDate ? "Dates that cannot be right" : "Two different dates for one job",
        string.Create(CultureInfo.InvariantCulture, $"{finding}"), quote, QuoteIsVisible: true,
        "Most often this is a typing error, or a line that was read wrongly: look at the line itself.",
        $"Your resume says “{quote.Text}”. Could you tell us the right dates?");
}
