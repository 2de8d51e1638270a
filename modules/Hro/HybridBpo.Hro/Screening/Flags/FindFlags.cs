namespace HybridBpo.Hro.Screening;

/// <summary>Runs the checks that are on.</summary>
internal static class FindFlags
{
    private static readonly (IReadOnlyList<FlagRule> Rules, Func<FlagContext, IEnumerable<Flag>> Check)[] Checks =
    [
        ([FlagRules.HiddenText, FlagRules.PromptInjection, FlagRules.AsideInstruction, FlagRules.SplitWords], DocumentFlags.Find),
        ([FlagRules.ImpossibleDate], DateFlags.Impossible),
        ([FlagRules.ContradictoryDates], DateFlags.Contradictory),
        ([FlagRules.ContactMismatch], ContentFlags.ContactMismatch),
        ([FlagRules.Overlap], TimelineFlags.Overlaps),
        ([FlagRules.YearsOfTechnology], YearsFlags.Technology),
        ([FlagRules.YearsOwn], YearsFlags.Own),
        ([FlagRules.Institution], ContentFlags.Institution),
        ([FlagRules.CopiedJobText], ContentFlags.CopiedJobText),
        ([FlagRules.Gap], TimelineFlags.Gaps),
        ([FlagRules.ShortTenures], TimelineFlags.ShortTenures),
    ];

    public static IReadOnlyList<Flag> In(FlagContext context, IReadOnlySet<string> on) =>
        [.. Checks.Where(c => c.Rules.Any(r => on.Contains(r.Id))).SelectMany(c => c.Check(context)).Where(f => on.Contains(f.Id)).DistinctBy(f =>
            (f.Id, f.Quote.Text, f.Quote.Page))];
}
