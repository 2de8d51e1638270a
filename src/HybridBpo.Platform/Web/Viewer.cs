using Microsoft.AspNetCore.Http;

namespace HybridBpo.Platform;

/// <summary>The signed-in person as pages see them; read from the database for each request.</summary>
/// <param name="Access">What they may see and do, over all their clients.</param>
/// <param name="Theme">One of <c>light</c>, <c>dark</c>, <c>system</c>.</param>
/// <param name="SingleKeys">Do single keys act? Ctrl+Enter always does.</param>
/// <param name="Clients">The clients they are assigned to, by name.</param>
/// <param name="Chosen">Code of the one client that lists are narrowed to, or null for all of theirs.</param>
public sealed record Viewer(Access Access, string Theme, bool SingleKeys, IReadOnlyList<ClientName> Clients, string? Chosen);

/// <summary>A client in the client switch.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Name">Its shown name.</param>
public sealed record ClientName(string Code, string Name);

/// <summary>Who asks, for endpoints and pages.</summary>
public static class ViewerExtensions
{
    /// <summary>
    /// What the one who asks may see and do. Narrowed to the client chosen in the client switch, except on paths that name a client themselves
    /// (<c>{client}</c> in the route).
    /// </summary>
    /// <exception cref="InvalidOperationException">Nobody is signed in: a page that allows that must not ask.</exception>
    public static Access GetAccess(this HttpContext context)
    {
        var viewer = context.FindViewer() ?? throw new InvalidOperationException("Nobody is signed in.");
        return viewer.Chosen is { } client && context.Request.RouteValues["client"] is null
            ? viewer.Access with { Clients = [client] }
            : viewer.Access;
    }

    /// <summary>The signed-in person, or null.</summary>
    public static Viewer? FindViewer(this HttpContext context) => context.Features.Get<Viewer>();

    /// <summary>Sets who asks; called once per request by the host's middleware.</summary>
    public static void SetViewer(this HttpContext context, Viewer viewer) => context.Features.Set(viewer);
}
