using HybridBpo.Events;

namespace HybridBpo.Collections.Risk.Lifecycle;

/// <summary>One line of a model's life.</summary>
internal sealed record ModelStep(DateTimeOffset At, string Icon, string? Tone, string Words, string? Detail)
{
    public static IEnumerable<string> PeopleIn(IReadOnlyList<StoredEvent> events) => events.Select(e => e.Data switch
    {
        ModelTrained trained => trained.TrainedBy,
        GoLiveAsked asked => asked.AskedBy,
        ModelPromoted promoted => promoted.DecidedBy,
        GoLiveRefused refused => refused.DecidedBy,
        _ => null,
    }).OfType<string>();

    public static IReadOnlyList<ModelStep> Of(IReadOnlyList<StoredEvent> events, IReadOnlyDictionary<string, string> names, string source)
    {
        List<ModelStep> steps = [.. events.Select(e => Of(e, names, source)).OfType<ModelStep>()];
        if (events.Count > 0 && events[^1].Data is GoLiveAsked) steps.Add(
            new(events[^1].Timestamp, "hourglass", "next", "Waits for somebody else’s decision", null));
        return steps;
    }

    private static ModelStep? Of(StoredEvent e, IReadOnlyDictionary<string, string> names, string source) => e.Data switch
    {
        ModelTrained trained => new(e.Timestamp, "chart-dots", null, $"{Who(names, trained.TrainedBy)} trained it", source),
        GoLiveAsked asked => new(e.Timestamp, "inbox", null, $"{Who(names, asked.AskedBy)} asked for its go-live", null),
        ModelPromoted promoted => new(e.Timestamp, "check", "good", $"{Who(names, promoted.DecidedBy)} let it go live",
            ModelWords.Reason(promoted.Reason)),
        GoLiveRefused refused => new(e.Timestamp, "ban", "warn", $"{Who(names, refused.DecidedBy)} refused its go-live",
            ModelWords.Reason(refused.Reason)),
        ModelRetired retired => new(e.Timestamp, "archive", null, "It scores no longer", Retired(retired.Reason)),
        _ => null,
    };

    private static string Who(IReadOnlyDictionary<string, string> names, string user)
    {
        var name = ModelWords.Name(names, user);
        return char.ToUpperInvariant(name[0]) + name[1..];
    }

    // The code is "replaced-by-", name, "-", version.
    private static string Retired(string reason) =>
        reason.StartsWith("replaced-by-", StringComparison.Ordinal) && reason.LastIndexOf('-') is > 11 and var last
            ? $"Replaced by {reason[12..last]} {reason[(last + 1)..]}"
            : reason;
}
