using HybridBpo.Host.Administration;
using HybridBpo.Host.ApiKeys;
using HybridBpo.Host.Erasure;
using HybridBpo.Host.EventLog;
using HybridBpo.Host.Looking;
using HybridBpo.Host.Mail;
using HybridBpo.Host.Retention;
using HybridBpo.Host.SignIn;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.HttpOverrides;

namespace HybridBpo.Host.Web;

/// <summary>How a host is started.</summary>
/// <param name="ConnectionString">The database, with its schema up to date.</param>
/// <param name="Urls">Addresses of the staff app, separated by semicolons.</param>
/// <param name="PublicUrls">Addresses of the public pages.</param>
/// <param name="Demo">Is it the demo?</param>
/// <param name="Modules">The modules to run.</param>
internal sealed record StartOptions(string ConnectionString, string Urls, string PublicUrls, bool Demo, IReadOnlyList<IModule> Modules);

/// <summary>The web application: services, the order of the middleware, the endpoints.</summary>
internal static class HostApp
{
    public static WebApplication Build(StartOptions options, Action<WebApplicationBuilder>? first = null)
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { ApplicationName = "HybridBpo.Host", ContentRootPath = AppContext.BaseDirectory });
        first?.Invoke(builder);
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.UseUrls([.. Split(options.Urls), .. Split(options.PublicUrls)]);
        builder.WebHost.ConfigureKestrel(o =>
        {
            o.AddServerHeader = false;
            o.Limits.MaxRequestBodySize = Limits.Body;
            o.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
        });
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(20));
        HostServices.Add(builder.Services, builder.Configuration, options.ConnectionString, options.Demo, options.Modules);
        builder.Services.AddSingleton(new Listeners(Split(options.Urls).Length));
        var app = builder.Build();
        Use(app);
        Map(app, options.Modules);
        return app;
    }

    /// <summary>Starts listening and lets the listeners know their ports.</summary>
    public static async Task<Listeners> StartAsync(WebApplication app, CancellationToken ct)
    {
        await app.StartAsync(ct);
        var listeners = app.Services.GetRequiredService<Listeners>();
        listeners.Bind(app.Services.GetRequiredService<IServer>());
        return listeners;
    }

    private static void Use(WebApplication app)
    {
        if (app.Configuration["TrustedProxies"] is { Length: > 0 } proxies) app.UseForwardedHeaders(Behind(proxies));
        Telemetry.Use(app);
        SecurityHeaders.Use(app);
        StaticFiles.Use(app);
        Failures.Use(app);
        app.UseRouting();
        app.Services.GetRequiredService<Listeners>().Use(app);
        app.UseRateLimiter();
        app.UseAuthentication();
        app.UseMiddleware<AccessMiddleware>();
        app.UseMiddleware<LookGate>();
        FormGuard.Use(app);
    }

    private static void Map(WebApplication app, IReadOnlyList<IModule> modules)
    {
        Health.Map(app);
        var staff = app.MapGroup("");
        ShellEndpoints.Map(staff);
        SignInEndpoints.Map(staff.MapGroup("").AnswersHead());
        ProfileEndpoints.Map(staff);
        AdminEndpoints.Map(staff);
        ApiKeyEndpoints.Map(staff);
        MailEndpoints.Map(staff);
        ErasureEndpoints.Map(staff);
        LooksEndpoints.Map(staff);
        EventLogEndpoints.Map(staff);
        RetentionEndpoints.Map(staff);
        var open = app.MapGroup("").WithMetadata(new PublicListenerOnly()).AllowAnonymous().RequireRateLimiting(RateLimits.Public).ShowsNobody()
            .AnswersHead();
        foreach (var module in modules)
        {
            module.MapEndpoints(staff);
            module.MapPublicEndpoints(open);
        }
    }

    private static ForwardedHeadersOptions Behind(string proxies)
    {
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto };
        foreach (var proxy in Split(proxies, ','))
            options.KnownProxies.Add(System.Net.IPAddress.TryParse(proxy, out var address)
                ? address
                : throw new InvalidOperationException($"TrustedProxies names '{proxy}', which is no address, such as 10.0.0.5."));
        return options;
    }

    private static string[] Split(string list, char by = ';') =>
        list.Split(by, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
