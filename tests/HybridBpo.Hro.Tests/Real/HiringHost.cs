using System.Collections.Concurrent;
using HybridBpo.Testing;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HybridBpo.Hro.Tests.Real;

/// <summary>
/// The module on the real platform and a real database, served by HTTP. Only what other parts own is played: sign-in and the inbox's gate.
/// </summary>
public sealed class HiringHost : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("hybridbpo-hro-").FullName;
    private TestDatabase database = null!;
    private WebApplication app = null!;

    internal static readonly Dictionary<string, Access> Users = new()
    {
        ["sana"] = Person("sana", "Sana O.", Roles.Recruiter, "fernbrook"),
        ["hugo"] = Person("hugo", "Hugo M.", Roles.HiringManager, "fernbrook"),
        ["otto"] = Person("otto", "Otto P.", Roles.Recruiter, "castlegate"),
        ["cole"] = Person("cole", "Cole R.", Roles.Collector, "fernbrook"),
    };

    internal Gate VerdictGate { get; } = new();

    internal IServiceProvider Services => app.Services;

    internal Database Database => app.Services.GetRequiredService<Database>();

    internal EventStore Store => app.Services.GetRequiredService<EventStore>();

    internal static Access Everything => Access.System("test");

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        var builder = WebApplication.CreateBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["HYBRIDBPO_DATA"] = folder,
            ["MasterKey"] = Convert.ToBase64String(new byte[32]),
        });
        var module = new HroModule();
        builder.Services.AddPlatform(builder.Configuration, database.ConnectionString);
        builder.Services.AddSingleton(new RelayOptions { Poll = TimeSpan.FromMilliseconds(50), BackOff = TimeSpan.FromMilliseconds(50) });
        builder.Services.AddPlatformWorkers(builder.Configuration);
        builder.Services.AddPages();
        foreach (var item in module.Navigation)
            builder.Services.AddSingleton(item);
        builder.Services.AddSingleton<IVerdictGate>(VerdictGate).AddSingleton<ICaseIndex>(VerdictGate).AddSingleton<IPeople>(VerdictGate);
        module.AddServices(builder.Services, builder.Configuration);
        app = builder.Build();
        app.Use(SignIn);
        app.UseRouting();
        app.Use(CheckActs);
        app.UseAntiforgery();
        app.MapGet("/token", (HttpContext context, IAntiforgery antiforgery) => antiforgery.GetAndStoreTokens(context).RequestToken);
        module.MapEndpoints(app);
        await AddClientAsync("fernbrook", "Fernbrook Energy");
        await AddClientAsync("castlegate", "Castlegate Mobile");
        await app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        await database.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    internal Browser As(string user)
    {
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(address) };
        http.DefaultRequestHeaders.Add("X-User", user);
        return new Browser(http);
    }

    internal IEnumerable<string> GetRoutes() =>
        ((Microsoft.AspNetCore.Routing.IEndpointRouteBuilder)app)
            .DataSources.SelectMany(s => s.Endpoints).OfType<Microsoft.AspNetCore.Routing.RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<Microsoft.AspNetCore.Routing.HttpMethodMetadata>()?.HttpMethods.Contains("GET") == true)
            .Select(e => e.RoutePattern.RawText!).Where(r => r != "/token");

    private Task<int> AddClientAsync(string code, string name) => Database.ExecuteAsync(Everything, $"""
        insert into platform.clients (client_id, name, currency, country, time_zone, regime, created_at)
        values ({code}, {name}, 'USD', 'US', 'America/New_York', 'us-fdcpa', now())
        """, CancellationToken.None);

    private static Task SignIn(HttpContext context, RequestDelegate next)
    {
        if (Users.TryGetValue($"{context.Request.Headers["X-User"]}", out var access))
            context.SetViewer(new Viewer(access, "light", true, [.. access.Clients.Select(c => new ClientName(c, c))], null));
        return next(context);
    }

    private static Task CheckActs(HttpContext context, RequestDelegate next)
    {
        var needed = context.GetEndpoint()?.Metadata.GetMetadata<RequiredActs>()?.Acts ?? [];
        if (needed.Count == 0 || needed.Any(context.GetAccess().May))
            return next(context);
        context.Response.StatusCode = 403;
        return Task.CompletedTask;
    }

    private static Access Person(string id, string name, string role, string client) => new(new Actor(Actor.Person, id, name), [client], [role]);

    /// <summary>Plays the inbox: who has judged which case.</summary>
    internal sealed class Gate : IVerdictGate, ICaseIndex, IPeople
    {
        private readonly ConcurrentDictionary<(string User, Guid Case), bool> judged = new();

        public void Judged(string user, Guid caseId) => judged[(user, caseId)] = true;

        public Task<IReadOnlySet<Guid>> MaySeeAsync(Access access, string client, IReadOnlyCollection<Guid> caseIds, CancellationToken ct) =>
            Task.FromResult<IReadOnlySet<Guid>>(caseIds.Where(c => judged.ContainsKey((access.Actor.Id, c))).ToHashSet());

        public Task<IReadOnlyList<CaseSummary>> AboutAsync(
            Access access, string client, IReadOnlyCollection<Guid> subjectIds, CancellationToken ct) =>
            Task.FromResult<IReadOnlyList<CaseSummary>>([]);

        public Task<IReadOnlyDictionary<string, string>> NamesAsync(IEnumerable<string> userIds, CancellationToken ct) =>
            Task.FromResult<IReadOnlyDictionary<string, string>>(
                userIds.Distinct().Where(Users.ContainsKey).ToDictionary(u => u, u => Users[u].Actor.Name));

        public Task<IReadOnlyList<string>> WhoMayAsync(string client, string act, CancellationToken ct) =>
            Task.FromResult<IReadOnlyList<string>>([.. Users.Where(u => u.Value.Sees(client) && u.Value.May(act)).Select(u => u.Key)]);
    }
}
