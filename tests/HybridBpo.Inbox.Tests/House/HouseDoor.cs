using HybridBpo.Platform;
using HybridBpo.Testing;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;

namespace HybridBpo.Inbox.Tests.House;

/// What the host does before an endpoint runs: who asks, may they, does the form come from our page.
internal static class HouseDoor
{
    public const string Policy = "default-src 'self'; style-src 'self'; script-src 'self'; img-src 'self' data:";

    public static void Use(WebApplication app, DemoPeople people)
    {
        Serve(app, "/_content/HybridBpo.Platform", "src/HybridBpo.Platform/wwwroot");
        Serve(app, "/_content/HybridBpo.Inbox", "modules/Inbox/HybridBpo.Inbox/wwwroot");
        Serve(app, "/lib", "src/HybridBpo.Host/wwwroot/lib");
        app.UseRouting();
        app.Use(async (context, next) =>
        {
            context.Response.Headers.ContentSecurityPolicy = Policy;
            var id = context.Request.Headers["X-Person"].ToString() is { Length: > 0 } named ? named : context.Request.Cookies["person"];
            if (id is null || !people.Ids.Contains(id))
            {
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                return;
            }

            var access = people.Of(id);
            var names = access.Clients.Select(client => new ClientName(client, client)).ToList();
            context.SetViewer(new Viewer(access, context.Request.Cookies["theme"] ?? "light", true, names, null));
            if (context.GetEndpoint()?.Metadata.GetMetadata<RequiredActs>() is { } required && !required.Acts.Any(access.May))
            {
                await new Forbidden("Your role does not include this.").ToHttp(context).ExecuteAsync(context);
                return;
            }

            if (HttpMethods.IsPost(context.Request.Method)
                && !await context.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(context))
            {
                context.Response.StatusCode = StatusCodes.Status400BadRequest;
                return;
            }

            await next();
        });
        app.MapGet("/token", (HttpContext context) => context.FormToken());
    }

    private static void Serve(WebApplication app, string at, string folder)
    {
        var path = Path.Combine(Repository.Root, folder);
        if (Directory.Exists(path))
        {
            app.UseStaticFiles(new StaticFileOptions { RequestPath = at, FileProvider = new PhysicalFileProvider(path) });
        }
    }
}
