using System.Security.Claims;
using HybridBpo.Host.ApiKeys;
using HybridBpo.Host.SignIn;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Npgsql;

namespace HybridBpo.Host.Web;

/// <summary>
/// Who asks, and may they? Rights and the session are read from the database for every request, so a changed role counts at once, and whoever is
/// disabled or signed out is out at once, with every copy of the cookie. Everything needs a sign-in unless the endpoint says otherwise.
/// </summary>
internal sealed class AccessMiddleware(
    RequestDelegate next, NpgsqlDataSource database, ClientNames clients, KeyDoor keys, IOptions<IdentityOptions> identity,
    TimeProvider clock)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        if (IsForKeys(context, endpoint))
        {
            if (await keys.EnterAsync(context, endpoint!.Metadata.GetMetadata<RequiredScope>()?.Scope) is { } no) await no.ExecuteAsync(context);
            else await next(context);
            return;
        }
        var isPublicPage = endpoint?.Metadata.GetMetadata<PublicListenerOnly>() is not null;
        var visitor = isPublicPage ? null : await FindAsync(context);
        if (visitor is not null) await ShowAsync(context, visitor);
        if (endpoint is null || isPublicPage || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            await next(context);
            return;
        }
        if (KeyText.IsIn(context.Request))
        {
            await KeyDoor.NotForKeys(context).ExecuteAsync(context);
            return;
        }
        if (visitor is null)
        {
            await context.ChallengeAsync(IdentityConstants.ApplicationScheme);
            return;
        }
        if (visitor.LacksSecondFactor && endpoint.Metadata.GetMetadata<BeforeSecondFactor>() is null)
        {
            await Pages.SeeOther(context, SecondFactorSetup.Path).ExecuteAsync(context);
            return;
        }
        if (endpoint.Metadata.GetMetadata<RequiredActs>() is { } required && !required.Acts.Any(context.GetAccess().May))
        {
            var words = $"Your role ({RoleNames.Join(visitor.Roles)}) does not include this. An administrator can change that.";
            await new Forbidden(words).ToHttp(context).ExecuteAsync(context);
            return;
        }
        await next(context);
    }

    // Routing's own answers to a wrong method or content type name no scope: any key sees them.
    private static bool IsForKeys(HttpContext context, Endpoint? endpoint) =>
        endpoint is not null && (endpoint.Metadata.GetMetadata<RequiredScope>() is not null
            || (context.Request.Path.StartsWithSegments(Problems.Api) && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null));

    private async Task<Visitor?> FindAsync(HttpContext context)
    {
        if (context.User.FindFirstValue(ClaimTypes.NameIdentifier) is not { } id) return null;
        var visitor = await Visitor.FindAsync(
            database, id, Sessions.IdIn(context.User), !IsByItself(context.Request), clock.GetUtcNow(), context.RequestAborted);
        var stamp = context.User.FindFirstValue(identity.Value.ClaimsIdentity.SecurityStampClaimType);
        if (visitor is { Disabled: false, IsOpen: true } && visitor.SecurityStamp == stamp) return visitor;
        await context.SignOutAsync(IdentityConstants.ApplicationScheme);
        context.User = new ClaimsPrincipal(new ClaimsIdentity());
        return null;
    }

    // What an open page asks on its own, without anybody at it. A stream of events takes no header of ours.
    private static bool IsByItself(HttpRequest request) =>
        request.Headers.ContainsKey("HB-By-Itself") || request.Headers.Accept.ToString().Contains("text/event-stream", StringComparison.Ordinal);

    private async Task ShowAsync(HttpContext context, Visitor visitor)
    {
        var access = new Access(new Actor(Actor.Person, visitor.Id, visitor.DisplayName), visitor.Clients, visitor.Roles);
        var names = (await clients.AllAsync(context.RequestAborted)).Where(c => visitor.Clients.Contains(c.Code));
        var chosen = ClientChoice.Read(context, visitor.Clients);
        context.SetViewer(new Viewer(access, visitor.Theme, visitor.SingleKeys, [.. names], chosen));
    }
}
