using System.Collections.Concurrent;
using HybridBpo.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Hro.Tests.Real;

/// <summary>
/// The module on the real platform and a real database, served by HTTP. Only what other parts own is played: sign-in and the inbox's gate.
/// </summary>
public sealed class HiringHost : IAsyncLifetime
{
    private TestDatabase database = null!;
    private ModuleHost host = null!;

    internal static readonly Dictionary<string, Access> Users = new()
    {
        ["sana"] = Person("sana", "Sana O.", Roles.Recruiter, "fernbrook"),
        ["hugo"] = Person("hugo", "Hugo M.", Roles.HiringManager, "fernbrook"),
        ["otto"] = Person("otto", "Otto P.", Roles.Recruiter, "castlegate"),
        ["cole"] = Person("cole", "Cole R.", Roles.Collector, "fernbrook"),
    };

    internal Gate VerdictGate { get; } = new();

    internal IServiceProvider Services => host.Services;

    internal Database Database => host.Get<Database>();

    internal EventStore Store => host.Get<EventStore>();

    internal static Access Everything => Access.System("test");

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        host = await ModuleHost.StartAsync(database, new HroModule(), Users.GetValueOrDefault, services => services
            .AddSingleton<IVerdictGate>(VerdictGate).AddSingleton<ICaseIndex>(VerdictGate).AddSingleton<IPeople>(VerdictGate));
        await AddClientAsync("fernbrook", "Fernbrook Energy");
        await AddClientAsync("castlegate", "Castlegate Mobile");
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await database.DisposeAsync();
    }

    internal Browser As(string user) => new(host.As(user));

    internal IEnumerable<string> GetRoutes() =>
        host.Endpoints.DataSources.SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET") == true)
            .Select(e => e.RoutePattern.RawText!).Where(r => r != "/token");

    private Task<int> AddClientAsync(string code, string name) => Database.ExecuteAsync(Everything, $"""
        insert into platform.clients (client_id, name, currency, country, time_zone, regime, created_at)
        values ({code}, {name}, 'USD', 'US', 'America/New_York', 'us-fdcpa', now())
        """, CancellationToken.None);

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
