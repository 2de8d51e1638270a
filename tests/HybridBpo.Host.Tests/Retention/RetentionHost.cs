using System.Text;
using HybridBpo.Events;
using HybridBpo.Platform;
using HybridBpo.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Host.Tests;

/// <summary>All modules on a database and a clock of their own; nothing listens and no worker runs.</summary>
public sealed class RetentionHost : IAsyncLifetime
{
    public const string Client = "fernbrook";

    private readonly string folder = Directory.CreateTempSubdirectory("hybridbpo-host-").FullName;
    private WebApplication app = null!;

    public TestDatabase Database { get; } = new();

    public FakeClock Clock { get; } = new(new DateTimeOffset(2024, 2, 29, 23, 0, 0, TimeSpan.Zero));

    public Access Officer { get; } = Person("olga", Roles.Compliance);

    public Access Second { get; } = Person("sven", Roles.Supervisor);

    internal EventStore Store => Get<EventStore>();

    internal RetentionPolicies Policies => Get<RetentionPolicies>();

    internal RetentionRuns Runs => Get<RetentionRuns>();

    public T Get<T>()
        where T : notnull => app.Services.GetRequiredService<T>();

    public static Access Person(string id, string role) => new(new Actor(Actor.Person, id, id), [Client], [role]);

    public async ValueTask InitializeAsync()
    {
        await Database.InitializeAsync();
        app = QuietHost.Build(
            Database.ConnectionString, new Dictionary<string, string?> { ["HYBRIDBPO_DATA"] = folder },
            builder => builder.Services.AddSingleton<TimeProvider>(Clock));
        foreach (var code in new[] { Client, "oakmere" })
            await Get<Clients>().AddAsync(Access.System("test"), new NewClient(code, code, "USD", "US", "America/New_York", "us-fdcpa"), default);
    }

    /// <summary>Puts a policy in force, as two people do.</summary>
    internal async Task SetAsync(string kind, int days, string does = RetentionDoes.Fields)
    {
        var ct = TestContext.Current.CancellationToken;
        Assert.False((await Policies.AskAsync(Officer, Client, kind, does, days, ct)).Value);
        Assert.Null((await Policies.ConfirmAsync(Second, Client, kind, does, days, ct)).Refusal);
    }

    internal async Task AppendAsync(Guid stream, object e, string client = Client)
    {
        var session = Store.OpenSession(client, new EventMetadata("system", "test"));
        session.Append(stream, e);
        Assert.IsType<SaveOutcome.Saved>(await session.SaveChangesAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>A legal hold, as the page Erasure places one on somebody whom a module knows.</summary>
    internal Task<int> HoldAsync(Guid subject) => Get<Database>().ExecuteAsync(Access.System("test"), $"""
        insert into platform.legal_holds (client_id, subject, matter, placed_by, placed_at)
        values ({Client}, {subject}, 'docket 1', 'olga', clock_timestamp())
        """, TestContext.Current.CancellationToken);

    /// <summary>Tables in whose rows some words stand, in the clear or as bytes.</summary>
    internal async Task<List<string>> WhereAsync(string words)
    {
        var found = new List<string>();
        var access = Access.System("test");
        var hex = $"%{Convert.ToHexStringLower(Encoding.UTF8.GetBytes(words))}%";
        foreach (var table in await Get<Database>().QueryAsync<string>(access, $"""
            select format('%I.%I', schemaname, tablename) from pg_tables where schemaname not in ('pg_catalog', 'information_schema') order by 1
            """, TestContext.Current.CancellationToken))
            if (await Get<Database>().SingleOrDefaultAsync<bool>(access, $"""
                select exists (select from {Sql.Raw(table)} t where t::text like {Sql.Containing(words)} or t::text like {hex})
                """, TestContext.Current.CancellationToken))
                found.Add(table);
        return found;
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await Database.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
