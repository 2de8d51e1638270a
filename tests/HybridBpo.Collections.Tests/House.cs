using System.Text;
using HybridBpo.Collections.Import;
using HybridBpo.Events;
using HybridBpo.Inbox.Contracts;
using HybridBpo.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HybridBpo.Collections.Tests;

/// <summary>The module on a real database, with the platform's relays, a clock that stands still and a data folder of its own.</summary>
public class House : IAsyncLifetime
{
    /// <summary>Tuesday 14:00 in New York. The database's clock is later, so whatever is due by ours is due by its.</summary>
    public static readonly DateTimeOffset Start = new(2026, 10, 13, 18, 0, 0, TimeSpan.Zero);

    internal static readonly Access Supervisor = new(new Actor(Actor.Person, "sup-1", "Ines D."), ["tilbury", "oakmere"], [Roles.Supervisor]);

    internal static readonly Access Analyst = new(new Actor(Actor.Person, "ana-1", "Yana V."), ["tilbury", "oakmere"], [Roles.Analyst]);

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("hybridbpo-collections-");
    private TestDatabase database = null!;
    private ServiceProvider services = null!;

    public FakeClock Clock { get; } = new(Start);

    internal Database Database => Get<Database>();

    internal EventStore Store => Get<EventStore>();

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        var settings = new Dictionary<string, string?>
        { ["HYBRIDBPO_DATA"] = folder.FullName, ["Firm:Name"] = "Harrow & Pine", ["PublicUrl"] = "https://pay.example.com" };
        foreach (var (key, value) in await MoreSettingsAsync()) settings[key] = value;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        var collection = new ServiceCollection();
        collection.AddSingleton<TimeProvider>(Clock);
        collection.AddPlatform(configuration, database.ConnectionString);
        collection.AddPlatformWorkers(configuration);
        collection.AddSingleton<IPeople, NoPeople>();
        AddMore(collection);
        new Inbox.InboxModule().AddServices(collection, configuration);
        new CollectionsModule().AddServices(collection, configuration);
        services = collection.BuildServiceProvider();
        foreach (var client in new[] { "tilbury", "oakmere" })
            Assert.Null((await Get<Clients>().AddAsync(
                Access.System("test"), new NewClient(client, client == "tilbury" ? "Tilbury Freight" : "Oakmere Cards", "USD", "US",
                    "America/New_York", "us-fdcpa"), default)).Refusal);
    }

    /// <summary>Further services of a house that has more than others, before those of the modules.</summary>
    private protected virtual void AddMore(IServiceCollection more)
    {
    }

    /// <summary>Further configuration of a house that has more than others.</summary>
    private protected virtual Task<IReadOnlyDictionary<string, string?>> MoreSettingsAsync() =>
        Task.FromResult<IReadOnlyDictionary<string, string?>>(new Dictionary<string, string?>());

    /// <summary>The house's own data folder.</summary>
    internal string Folder => folder.FullName;

    public virtual async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await database.DisposeAsync();
        folder.Delete(true);
    }

    internal T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    /// <summary>Runs the relays until nothing of this kind waits any more.</summary>
    internal async Task RelayAsync(Func<Task<bool>> until)
    {
        var hosted = services.GetServices<IHostedService>().ToList();
        foreach (var service in hosted) await service.StartAsync(TestContext.Current.CancellationToken);
        try
        {
            for (var i = 0; i < 1200 && !await until(); i++) await Task.Delay(50, TestContext.Current.CancellationToken);
        }
        finally
        {
            foreach (var service in hosted) await service.StopAsync(CancellationToken.None);
        }

        Assert.True(await until(), "The relays did not get there within a minute.");
    }

    internal async Task<ImportRow> UploadAsync(string kind, string text, string name = "file.csv", string client = "tilbury") =>
        (await Get<ImportDesk>().UploadAsync(Supervisor, client, kind, name, Encoding.UTF8.GetBytes(text), null,
            TestContext.Current.CancellationToken)).Value;

    /// <summary>Uploads a file and loads it with the proposed mapping.</summary>
    internal async Task<ImportRow> LoadAsync(string kind, string text, string name = "file.csv", string amounts = "point", string client = "tilbury")
    {
        var ct = TestContext.Current.CancellationToken;
        var import = await UploadAsync(kind, text, name, client);
        var preview = (await Get<ImportDesk>().PreviewAsync(Supervisor, client, import.Id, null, ct)).Value;
        var mapping = preview.Proposal.Mapping with
        {
            AmountFormat = amounts,
            DateFormat = preview.Proposal.Mapping.DateFormat ?? "yyyy-MM-dd",
            Basis = kind == ImportKinds.Ageing ? "due" : null,
        };
        // What a client's files of calls say is remembered, and which test runs first is chance.
        if (kind == ImportKinds.Calls) mapping = mapping with { Zone = mapping.Zone ?? "America/New_York" };
        Assert.Null((await Get<ImportDesk>().LoadAsync(Supervisor, client, import.Id, mapping, ct)).Refusal);
        await Get<LoadImport>().HandleAsync(
            new Message(import.Id, client, LoadImport.MessageKind, System.Text.Json.JsonSerializer.Serialize(new LoadOrder(client, import.Id)), 1),
            ct);
        return (await Get<ImportDesk>().FindAsync(Supervisor, client, import.Id, ct))!;
    }

    internal async Task<IReadOnlyList<T>> SentAsync<T>(string kind) =>
        [.. (await Database.QueryAsync<string>(Access.System("test"),
            $"select json::text from platform.messages where kind = {kind} and json is not null order by created_at", default))
            .Select(j => System.Text.Json.JsonSerializer.Deserialize<T>(j)!)];

    private sealed class NoPeople : IPeople
    {
        public Task<IReadOnlyDictionary<string, string>> NamesAsync(IEnumerable<string> userIds, CancellationToken ct) =>
            Task.FromResult<IReadOnlyDictionary<string, string>>(new Dictionary<string, string>());

        public Task<IReadOnlyList<string>> WhoMayAsync(string client, string act, CancellationToken ct) => Task.FromResult<IReadOnlyList<string>>([]);
    }
}
