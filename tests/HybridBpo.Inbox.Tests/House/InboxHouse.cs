using HybridBpo.Events;
using HybridBpo.Inbox.Contracts;
using HybridBpo.Inbox.Deciding;
using HybridBpo.Inbox.Queue;
using HybridBpo.Inbox.Reviewing;
using HybridBpo.Inbox.Seeding;
using HybridBpo.Inbox.Working;
using HybridBpo.Platform;
using HybridBpo.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Inbox.Tests.House;

/// The module on a real database behind real Kestrel, with a demo module that opens cases and applies outcomes. Several may share one database.
internal sealed class InboxHouse : IAsyncDisposable
{
    public const string Plan = "demo.plan", Screening = "hro.demo-screening";

    private readonly ModuleHost host;

    private InboxHouse(ModuleHost host, DemoPeople people) => (this.host, People) = (host, people);

    public DemoPeople People { get; }

    public Uri Address => host.Address;

    public IServiceProvider Services => host.Services;

    public IEnumerable<RouteEndpoint> Endpoints =>
        host.Endpoints.DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>();

    public DemoLot Lot => (DemoLot)Get<SeedLot>();

    public EventStore Store => Get<EventStore>();

    public Database Database => Get<Database>();

    public DemoOutcomes Outcomes => Services.GetServices<IOutcomeHandler>().OfType<DemoOutcomes>().Single(handler => handler.Kind == Plan);

    public T Get<T>()
        where T : notnull => host.Get<T>();

    /// Chosen: the client that their lists are narrowed to; null for all of theirs.
    public Person As(string id, string? chosen = null) => new(this, id, chosen);

    public static async Task<InboxHouse> StartAsync(
        TestDatabase database, bool relay = false, int undoSeconds = 20, int leaseSeconds = 300, string url = "http://127.0.0.1:0",
        IReadOnlyDictionary<string, string?>? settings = null,
        ICaseSample? sample = null)
    {
        var people = new DemoPeople();
        var host = await ModuleHost.StartAsync(database, new InboxModule(), people.Find, services => (sample is null ? services
            : services.AddSingleton(sample))
            .AddSingleton<IPeople>(people)
            .AddSingleton<IDeliverySource, DemoLetters>()
            .AddSingleton<SeedLot, DemoLot>().AddSingleton(new SeedSettings(SeedSettings.Most, TimeSpan.Zero)).AddSingleton(new ReviewSettings(0.2))
            .AddSingleton<ICaseView>(new DemoView(Plan, "Plan", Act.DecideCollections))
            .AddSingleton<ICaseView>(new DemoView(Screening, "Resume", Act.DecideHiring))
            .AddSingleton<IOutcomeHandler>(new DemoOutcomes(Plan))
            .AddSingleton<IOutcomeHandler>(new DemoOutcomes(Screening)), relay,
            new Dictionary<string, string?>(settings ?? new Dictionary<string, string?>())
            {
                ["Inbox:UndoSeconds"] = $"{undoSeconds}",
                ["Inbox:LeaseSeconds"] = $"{leaseSeconds}",
            }, url);
        await AddClientsAsync(host.Get<Database>());
        return new InboxHouse(host, people);
    }

    /// Lets the inbox handle a module's message, as the outbox would.
    public Task SendAsync<T>(string kind, string client, T message, Guid? id = null) => Services.GetServices<IMessageHandler>()
        .Single(handler => handler.Kind == kind)
        .HandleAsync(new Message(id ?? Ids.New(TimeProvider.System), client, kind, System.Text.Json.JsonSerializer.Serialize(message), 1), default);

    public Task OpenAsync(OpenCase ask) => SendAsync(CaseMessages.Open, ask.Client, ask);

    /// What lets decisions leave, by this clock.
    public SendDecisionHandler Sender(TimeProvider time, IEnumerable<IOutcomeHandler>? modules = null) =>
        new(Get<CaseDesk>(), Get<CaseKinds>(), Get<Seeds>(), Get<ReviewDraw>(), People, modules ?? Services.GetServicesOf<IOutcomeHandler>(), time);

    public async Task<CaseRow> RowAsync(OpenCase ask) =>
        (await Get<CaseRows>().FindAsync(Access.System("test"), ask.Client, ask.CaseId, default))!;

    public ValueTask DisposeAsync() => host.DisposeAsync();

    private static Task<int> AddClientsAsync(Database database) => database.ExecuteAsync(Access.System("test"), $"""
        insert into platform.clients (client_id, name, currency, country, time_zone, regime, created_at)
        values ('fernbrook', 'Fernbrook Energy', 'USD', 'US', 'America/New_York', 'us', now()),
               ('castlegate', 'Castlegate Mobile', 'USD', 'US', 'America/Chicago', 'us', now())
        on conflict do nothing
        """, default);
}
