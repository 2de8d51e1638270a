using NodaTime;

namespace HybridBpo.Collections.Nudges.ContactRules;

/// <summary>A rule as dated data. What it checks is code, found by its id; when, where and with which numbers it holds is here.</summary>
internal sealed record Rule
{
    public required string Id { get; init; }

    /// <summary>Its name in words that a collector reads.</summary>
    public required string Name { get; init; }

    public required string Citation { get; init; }

    /// <summary><c>*</c>, or the beginning of a jurisdiction: <c>US</c> also covers <c>US-NY</c>.</summary>
    public string Jurisdiction { get; init; } = "*";

    /// <summary>Role that it binds, or empty for all.</summary>
    public string Role { get; init; } = "";

    /// <summary>Kind of debt that it binds, or empty for all.</summary>
    public string Debt { get; init; } = "";

    /// <summary>Channels that it binds; empty = all.</summary>
    public IReadOnlyList<string> Channels { get; init; } = [];

    public required LocalDate From { get; init; }

    /// <summary>The first day on which it no longer is in force.</summary>
    public LocalDate? To { get; init; }

    /// <summary>A rule of the house may be switched off by a client; law may not.</summary>
    public bool House { get; init; }

    public IReadOnlyDictionary<string, int> Numbers { get; init; } = new Dictionary<string, int>();

    public IReadOnlyDictionary<string, IReadOnlyList<string>> Words { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Does it bind this attempt? An unknown regime binds to every rule.</summary>
    public bool Binds(Attempt attempt, ContactFacts facts) =>
        (Channels.Count == 0 || Channels.Contains(attempt.Channel))
        && Same(Role, facts.Regime.Role) && Same(Debt, facts.Regime.Debt) && Covers(facts.Regime.Jurisdiction)
        && !(House && facts.SwitchedOff.Contains(Id));

    private bool Covers(string? places) => Jurisdiction == "*" || places is null || places.Split(' ').Any(CoversOne);

    private bool CoversOne(string place) => place == Jurisdiction
        || place.StartsWith(Jurisdiction + "-", StringComparison.Ordinal)
        || Jurisdiction.StartsWith(place + "-", StringComparison.Ordinal) && !IsCountry(place);

    // "US-NY" without a city may be New York City: the narrower rule binds. "US" alone is a country and says nothing of the kind.
    private static bool IsCountry(string place) => !place.Contains('-');

    private static bool Same(string bound, string? actual) => bound.Length == 0 || actual is null || bound == actual;
}
