using System.Globalization;
using System.Text.Json;
using HybridBpo.Collections.Nudges.ContactRules;

namespace HybridBpo.Collections.Nudges.Attesting;

/// <summary>Facts that a supervisor may vouch for, and which rule asks for each.</summary>
internal static class Facts
{
    public const string Regime = "regime", TimeZone = "time-zone", EmailBasis = "email-basis", ValidationNotice = "validation-notice",
        EmployerAddress = "employer-address", Dialer = "dialer";

    public static readonly IReadOnlyList<FactKind> All =
    [
        new(Regime, "REGIME", "Under which law do we write for this client?",
            "The firm's role, the kind of debt and the country decide which rules bind.", Lasting: true),
        new(EmailBasis, "EMAIL-BASIS", "Why may we use these e-mail addresses?",
            "The person used or gave the address, or the creditor sent a notice with at least 35 days to opt out."),
        new(ValidationNotice, "VALID", "When were the validation notices sent?",
            "With or within five days of the first contact, and never before the debt was placed; nothing may overshadow them for their period."),
        new(TimeZone, "TIME", "In which time zone are people whose address or number does not tell?",
            "Used only where one of them cannot be placed, or neither is known."),
        new(EmployerAddress, "PLACE", "Are any of these addresses given by an employer?",
            "Addresses at well-known private providers are never asked about."),
        new(Dialer, "CALL-DATA", "Do this client’s calls come in files of a dialer?",
            "If so, nobody is called while its last file is too old: calls that we do not know of may be too many.", Lasting: true),
    ];

    public static bool Knows(string fact) => All.Any(f => f.Code == fact);

    public static FactKind Of(string fact) => All.First(f => f.Code == fact);
}

/// <param name="RuleId">The rule that blocks without it.</param>
/// <param name="Lasting">Said of the client, for all that comes; others only for what was there when it was said.</param>
internal sealed record FactKind(string Code, string RuleId, string Question, string Hint, bool Lasting = false);

/// <summary>What was vouched for, read from its JSON.</summary>
internal static class FactValues
{
    private const int MostYearsAhead = 2;

    private static readonly DateOnly Earliest = new(1970, 1, 1);

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    public static string Write(IReadOnlyDictionary<string, string> values) =>
        JsonSerializer.Serialize(values.OrderBy(v => v.Key).ToDictionary(), Options);

    public static IReadOnlyDictionary<string, string> Read(string json) => JsonSerializer.Deserialize<Dictionary<string, string>>(json, Options)
        ?? [];

    /// <summary>What is wrong with an answer; null when it can be taken.</summary>
    public static string? Problem(string fact, IReadOnlyDictionary<string, string> v, DateOnly today) => fact switch
    {
        Facts.Regime => v.GetValueOrDefault("role") is not ("third-party" or "first-party") ? "Say in which role the firm writes."
            : v.GetValueOrDefault("debt") is not ("consumer" or "business") ? "Say whether the debts are of consumers or of businesses."
            : v.GetValueOrDefault("jurisdiction") is not ({ Length: 2 } or { Length: > 3 and <= 12 }) ? "Give the country as two letters, such as US."
            : !RuleBook.Shipped.Knows(v["jurisdiction"]) ? $"The book has no rules for {v["jurisdiction"]} yet, so nothing may be sent under its law."
            : null,
        Facts.EmailBasis => v.GetValueOrDefault("kind") is not ("used" or "consent" or "creditor-notice" or "prior-collector")
            ? "Say what the basis is."
            : Day(v, "since") is not { } since ? "Give the day since when, as YYYY-MM-DD."
            : since > today ? "The day lies in the future."
            : since < Earliest ? "The day lies too far back."
            : v["kind"] == "creditor-notice" && Day(v, "optOutEnds") is not { } ? "Give the last day of the notice's opt-out period."
            : Day(v, "optOutEnds") is { } ends && (ends < since || ends > today.AddYears(MostYearsAhead))
                ? $"The opt-out period ends after the notice, and at most {MostYearsAhead} years from now."
            : null,
        Facts.ValidationNotice => Day(v, "sentOn") is not { } sent ? "Give the day on which the notices were sent, as YYYY-MM-DD."
            : sent > today ? "The day lies in the future." : sent < Earliest ? "The day lies too far back." : null,
        Facts.TimeZone => Zones.IsKnown(v.GetValueOrDefault("zone", "")) ? null : "Give a time zone of the IANA list, such as America/New_York.",
        Facts.Dialer => v.GetValueOrDefault("dialer") is not ("yes" or "no") ? "Say whether the calls come in files of a dialer."
            : v["dialer"] == "no" ? null
            : Hours(v) is null ? $"Give the hours as a whole number from 1 to {CallData.MostHours}."
            : v.GetValueOrDefault("weekends", "no") is not ("yes" or "no") ? "Say whether the dialer calls at weekends."
            : v.GetValueOrDefault("complete", "no") is not ("yes" or "no") ? "Say whether every call until now is known." : null,
        Facts.EmployerAddress => v.GetValueOrDefault("employer") is "no" or "yes" ? null : "Say yes or no.",
        _ => "There is no such fact.",
    };

    /// <summary>Which of the values a problem is about, or empty.</summary>
    public static string FieldOf(string fact, IReadOnlyDictionary<string, string> v, DateOnly today) => fact switch
    {
        Facts.EmailBasis => Problem(fact, new Dictionary<string, string> { ["kind"] = "used", ["since"] = v.GetValueOrDefault("since", "") }, today)
            is null ? "optOutEnds" : "since",
        Facts.ValidationNotice => "sentOn",
        Facts.TimeZone => "zone",
        _ => "",
    };

    public static DateOnly? Day(IReadOnlyDictionary<string, string> v, string name) =>
        DateOnly.TryParseExact(v.GetValueOrDefault(name, ""), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
            : null;

    /// <summary>How old the last file may be; null when it cannot be read.</summary>
    public static int? Hours(IReadOnlyDictionary<string, string> v) =>
        int.TryParse(v.GetValueOrDefault("hours", "24"), NumberStyles.None, CultureInfo.InvariantCulture, out var hours)
            && hours is >= 1 and <= CallData.MostHours ? hours : null;

    private static string Said(IReadOnlyDictionary<string, string> v, string name) =>
        Day(v, name) is { } day ? day.ToString("d MMM yyyy", CultureInfo.InvariantCulture) : v.GetValueOrDefault(name, "");

    /// <summary>In one line for people.</summary>
    public static string Words(string fact, IReadOnlyDictionary<string, string> v) => fact switch
    {
        Facts.Regime => $"{v.GetValueOrDefault("role")}, {v.GetValueOrDefault("debt")} debt, {v.GetValueOrDefault("jurisdiction")}",
        Facts.EmailBasis => $"{v.GetValueOrDefault("kind", "").Replace('-', ' ')} since {Said(v, "since")}"
            + (Day(v, "optOutEnds") is not null ? $", opt-out until {Said(v, "optOutEnds")}" : ""),
        Facts.ValidationNotice => $"sent on {Said(v, "sentOn")}",
        Facts.TimeZone => v.GetValueOrDefault("zone", ""),
        Facts.Dialer => v.GetValueOrDefault("dialer") != "yes" ? "no, each call is recorded as it is made"
            : $"yes, the last file at most {CountText.Of(Hours(v) ?? 0, "hour")} old"
                + (v.GetValueOrDefault("weekends") == "yes" ? ", weekends included" : ", without weekends")
                + (v.GetValueOrDefault("complete") == "yes" ? "; every call until then is known" : ""),
        _ => v.GetValueOrDefault("employer") == "no" ? "none is given by an employer" : "given by employers",
    };
}
