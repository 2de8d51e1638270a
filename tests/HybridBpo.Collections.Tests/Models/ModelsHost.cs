using System.Collections.Concurrent;
using HybridBpo.Collections.Demo;
using HybridBpo.Inbox.Contracts;
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

namespace HybridBpo.Collections.Tests.Models;

/// <summary>The module with the demo's portfolios on the real platform and a real database, by HTTP. Sign-in and the inbox are played.</summary>
public sealed class ModelsHost : IAsyncLifetime
{
    internal static readonly Dictionary<string, Access> Users = new[]
    {
        Person("priya", "Priya N.", Roles.Analyst, "fernbrook", "castlegate"), Person("olga", "Olga T.", Roles.Analyst, "castlegate"),
        Person("ines", "Ines D.", Roles.Supervisor, "fernbrook", "castlegate"), Person("maren", "Maren K.", Roles.Collector, "fernbrook"),
    }.ToDictionary(a => a.Actor.Id);

    private readonly string folder = Directory.CreateTempSubdirectory("hybridbpo-models-").FullName;
    private TestDatabase database = null!;
    private WebApplication app = null!;

    internal Database Database => Get<Database>();

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        var builder = WebApplication.CreateBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["HYBRIDBPO_DATA"] = folder,
            ["MasterKey"] = Convert.ToBase64String(new byte[32]),
            ["PublicUrl"] = "https://pay.example.com",
        });
        var module = new CollectionsModule();
        builder.Services.AddPlatform(builder.Configuration, database.ConnectionString);
        builder.Services.AddSingleton(new RelayOptions { Poll = TimeSpan.FromMilliseconds(50), BackOff = TimeSpan.FromMilliseconds(50) });
        builder.Services.AddPlatformWorkers(builder.Configuration);
        builder.Services.AddPages();
        foreach (var item in module.Navigation) builder.Services.AddSingleton(item);
        var played = new PlayedInbox();
        builder.Services.AddSingleton<IVerdictGate>(played).AddSingleton<ICaseIndex>(played).AddSingleton<IPeople>(played);
        builder.Services.AddSingleton<IMessageHandler>(played);
        module.AddServices(builder.Services, builder.Configuration);
        app = builder.Build();
        app.Use(SignIn);
        app.UseRouting();
        app.Use(CheckActs);
        app.UseAntiforgery();
        app.MapGet("/token", (HttpContext context, IAntiforgery antiforgery) => antiforgery.GetAndStoreTokens(context).RequestToken);
        module.MapEndpoints(app);
        await Get<SeedDemo>().RunAsync(1, default);
        await app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        await database.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    internal T Get<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    internal Browser As(string user)
    {
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(address) };
        http.DefaultRequestHeaders.Add("X-User", user);
        return new Browser(http);
    }

    internal Task<long> CountAsync(string sql) =>
        Database.SingleOrDefaultAsync<long>(Access.System("test"), $"{Sql.Raw(sql)}", TestContext.Current.CancellationToken);

    /// <summary>Cases that the module asked the inbox to open.</summary>
    internal IReadOnlyList<OpenCase> Asked => Get<IVerdictGate>() is PlayedInbox played ? [.. played.Opened] : [];

    private static Task SignIn(HttpContext context, RequestDelegate next)
    {
        if (Users.TryGetValue($"{context.Request.Headers["X-User"]}", out var access))
            context.SetViewer(new Viewer(access, "light", true, [.. access.Clients.Select(c => new ClientName(c, c))], null));
        return next(context);
    }

    private static Task CheckActs(HttpContext context, RequestDelegate next)
    {
        var needed = context.GetEndpoint()?.Metadata.GetMetadata<RequiredActs>()?.Acts ?? [];
        if (needed.Count == 0 || needed.Any(context.GetAccess().May)) return next(context);
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    private static Access Person(string id, string name, string role, params string[] clients) =>
        new(new Actor(Actor.Person, id, name), clients, [role]);

    private sealed class PlayedInbox : IVerdictGate, ICaseIndex, IPeople, IMessageHandler
    {
        public ConcurrentQueue<OpenCase> Opened { get; } = [];

        public string Kind => CaseMessages.Open;

        public Task HandleAsync(Message message, CancellationToken ct)
        {
            Opened.Enqueue(message.Read<OpenCase>());
            return Task.CompletedTask;
        }

        public Task<IReadOnlySet<Guid>> MaySeeAsync(Access access, string client, IReadOnlyCollection<Guid> caseIds, CancellationToken ct) =>
            Task.FromResult<IReadOnlySet<Guid>>(new HashSet<Guid>());

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
