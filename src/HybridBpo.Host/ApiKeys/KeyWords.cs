namespace HybridBpo.Host.ApiKeys;

/// <summary>Keys in words.</summary>
internal static class KeyWords
{
    public static string Scope(string scope) => scope switch
    {
        ApiScopes.OpenCases => "open and withdraw cases",
        ApiScopes.ReadOutcomes => "read outcomes",
        ApiScopes.CheckContacts => "ask whether somebody may be called",
        _ => scope,
    };

    public static string Scopes(IEnumerable<string> scopes) => string.Join(", ", scopes.Select(Scope));

    public static string Clients(IEnumerable<string> codes, IReadOnlyList<ClientName> names) =>
        string.Join(", ", codes.Select(code => names.FirstOrDefault(name => name.Code == code)?.Name ?? code));
}
