using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Platform;

/// <summary>
/// Nothing about people leaves before it is written down who sees it: the row is committed before the answer's first byte, so not even a host that is
/// killed right afterwards loses one. When it cannot be written, nothing is shown. Stands behind whatever finds out who asks.
/// </summary>
/// <param name="next">What comes then.</param>
/// <param name="log">Where it is written.</param>
public sealed class LookGate(RequestDelegate next, LookLog log)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Lets the request through, and its answer once it is written down.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        if (context.FindViewer() is { } viewer && context.GetEndpoint() is RouteEndpoint endpoint)
            context.Response.OnStarting(() => WriteAsync(context, viewer.Access.Actor, endpoint));
        return next(context);
    }

    private async Task WriteAsync(HttpContext context, Actor actor, RouteEndpoint endpoint)
    {
        // Something broke: the page that says so shows nobody.
        if (context.Features.Get<IExceptionHandlerFeature>() is not null) return;
        var (showing, page) = (endpoint.Metadata.GetMetadata<Showing>(), endpoint.RoutePattern.RawText ?? "");
        var looks = context.Looked(showing?.Act ?? Looks.Viewed);
        if (looks is null && showing?.Act is not null && context.Response.StatusCode == StatusCodes.Status200OK)
            throw new InvalidOperationException($"{page} shows people, and did not say whom: nothing was sent.");
        if (looks is not null && showing?.Act is null)
            throw new InvalidOperationException($"{page} says that it shows nobody, and shows people: nothing was sent.");
        if (looks is null or []) return;
        using var patience = new CancellationTokenSource(Patience);
        await log.WriteAsync(actor, page, looks, patience.Token);
    }
}
