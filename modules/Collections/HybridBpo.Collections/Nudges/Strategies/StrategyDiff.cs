namespace HybridBpo.Collections.Nudges.Strategies;

/// <summary>One thing that another version does otherwise.</summary>
internal sealed record StrategyChange(string What, string Before, string After);

/// <summary>What changes from one version to another, in words.</summary>
internal static class StrategyDiff
{
    private const string Nothing = "nothing";

    public static IReadOnlyList<StrategyChange> Between(StrategyBook before, StrategyBook after, string currency)
    {
        var changes = new List<StrategyChange>();
        foreach (var code in before.Strategies.Select(s => s.Code).Union(after.Strategies.Select(s => s.Code)))
        {
            var (old, now) = (Find(before, code), Find(after, code));
            var name = (now ?? old)!.Name;
            Say(name, "for", old?.For.Words(currency), now?.For.Words(currency));
            Say(name, "kept aside", Share(old), Share(now));
            foreach (var step in (old?.Steps ?? []).Select(s => s.Code).Union((now?.Steps ?? []).Select(s => s.Code)))
                Say(name, NudgeStep.NameOf(step), Words(old, step), Words(now, step));
        }

        var order = (Old: Codes(before), Now: Codes(after));
        if (!order.Old.Intersect(order.Now).SequenceEqual(order.Now.Intersect(order.Old)))
            changes.Add(new("Order", string.Join(", ", order.Old), string.Join(", ", order.Now)));
        return changes;

        void Say(string strategy, string what, string? old, string? now)
        {
            if (old != now) changes.Add(new($"{strategy} · {what}", old ?? Nothing, now ?? Nothing));
        }

        string? Words(Strategy? of, string step) => of?.Steps.FirstOrDefault(s => s.Code == step) is { } s ? StepWords(s, currency) : null;
    }

    /// <summary>When, with which text and to whom a step goes.</summary>
    public static string StepWords(NudgeStep s, string currency) =>
        $"{Days(s)}, text “{s.Template}”{(s.When.IsAll ? "" : $", {s.When.Words(currency)}")}";

    private static string Days(NudgeStep s) => s.From < 0 ? $"day {-s.From} to {-s.Until} before" : $"day {s.From} to {s.Until} after";

    private static Strategy? Find(StrategyBook book, string code) => book.Strategies.FirstOrDefault(s => s.Code == code);

    private static List<string> Codes(StrategyBook book) => [.. book.Strategies.Select(s => s.Code)];

    private static string? Share(Strategy? s) => s is null ? null : FormattableString.Invariant($"{s.HoldoutPercent:0.##} %");
}
