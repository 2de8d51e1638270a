namespace HybridBpo.Hro.Screening;

/// <summary>A job's time under its narrowest and its widest reading. "2019" may mean one day of it or all twelve months.</summary>
internal sealed record Span(DateOnly EarliestStart, DateOnly LatestStart, DateOnly EarliestEnd, DateOnly LatestEnd)
{
    public static Span? Of(DateRange? range, DateOnly asOf)
    {
        if (range?.Start is not { } start || (range.End is null && !range.Ongoing))
            return null;
        var (endFrom, endTo) = range.End is { } end ? (end.Earliest, Min(end.Latest, asOf)) : (asOf, asOf);
        return start.Earliest > endTo ? null : new Span(start.Earliest, start.Latest, endFrom, endTo);
    }

    /// <summary>Days that two jobs share whatever the dates mean; 0 when some reading keeps them apart.</summary>
    public int CertainOverlap(Span other) =>
        Math.Max(0, Min(EarliestEnd, other.EarliestEnd).DayNumber - Max(LatestStart, other.LatestStart).DayNumber);

    /// <summary>Days that two jobs share under the widest reading.</summary>
    public int PossibleOverlap(Span other) =>
        Math.Max(0, Min(LatestEnd, other.LatestEnd).DayNumber - Max(EarliestStart, other.EarliestStart).DayNumber);

    private static DateOnly Min(DateOnly a, DateOnly b) => a < b ? a : b;

    private static DateOnly Max(DateOnly a, DateOnly b) => a > b ? a : b;
}

/// <summary>Experience as the union of jobs: no month counts twice, and every figure is a least and a most.</summary>
internal static class Career
{
    private const double DaysInYear = 365.25;

    /// <summary>The years that are certain under every reading, and the most that any reading allows.</summary>
    public static (double Least, double Most) Years(IEnumerable<Span> spans)
    {
        var all = spans.ToList();
        return (Union(all.Select(s => (s.LatestStart, s.EarliestEnd))) / DaysInYear,
            Union(all.Select(s => (s.EarliestStart, s.LatestEnd.AddDays(1)))) / DaysInYear);
    }

    /// <summary>Holes between jobs that no reading fills, longer than the days given.</summary>
    public static IReadOnlyList<(DateOnly From, DateOnly To)> CertainGaps(IEnumerable<Span> spans, int longerThan)
    {
        var gaps = new List<(DateOnly, DateOnly)>();
        DateOnly? reached = null;
        foreach (var s in spans.OrderBy(s => s.EarliestStart))
        {
            if (reached is { } r && s.EarliestStart.DayNumber - r.DayNumber > longerThan)
                gaps.Add((r, s.EarliestStart));
            reached = reached is { } e && e > s.LatestEnd ? e : s.LatestEnd;
        }

        return gaps;
    }

    private static int Union(IEnumerable<(DateOnly From, DateOnly To)> intervals)
    {
        int days = 0, reached = int.MinValue;
        foreach (var (from, to) in intervals.Where(i => i.To > i.From).OrderBy(i => i.From))
        {
            days += Math.Max(0, to.DayNumber - Math.Max(from.DayNumber, reached));
            reached = Math.Max(reached, to.DayNumber);
        }

        return days;
    }
}
