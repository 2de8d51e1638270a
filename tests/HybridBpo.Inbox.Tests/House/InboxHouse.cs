using HybridBpo.Events;
using HybridBpo.Inbox.Contracts;
using HybridBpo.Inbox.Deciding;
using HybridBpo.Inbox.Queue;
using HybridBpo.Inbox.Working;
using HybridBpo.Platform;
using HybridBpo.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HybridBpo.Inbox.Tests.House;

/// The module on a real database behind real Kestrel, with a demo module that opens cases and applies outcomes. Several may share one database.
internal sealed class InboxHouse : IAsyncDisposable
{
    public const string Plan = "demo.plan", Screening = "hro.demo-screening";

    private readonly WebApplication app;

    private InboxHouse(WebApplication app, DemoPeople people)
    {
        this.app = app;
        People = people;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public DemoPeople People { get; }

    public Uri Address { get; }

    public IServiceProvider Services => app.Services;

    public EventStore Store => Get<EventStore>();

    public Database Database => Get<Database>();

    public DemoOutcomes Outcomes => Services.GetServices<IOutcomeHandler>().OfType<DemoOutcomes>().Single(handler => handler.Kind == Plan);

    public T Get<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    public Person As(string id) => new(this, id);

    public static async Task<InboxHouse> StartAsync(
        TestDatabase database, bool relay = false, int undoSeconds = 20, int leaseSeconds = 300, string url = "http://127.0.0.1:0")
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["MasterKey"] = Convert.ToBase64String(new byte[32]),
            ["HYBRIDBPO_DATA"] = Path.Combine(Path.GetTempPath(), database.Name),
            ["Inbox:UndoSeconds"] = $"{undoSeconds}",
            ["Inbox:LeaseSeconds"] = $"{leaseSeconds}",
        });
        builder.WebHost.UseUrls(url);
        var people = new DemoPeople();
        var module = new InboxModule();
        builder.Services.AddPlatform(builder.Configuration, database.ConnectionString);
        builder.Services.AddPages();
        builder.Services.AddSingleton<IPeople>(people);
        builder.Services.AddSingleton<ICaseView>(new DemoView(Plan, "Plan", Act.DecideCollections));
        builder.Services.AddSingleton<ICaseView>(new DemoView(Screening, "Resume", Act.DecideHiring));
        builder.Services.AddSingleton<IOutcomeHandler>(new DemoOutcomes(Plan));
        builder.Services.AddSingleton<IOutcomeHandler>(new DemoOutcomes(Screening));
        foreach (var item in module.Navigation)
        {
            builder.Services.AddSingleton(item);
        }

        module.AddServices(builder.Services, builder.Configuration);
        if (relay)
        {
            builder.Services.AddSingleton(new RelayOptions { Poll = TimeSpan.FromMilliseconds(50), BackOff = TimeSpan.FromMilliseconds(100) });
            builder.Services.AddPlatformWorkers(builder.Configuration);
        }

        var app = builder.Build();
        HouseDoor.Use(app, people);
        module.MapEndpoints(app);
        await app.StartAsync();
        await AddClientsAsync(app.Services.GetRequiredService<Database>());
        return new InboxHouse(app, people);
    }

    /// Lets the inbox handle a module's message, as the outbox would.
    public Task SendAsync<T>(string kind, string client, T message, Guid? id = null) => Services.GetServices<IMessageHandler>()
        .Single(handler => handler.Kind == kind)
        .HandleAsync(new Message(id ?? Ids.New(TimeProvider.System), client, kind, System.Text.Json.JsonSerializer.Serialize(message), 1), default);

    public Task OpenAsync(OpenCase ask) => SendAsync(CaseMessages.Open, ask.Client, ask);

    /// What lets decisions leave, by this clock.
    public SendDecisionHandler Sender(TimeProvider time, IEnumerable<IOutcomeHandler>? modules = null) =>
        new(Get<CaseDesk>(), Get<CaseKinds>(), People, modules ?? Services.GetServicesOf<IOutcomeHandler>(), time);

    public async Task<CaseRow> RowAsync(OpenCase ask) =>
        (await Get<CaseRows>().FindAsync(Access.System("test"), ask.Client, ask.CaseId, default))!;

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private static Task<int> AddClientsAsync(Database database) => database.ExecuteAsync(Access.System("test"), $"""
        insert into platform.clients (client_id, name, currency, country, time_zone, regime, created_at)
        values ('fernbrook', 'Fernbrook Energy', 'USD', 'US', 'America/New_York', 'us', now()),
               ('castlegate', 'Castlegate Mobile', 'USD', 'US', 'America/Chicago', 'us', now())
        on conflict do nothing
        """, default);
}
