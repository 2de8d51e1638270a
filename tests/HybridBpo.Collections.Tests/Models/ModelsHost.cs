using System.Collections.Concurrent;
using HybridBpo.Collections.Demo;
using HybridBpo.Inbox.Contracts;
using HybridBpo.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Collections.Tests.Models;

/// <summary>The module with the demo's portfolios on the real platform and a real database, by HTTP. Sign-in and the inbox are played.</summary>
public sealed class ModelsHost : IAsyncLifetime
{
    internal static readonly Dictionary<string, Access> Users = new[]
    {
        Person("priya", "Priya N.", Roles.Analyst, "fernbrook", "castlegate"), Person("olga", "Olga T.", Roles.Analyst, "castlegate"),
        Person("ines", "Ines D.", Roles.Supervisor, "fernbrook", "castlegate"), Person("maren", "Maren K.", Roles.Collector, "fernbrook"),
    }.ToDictionary(a => a.Actor.Id);

    private TestDatabase database = null!;
    private ModuleHost host = null!;

    internal Database Database => Get<Database>();

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        var played = new PlayedInbox();
        host = await ModuleHost.StartAsync(database, new CollectionsModule(), Users.GetValueOrDefault, services => services
            .AddSingleton<IVerdictGate>(played).AddSingleton<ICaseIndex>(played).AddSingleton<IPeople>(played).AddSingleton<IMessageHandler>(played),
            settings: new Dictionary<string, string?> { ["PublicUrl"] = "https://pay.example.com" });
        await Get<SeedDemo>().RunAsync(1, default);
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await database.DisposeAsync();
    }

    internal T Get<T>()
        where T : notnull => host.Get<T>();

    internal Browser As(string user) => new(host.As(user));

    internal Task<long> CountAsync(string sql) =>
        Database.SingleOrDefaultAsync<long>(Access.System("test"), $"{Sql.Raw(sql)}", TestContext.Current.CancellationToken);

    /// <summary>Cases that the module asked the inbox to open.</summary>
    internal IReadOnlyList<OpenCase> Asked => Get<IVerdictGate>() is PlayedInbox played ? [.. played.Opened] : [];

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
