using HybridBpo.Events;
using HybridBpo.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HybridBpo.Platform.Tests;

/// <summary>The private server, whose role may make no database; the same server named from outside is one with such a plain role.</summary>
public sealed class PrivateRestoreTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_private_server_and_an_outside_one_with_a_plain_role_both_take_a_backup_and_stay_fenced_by_row()
    {
        await using var house = await BackupHouse.StartAsync();
        var dora = await house.TellAsync("Dora Quist");
        Assert.NotNull((await house.BackUpAsync()).Value);

        await using var folder = new OwnFolder();
        var started = await PrivatePostgres.StartAsync(new PrivatePostgresOptions(folder.Path), Ct);
        Assert.SkipUnless(started.Refusal is not PostgresMissing, "PostgreSQL's programs are not on this machine.");
        await using var server = started.Value;
        var own = Settings(folder);
        Assert.Null((await RestoreAsync(own, house.File, replace: false)).Refusal);
        await AssertFencedAsync(own, server.ConnectionString, dora);
        Assert.IsType<TargetInUse>((await RestoreAsync(own, house.File, replace: false)).Refusal);
        Assert.Null((await RestoreAsync(own, house.File, replace: true)).Refusal);
        await AssertFencedAsync(own, server.ConnectionString, dora);

        var outside = Settings(folder, server.ConnectionString);
        var refused = Assert.IsType<TargetInUse>((await RestoreAsync(outside, house.File, replace: true)).Refusal);
        Assert.Contains("createdb", refused.Message);
        await AssertFencedAsync(outside, server.ConnectionString, dora);
        // Half-way: what is in its place is marked, and may be filled anew.
        await OwnFolder.AskAsync(server.ConnectionString, $"comment on database hybridbpo is '{RestoreMark.Unfinished}'");
        Assert.Null((await RestoreAsync(outside, house.File, replace: false)).Refusal);
        await AssertFencedAsync(outside, server.ConnectionString, dora);
        Assert.Equal("", await OwnFolder.AskAsync(server.ConnectionString, "select shobj_description(oid, 'pg_database') from pg_database "
            + "where datname = 'hybridbpo'"));
    }

    [Fact]
    public async Task A_role_that_may_make_databases_restores_although_the_server_is_cleaning_what_was_filled()
    {
        await using var house = await BackupHouse.StartAsync();
        Assert.NotNull((await house.BackUpAsync()).Value);
        await using var folder = new OwnFolder();
        var often = new Dictionary<string, string> { ["autovacuum_naptime"] = "1s" };
        var started = await PrivatePostgres.StartAsync(new PrivatePostgresOptions(folder.Path) { MayCreateDatabases = true, Settings = often }, Ct);
        Assert.SkipUnless(started.Refusal is not PostgresMissing, "PostgreSQL's programs are not on this machine.");
        await using var server = started.Value;
        var outside = Settings(folder, server.ConnectionString);
        Assert.Null((await RestoreAsync(outside, house.File, replace: true, CleanedAsync)).Refusal);
        Assert.Null((await RestoreAsync(outside, house.File, replace: true, CleanedAsync)).Refusal);
        Assert.Equal("0", await OwnFolder.AskAsync(server.ConnectionString, "select count(*) from pg_database where datname like 'hybridbpo\\_%'"));

        // Cleaning takes minutes for this table, and moments for all else: a server has three processes for all its databases, and once each is busy
        // elsewhere nobody comes here.
        async Task CleanedAsync()
        {
            var filling = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = "hybridbpo_restoring" }.ConnectionString;
            await OwnFolder.AskAsync(filling, """
                create table platform.dusty
                with (autovacuum_analyze_threshold = 0, autovacuum_vacuum_cost_delay = 100, autovacuum_vacuum_cost_limit = 1)
                as select repeat('x', 1000) from generate_series(1, 20000)
                """);
            const string cleaning = """
                select count(*) from pg_locks where relation = 'platform.dusty'::regclass and mode = 'ShareUpdateExclusiveLock'
                """;
            for (var tries = 0; await OwnFolder.AskAsync(filling, cleaning) == "0"; tries++)
            {
                Assert.True(tries < 300, "The server cleans nothing.");
                await Task.Delay(100, Ct);
            }
        }
    }

    private static IConfiguration Settings(OwnFolder folder, string? outside = null) =>
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            [MasterKey.Key] = TestPlatform.MasterKeyText,
            [DataFolder.Key] = folder.Path,
            ["ConnectionStrings:HybridBpo"] = outside,
        }).Build();

    private static Task<Result<RestoreReport>> RestoreAsync(
        IConfiguration configuration, string file, bool replace, Func<Task>? last = null) => new RestoreBackup(
        configuration,
        new RestoringHost(
            TestServer.Schemas,
            async (connectionString, work) =>
            {
                await using var services = Build(configuration, connectionString);
                await work(services);
                await (last?.Invoke() ?? Task.CompletedTask);
            },
            _ => Task.FromResult(0))).RunAsync(
        BackupHouse.From(file, replace), () => DatabaseServer.OpenAsync(configuration, Ct), new Progress<string>(), Ct);

    private static async Task AssertFencedAsync(IConfiguration configuration, string connectionString, Guid dora)
    {
        Assert.Null((await Migrator.ApplyAsync(connectionString, TestServer.Schemas, Ct)).Refusal);
        await using var services = Build(configuration, connectionString);
        Assert.Null((await services.GetRequiredService<PlatformStart>().CheckAsync(Ct)).Refusal);
        var names = await services.GetRequiredService<EventStore>().FetchStreamAsync(BackupHouse.Client, dora, ct: Ct);
        Assert.Equal("Dora Quist", ((NameTold)names[0].Data).Name);
        var (database, one) = (services.GetRequiredService<Database>(), Access.System("test", "somebody-else"));
        Assert.Equal(0, await database.SingleOrDefaultAsync<long>(one, $"select count(*) from platform.clients", Ct));
        Assert.Equal(1, await database.SingleOrDefaultAsync<long>(Access.System("test"), $"select count(*) from platform.clients", Ct));
    }

    private static ServiceProvider Build(IConfiguration configuration, string connectionString)
    {
        var services = new ServiceCollection();
        services.AddPlatform(configuration, connectionString);
        services.AddEvents(typeof(NameTold));
        return services.BuildServiceProvider();
    }
}
