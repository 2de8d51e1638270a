namespace HybridBpo.Platform;

/// <summary>What an API key may be made for. A key has no role: it never judges, decides, or reads what people or machines said of a case.</summary>
public static class ApiScopes
{
    /// <summary>Open cases, and withdraw those that became stale.</summary>
    public const string OpenCases = "cases:open";

    /// <summary>Read the state of cases that came by the API, and their outcomes.</summary>
    public const string ReadOutcomes = "outcomes:read";

    /// <summary>Ask whether somebody may be called.</summary>
    public const string CheckContacts = "contacts:check";

    /// <summary>All scopes, in the order that pages show.</summary>
    public static IReadOnlyList<string> All { get; } = [OpenCases, ReadOutcomes, CheckContacts];
}
