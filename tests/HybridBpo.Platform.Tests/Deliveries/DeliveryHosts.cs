using System.Text.Json;
using HybridBpo.Events;
using HybridBpo.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Platform.Tests;

/// <summary>Hosts on one database that deliver letters, driven step by step.</summary>
internal sealed class DeliveryHosts : IAsyncDisposable
{
    public const string Client = "fernbrook";
    public static readonly Access System = Access.System("test");
    public static readonly Access Supervisor = Person("sam", Roles.Supervisor), OtherSupervisor = Person("sue", Roles.Supervisor);

    private readonly List<ServiceProvider> hosts = [];

    public TestDatabase Database { get; } = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static Access Person(string id, string role) => new(new Actor(Actor.Person, id, id), [Client], [role]);

    public static async Task<DeliveryHosts> StartAsync()
    {
        var made = new DeliveryHosts();
        await made.Database.InitializeAsync();
        return made;
    }

    public async Task<ServiceProvider> AddHostAsync(
        Letters? letters = null, RelayOptions? options = null, IReadOnlyDictionary<string, string?>? settings = null, TimeProvider? clock = null)
    {
        var host = TestPlatform.Build(
            Database, (services, configuration) => Letters.Add(services, configuration, letters ?? new Letters(""), options), clock, settings);
        hosts.Add(host);
        await host.AddClientAsync(Client, Ct);
        return host;
    }

    public async Task TurnOnAsync() => Assert.Null((await hosts[0].GetRequiredService<SendingSwitch>().TurnOnAsync(Supervisor, Client, Ct)).Refusal);

    public async Task<Guid> PlanAsync(LetterFacts facts, Guid? id = null, DateTimeOffset? due = null)
    {
        var session = hosts[0].GetRequiredService<EventStore>().OpenSession(Client, System);
        var delivery = id ?? Guid.CreateVersion7();
        session.PlanDelivery(new PlannedDelivery(delivery, Client, "letters", "email", delivery, due ?? DateTimeOffset.UtcNow.AddMinutes(-1),
            JsonSerializer.Serialize(facts), "reminder-1"));
        Assert.IsType<SaveOutcome.Saved>(await session.SaveChangesAsync(Ct));
        return delivery;
    }

    public static Task<int> RunAsync(ServiceProvider host) => host.GetRequiredService<DeliveryRelay>().RunOnceAsync(Ct);

    public async Task<Delivery> FindAsync(Guid id) => (await hosts[0].GetRequiredService<Deliveries>().GetAsync(System, Client, id, Ct))!;

    public async Task<string> EventsAsync(Guid id)
    {
        var events = await hosts[0].GetRequiredService<EventStore>().FetchStreamAsync(Client, id, ct: Ct);
        return string.Join(" ", events.Select(e => e.Data is LetterEnded ended ? $"{e.Type}:{ended.Outcome}" : e.Type));
    }

    public Task<int> ExecuteAsync(FormattableString sql) => hosts[0].GetRequiredService<Database>().ExecuteAsync(System, sql, Ct);

    public Task<long> CountAsync(FormattableString sql) =>
        hosts[0].GetRequiredService<Database>().SingleOrDefaultAsync<long>(System, sql, Ct);

    public Task<int> RunOutLeasesAsync() =>
        ExecuteAsync($"update platform.deliveries set lease_until = clock_timestamp() - interval '1 s' where lease_until is not null");

    public async Task<DeliveryLedger> LedgerAsync() => await hosts[0].GetRequiredService<Deliveries>().LedgerAsync(System, Client, Ct);

    public async ValueTask DisposeAsync()
    {
        foreach (var host in hosts)
            await host.DisposeAsync();
        await Database.DisposeAsync();
    }
}
