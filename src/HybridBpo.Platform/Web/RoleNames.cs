namespace HybridBpo.Platform;

/// <summary>Roles as people read them.</summary>
public static class RoleNames
{
    /// <summary>Such as <c>Hiring manager</c> for <c>hiring-manager</c>.</summary>
    public static string Of(string role) => role is [var first, .. var rest] ? char.ToUpperInvariant(first) + rest.Replace('-', ' ') : role;

    /// <summary>Several, in the order of <see cref="Roles.All"/>: <c>Collector, analyst</c>.</summary>
    public static string Join(IEnumerable<string> roles)
    {
        var names = Roles.All.Intersect(roles).Select(r => r.Replace('-', ' ')).ToList();
        return names.Count == 0 ? "No role yet" : Of(string.Join(", ", names));
    }
}
