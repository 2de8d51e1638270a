using NodaTime;

namespace HybridBpo.Collections.Nudges.ContactRules;

/// <summary>What a rule looks at. Times are given, never read from a clock.</summary>
internal sealed record Question(Rule Rule, Attempt Attempt, ContactFacts Facts, IReadOnlyList<PastContact> History, Instant Now)
{
    public int Number(string name) => Rule.Numbers[name];

    public IReadOnlyList<string> Words(string name) => Rule.Words[name];
}

/// <summary>A rule's answer before it gets id and citation.</summary>
internal sealed record Finding(string Reason, Instant? EarliestAt = null, string? MissingFact = null)
{
    public IReadOnlyDictionary<string, string> Inputs { get; init; } = new Dictionary<string, string>();

    /// <summary>Nothing against it.</summary>
    public static Finding? Pass => null;

    public static Finding Missing(string fact, string reason) => new(reason, null, fact);

    public Finding With(string name, object? value) => this with
    {
        Inputs = new Dictionary<string, string>(Inputs)
        {
            [name] = value switch
            {
                DateTimeOffset at => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"),
                DateOnly day => day.ToString("yyyy-MM-dd"),
                null => "unknown",
                _ => value.ToString() ?? "",
            },
        },
    };
}
