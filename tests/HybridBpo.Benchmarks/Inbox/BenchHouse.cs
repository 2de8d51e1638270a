using System.Net;
using HybridBpo.Inbox;
using HybridBpo.Inbox.Contracts;
using HybridBpo.Platform;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HybridBpo.Benchmarks.Inbox;

/// <summary>
/// A host with the platform, its workers and the inbox behind real Kestrel. Who asks stands in a header, in place of sign-in; rights are checked as
/// the product does.
/// </summary>
internal sealed class BenchHouse : IAsyncDisposable
{
    public const string Person = "X-Person", Plan = "bench.plan", Screening = "hro.bench-screening", GoLive = "bench.go-live";

    private readonly WebApplication app;

    private BenchHouse(WebApplication app) => this.app = app;

    public Uri Address => new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public T Get<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    public static async Task<BenchHouse> StartAsync(string connectionString, string folder, BenchPeople people)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            [DataFolder.Key] = folder,
            [MasterKey.Key] = Convert.ToBase64String([.. Enumerable.Range(0, 32).Select(i => (byte)i)]),
        });
        var module = new InboxModule();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddPlatform(builder.Configuration, connectionString);
        builder.Services.AddPages();
        builder.Services.AddSingleton<IPeople>(people)
            .AddSingleton<ICaseView>(new BenchView(Plan, "Plan", Act.DecideCollections))
            .AddSingleton<ICaseView>(new BenchView(Screening, "Resume", Act.DecideHiring))
            .AddSingleton<ICaseView>(new BenchView(GoLive, "Model", Act.DecideModels));
        foreach (var item in module.Navigation)
            builder.Services.AddSingleton(item);
        module.AddServices(builder.Services, builder.Configuration);
        builder.Services.AddPlatformWorkers(builder.Configuration);
        var app = builder.Build();
        app.UseRouting();
        app.Use((context, next) => EnterAsync(context, next, people));
        module.MapEndpoints(app);
        await app.StartAsync();
        return new BenchHouse(app);
    }

    public HttpClient As(string person)
    {
        var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = true, CookieContainer = new CookieContainer() })
        {
            BaseAddress = Address,
        };
        http.DefaultRequestHeaders.Add(Person, person);
        return http;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private static async Task EnterAsync(HttpContext context, RequestDelegate next, BenchPeople people)
    {
        if (people.Find(context.Request.Headers[Person].ToString()) is not { } access
            || (context.GetEndpoint()?.Metadata.GetMetadata<RequiredActs>() is { } required && !required.Acts.Any(access.May)))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        context.SetViewer(new Viewer(access, "light", true, [.. access.Clients.Select(client => new ClientName(client, client))], null));
        await next(context);
    }
}
