using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace HybridBpo.Host.SignIn;

/// <summary>The session's cookie: unreadable for scripts, not sent along by other sites' forms, only over TLS when we have it.</summary>
internal static class SessionCookie
{
    public static void Configure(CookieAuthenticationOptions o)
    {
        Harden(o, "hb-session");
        o.LoginPath = SignInEndpoints.Path;
        o.ReturnUrlParameter = "returnUrl";
        o.ExpireTimeSpan = Sessions.Life;
        o.SlidingExpiration = true;
        o.Events.OnValidatePrincipal = _ => Task.CompletedTask; // the stamp is compared for every request, with the rights: see AccessMiddleware
        o.Events.OnSigningIn = NameSessionAsync;
        o.Events.OnRedirectToLogin = context => ToSignInAsync(context.HttpContext);
    }

    public static void Harden(CookieAuthenticationOptions o, string name)
    {
        o.Cookie.Name = name;
        o.Cookie.HttpOnly = true;
        o.Cookie.SameSite = SameSiteMode.Lax;
        o.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
    }

    // Each sign-in is a session of its own; what the browser had before it is over.
    private static async Task NameSessionAsync(CookieSigningInContext context)
    {
        var identity = (ClaimsIdentity)context.Principal!.Identity!;
        var session = await context.HttpContext.RequestServices.GetRequiredService<Sessions>().OpenAsync(
            identity.FindFirst(ClaimTypes.NameIdentifier)!.Value, Sessions.IdIn(context.HttpContext.User),
            context.Request.Headers.UserAgent.ToString());
        if (identity.FindFirst(Sessions.Claim) is { } former) identity.RemoveClaim(former);
        identity.AddClaim(new Claim(Sessions.Claim, session.ToString("N")));
    }

    private static Task ToSignInAsync(HttpContext context)
    {
        if (context.IsHtmx())
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            context.Response.Headers["HX-Redirect"] = SignInEndpoints.Path;
            return Task.CompletedTask;
        }
        if (context.Request.Path.StartsWithSegments("/api"))
            return Problems.Answer(context, StatusCodes.Status401Unauthorized, "SignInFirst", "Sign in first.").ExecuteAsync(context);
        // After a form the person comes back to where the form was, not to an address that only takes forms.
        // The path only: the Host header is the visitor's own word.
        var asked = Uri.EscapeDataString(context.Request.PathBase + context.Request.Path + context.Request.QueryString);
        context.Response.Redirect(HttpMethods.IsGet(context.Request.Method) ? $"{SignInEndpoints.Path}?returnUrl={asked}" : SignInEndpoints.Path);
        return Task.CompletedTask;
    }
}
