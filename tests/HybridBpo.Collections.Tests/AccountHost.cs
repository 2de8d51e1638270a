using System.Collections.Concurrent;
using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Import;
using HybridBpo.Collections.Nudges.Attesting;
using HybridBpo.Collections.Tests.Models;
using HybridBpo.Inbox.Contracts;
using HybridBpo.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Collections.Tests;

/// <summary>The account pages by HTTP on a real database, with accounts as a test places them. Sign-in and the inbox are played.</summary>
public sealed class AccountHost : IAsyncLifetime
{
    public const string Client = "tilbury";

    internal static readonly Dictionary<string, Access> Users = new[]
    {
        User("maren", "Maren K.", Roles.Collector), User("tom", "Tom B.", Roles.Collector), User("ines", "Ines D.", Roles.Supervisor),
        User("omar", "Omar R.", Roles.Supervisor),
        User("priya", "Priya N.", Roles.Analyst), User("noor", "Noor A.", Roles.Auditor),
    }.ToDictionary(a => a.Actor.Id);

    private readonly PlayedInbox inbox = new();
    private TestDatabase database = null!;
    private ModuleHost host = null!;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        host = await ModuleHost.StartAsync(database, new CollectionsModule(), Users.GetValueOrDefault, services => services
            .AddSingleton<IVerdictGate>(inbox).AddSingleton<ICaseIndex>(inbox).AddSingleton<IPeople>(inbox).AddSingleton<IMessageHandler>(inbox),
            settings: new Dictionary<string, string?> { ["PublicUrl"] = "https://pay.example.com" });
        foreach (var (client, zone) in new[] { (Client, "America/New_York"), ("oakmere", "America/Chicago") })
            Assert.Null((await Get<Clients>().AddAsync(Access.System("test"),
                new NewClient(client, client == Client ? "Tilbury Freight" : "Oakmere Cards", "USD", "US", zone, "us-fdcpa"), default)).Refusal);
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await database.DisposeAsync();
    }

    internal T Get<T>()
        where T : notnull => host.Get<T>();

    internal Browser As(string user) => new(host.As(user));

    internal IReadOnlyList<OpenCase> Cases => [.. inbox.Opened];

    /// <summary>Cases that everybody has judged.</summary>
    internal ConcurrentBag<Guid> Judged => inbox.Judged;

    /// <summary>An account as a placement brings it, with a person of its own unless one is named.</summary>
    internal async Task<string> PlaceAsync(
        string reference, string? person = null, string[]? phones = null, string[]? emails = null, string street = "", Place? place = null,
        IReadOnlyList<TransactionEntry>? transactions = null, Guid? import = null, string client = Client)
    {
        var (id, of) = (Account.IdOf(client, reference), Person.IdOf(client, "customer:" + (person ?? reference)));
        var placed = new DateTimeOffset(2026, 8, 1, 12, 0, 0, TimeSpan.Zero);
        transactions ??= [new(id, "OPEN", TransactionTypes.Opening, 50_000, placed, new DateOnly(2026, 8, 1), new DateOnly(2026, 8, 20), import, 2)];
        Assert.True(await Get<PlacementWriter>().WriteAsync(Access.System("test", client), client,
            [new NewPerson(of, "customer:" + (person ?? reference), $"Ann {person ?? reference}", street, place is null ? [] : [place], emails ?? [],
                phones ?? [])],
            [new NewAccount(id, reference, of, "sow", "Freight", "Tilbury", "USD", new DateOnly(2026, 8, 1), placed, import, 2, transactions,
                [new AccountPlaced(of, reference, "sow", "Freight", "Tilbury", "USD", 0, new DateOnly(2026, 8, 20), new DateOnly(2026, 8, 1),
                    import, 2)])], default));
        return $"/accounts/{client}/{id}";
    }

    /// <summary>All facts that a contact needs, for every account placed.</summary>
    internal async Task AttestAsync()
    {
        (string Fact, Dictionary<string, string> Value)[] facts =
        [
            (Facts.Regime, new() { ["role"] = "third-party", ["debt"] = "consumer", ["jurisdiction"] = "US" }),
            (Facts.EmailBasis, new() { ["kind"] = "consent", ["since"] = "2026-08-01" }),
            (Facts.ValidationNotice, new() { ["sentOn"] = "2026-08-02" }),
        ];
        foreach (var (fact, value) in facts) Assert.Null((await Get<Attestations>().AttestAsync(
            Users["ines"], Client, fact, null, value, Ids.For(Client, "test", fact), default)).Refusal);
    }

    /// <summary>Bookings of the client, as a file of transactions brings them.</summary>
    internal async Task BookAsync(string path, params TransactionEntry[] entries)
    {
        var (access, id) = (Access.System("test", Client), Guid.Parse(Id(path)));
        var before = await Get<AccountBook>().TransactionsAsync(access, Client, [id], default);
        await Get<Database>().InTransactionAsync(access, async (connection, _) =>
        {
            await PlacementWriter.TransactionsAsync(connection, Client, entries, default);
            await Standing.WriteAsync(connection, Client, [Standing.Of(id, before.Concat(entries).Select(t => t.Entry))], default);
        }, default);
    }

    internal async Task AppendAsync(string path, params object[] events)
    {
        var session = Get<Events.EventStore>().OpenSession(Client, Access.System("test", Client));
        session.Append(Guid.Parse(Id(path)), events);
        Assert.IsType<Events.SaveOutcome.Saved>(await session.SaveChangesAsync(default));
    }

    internal static string Id(string path) => path.Split('/')[^1];

    internal Task<long> CountAsync(string sql) =>
        Get<Database>().SingleOrDefaultAsync<long>(Access.System("test"), $"select count(*) from {Sql.Raw(sql)}",
            TestContext.Current.CancellationToken);

    private static Access User(string id, string name, string role) =>
        new(new Actor(Actor.Person, id, name), [Client, "oakmere"], [role]);

    private sealed class PlayedInbox : IVerdictGate, ICaseIndex, IPeople, IMessageHandler
    {
        public ConcurrentQueue<OpenCase> Opened { get; } = [];

        public ConcurrentBag<Guid> Judged { get; } = [];

        public string Kind => CaseMessages.Open;

        public Task HandleAsync(Message message, CancellationToken ct)
        {
            Opened.Enqueue(message.Read<OpenCase>());
            return Task.CompletedTask;
        }

        public Task<IReadOnlySet<Guid>> MaySeeAsync(Access access, string client, IReadOnlyCollection<Guid> caseIds, CancellationToken ct) =>
            Task.FromResult<IReadOnlySet<Guid>>(caseIds.Intersect(Judged).ToHashSet());

        public Task<IReadOnlyList<CaseSummary>> AboutAsync(
            Access access, string client, IReadOnlyCollection<Guid> subjectIds, CancellationToken ct) =>
            Task.FromResult<IReadOnlyList<CaseSummary>>([.. Opened.Where(c => subjectIds.Contains(c.SubjectId))
                .Select(c => new CaseSummary(c.CaseId, c.Kind, c.Question, "open", null, TimeProvider.System.GetUtcNow(), null))]);

        public Task<IReadOnlyDictionary<string, string>> NamesAsync(IEnumerable<string> userIds, CancellationToken ct) =>
            Task.FromResult<IReadOnlyDictionary<string, string>>(
                userIds.Distinct().Where(Users.ContainsKey).ToDictionary(u => u, u => Users[u].Actor.Name));

        public Task<IReadOnlyList<string>> WhoMayAsync(string client, string act, CancellationToken ct) =>
            Task.FromResult<IReadOnlyList<string>>([.. Users.Where(u => u.Value.Sees(client) && u.Value.May(act)).Select(u => u.Key)]);
    }
}
