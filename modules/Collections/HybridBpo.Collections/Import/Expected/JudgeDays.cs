namespace HybridBpo.Collections.Import.Expected;

/// <summary>A file that was loaded.</summary>
/// <param name="At">When it was sent.</param>
/// <param name="Odd">What is odd about it, as codes; empty when nothing is.</param>
internal sealed record CameFile(Guid Id, DateTimeOffset At, IReadOnlyList<string> Odd);

/// <summary>A day on which a file is due.</summary>
/// <param name="OpensAt">When the one before was due: a file that came later may be this one's.</param>
/// <param name="LetGoAt">Since when nobody waits for it any more.</param>
internal sealed record DueDay(DateOnly Day, DateTimeOffset DueAt, DateTimeOffset OpensAt, DateTimeOffset? LetGoAt = null);

/// <param name="State"><c>late</c>, <c>odd</c>, <c>fine</c>, or null while it is awaited.</param>
internal sealed record JudgedDay(DueDay Of, string? State, Guid? Import, IReadOnlyList<string> Reasons);

/// <summary>
/// Which file answers for which day, and how each day stands. Pure: files in the order in which they came each answer for the day that waits and
/// was due nearest to them, one file for one day; an odd one answers for its day until a good one takes its place.
/// </summary>
internal static class JudgeDays
{
    public const string Late = "late", Odd = "odd", Fine = "fine";

    public static IReadOnlyList<JudgedDay> Judge(IReadOnlyList<DueDay> days, IReadOnlyList<CameFile> files, DateTimeOffset now)
    {
        var by = new Dictionary<DateOnly, CameFile>();
        foreach (var file in files.OrderBy(f => f.At).ThenBy(f => f.Id))
            if (days.Where(d => d.OpensAt < file.At && (d.LetGoAt is not { } gone || file.At <= gone)
                    && (!by.TryGetValue(d.Day, out var has) || has.Odd.Count > 0)).MinBy(d => (d.DueAt - file.At).Duration()) is { } day)
                by[day.Day] = file;
        return [.. days.Select(d => by.TryGetValue(d.Day, out var file)
            ? new JudgedDay(d, file.Odd.Count > 0 ? Odd : Fine, file.Id, file.Odd)
            : new JudgedDay(d, now >= d.DueAt ? Late : null, null, []))];
    }
}
