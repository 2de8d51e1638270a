using HybridBpo.Platform;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;

namespace HybridBpo.Testing;

/// <summary>What the host does before an endpoint of a module runs: who asks, may they, does the form come from our page.</summary>
public static class ModuleDoor
{
    /// <summary>The header that names who asks; a browser may send it as a cookie.</summary>
    public const string Person = "X-Person";

    /// <summary>The policy that pages must do with.</summary>
    public const string Policy = "default-src 'self'; style-src 'self'; script-src 'self'; img-src 'self' data:";

    internal static void Use(WebApplication app, Func<string, Access?> who)
    {
        Serve(app, "/_content/HybridBpo.Platform", "src/HybridBpo.Platform/wwwroot");
        foreach (var module in Directory.GetDirectories(Path.Combine(Repository.Root, "modules"), "HybridBpo.*", SearchOption.AllDirectories))
            Serve(app, $"/_content/{Path.GetFileName(module)}", Path.Combine(module, "wwwroot"));
        Serve(app, "/lib", "src/HybridBpo.Host/wwwroot/lib");
        app.UseRouting();
        app.Use((context, next) => EnterAsync(context, next, who));
        app.UseMiddleware<LookGate>();
        app.UseAntiforgery(); // endpoints that bind a form insist on it, though the token is looked at before
        app.MapGet("/token", (HttpContext context) => context.FormToken());
    }

    private static async Task EnterAsync(HttpContext context, RequestDelegate next, Func<string, Access?> who)
    {
        context.Response.Headers.ContentSecurityPolicy = Policy;
        if (context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            await next(context);
            return;
        }
        var name = context.Request.Headers[Person].ToString() is { Length: > 0 } named ? named : context.Request.Cookies["person"] ?? "";
        if (who(name) is not { } access)
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }
        var names = access.Clients.Select(client => new ClientName(client, client)).ToList();
        context.SetViewer(new Viewer(access, context.Request.Cookies["theme"] ?? "light", true, names,
            context.Request.Headers["X-Chosen"] is [{ } chosen] ? chosen : null));
        if (context.GetEndpoint()?.Metadata.GetMetadata<RequiredActs>() is { } required && !required.Acts.Any(access.May))
            await new Forbidden("Your role does not include this.").ToHttp(context).ExecuteAsync(context);
        else if (HttpMethods.IsPost(context.Request.Method)
            && !await context.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(context))
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
        else
            await next(context);
    }

    private static void Serve(WebApplication app, string at, string folder)
    {
        var path = Path.Combine(Repository.Root, folder);
        if (Directory.Exists(path))
            app.UseStaticFiles(new StaticFileOptions { RequestPath = at, FileProvider = new PhysicalFileProvider(path) });
    }
}
