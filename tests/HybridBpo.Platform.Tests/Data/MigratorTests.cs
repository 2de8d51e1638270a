using HybridBpo.Testing;
using Npgsql;

namespace HybridBpo.Platform.Tests;

public sealed class MigratorTests : IAsyncLifetime
{
    private static readonly SchemaScript First = new("001_first", "create table shop.items (id int primary key)");
    private static readonly SchemaScript Second = new("002_second", "alter table shop.items add name text; insert into shop.items values (1, 'one')");

    private readonly string name = $"hybridbpo_test_{Environment.ProcessId}_migrator_{Guid.NewGuid():N}";
    private string connection = "";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Scripts_are_applied_once_and_recorded_with_name_and_hash()
    {
        Assert.Equal(["shop/001_first", "shop/002_second"], (await ApplyAsync(First, Second)).Value);
        Assert.Empty((await ApplyAsync(First, Second)).Value);
        Assert.Equal($"001_first {First.Sha256},002_second {Second.Sha256}", await AskAsync(
            "select string_agg(script || ' ' || sha256, ',' order by script) from platform.migrations where schema_name = 'shop'"));
        Assert.Equal("1", await AskAsync("select count(*)::text from shop.items"));
    }

    [Fact]
    public async Task Hosts_that_start_together_apply_each_script_once()
    {
        var slow = new SchemaScript("001_first", First.Text + "; select pg_sleep(0.2)");
        var runs = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => ApplyAsync(slow, Second)));
        Assert.Equal(2, runs.Sum(run => run.Value.Count));
    }

    [Fact]
    public async Task A_host_older_than_the_schema_refuses_and_names_the_unknown_script()
    {
        await ApplyAsync(First, Second);
        var refused = await ApplyAsync(First);
        Assert.Contains("shop/002_second", Assert.IsType<SchemaIsNewer>(refused.Refusal).Message);
    }

    [Fact]
    public async Task A_changed_script_refuses_and_is_named()
    {
        await ApplyAsync(First);
        var refused = await ApplyAsync(new SchemaScript("001_first", First.Text + " -- changed"), Second);
        Assert.Contains("shop/001_first", Assert.IsType<ScriptChanged>(refused.Refusal).Message);
        Assert.Equal("0", await AskAsync("select count(*)::text from platform.migrations where script = '002_second'"));
    }

    [Fact]
    public async Task Line_ends_do_not_count_as_a_change()
    {
        await ApplyAsync(new SchemaScript("001_first", "create table shop.items\n(id int)"));
        Assert.Null((await ApplyAsync(new SchemaScript("001_first", "create table shop.items\r\n(id int)"))).Refusal);
    }

    [Fact]
    public async Task A_failing_script_leaves_nothing_and_the_ones_before_it_stay()
    {
        var refused = await ApplyAsync(First, new SchemaScript("002_second", "create table shop.more (id int); select 1 / 0"));
        Assert.Contains("shop/002_second", Assert.IsType<ScriptFailed>(refused.Refusal).Message);
        Assert.Equal("true|false", await AskAsync("select (to_regclass('shop.items') is not null) || '|' || (to_regclass('shop.more') is not null)"));
        Assert.Equal(["shop/002_second"], (await ApplyAsync(First, Second)).Value);
    }

    [Fact]
    public async Task A_script_whose_table_is_held_steps_back_for_the_hosts_behind_it_and_comes_through_once_it_is_free()
    {
        Assert.Null((await ApplyAsync(First)).Refusal);
        await using var host = new NpgsqlConnection(connection);
        await host.OpenAsync(Ct);
        var holding = await host.BeginTransactionAsync(Ct);
        await using (var hold = new NpgsqlCommand("lock table shop.items in access share mode", host))
            await hold.ExecuteNonQueryAsync(Ct);
        var applying = ApplyAsync(First, new SchemaScript("002_second", "alter table shop.items add column more int"));
        // Behind a script that waited, this would wait as long as the script does.
        await Task.Delay(500, Ct);
        Assert.Equal("0", await AskAsync("select count(*) from shop.items").WaitAsync(TimeSpan.FromSeconds(10), Ct));
        Assert.False(applying.IsCompleted);
        await holding.RollbackAsync(Ct);
        Assert.Equal(["shop/002_second"], (await applying).Value);
    }

    [Fact]
    public void Embedded_scripts_are_found_in_the_order_of_the_schemas()
    {
        var names = TestServer.Schemas.Select(schema => schema.Name).ToList();
        Assert.Contains("platform", names);
        Assert.Equal(names.OrderBy(schema => SchemaSource.Order.ToList().IndexOf(schema)), names);
        var platform = TestServer.Schemas.Single(schema => schema.Name == "platform");
        Assert.Equal("001_clients", platform.Scripts[0].Name);
    }

    public async ValueTask InitializeAsync()
    {
        var server = new NpgsqlConnectionStringBuilder(await TestServer.ConnectionStringAsync()) { Pooling = false };
        await OwnFolder.AskAsync(server.ConnectionString, $"create database {name} template template0");
        connection = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = name }.ConnectionString;
    }

    public async ValueTask DisposeAsync() => await OwnFolder.AskAsync(await TestServer.ConnectionStringAsync(), $"drop database {name} with (force)");

    private Task<Result<IReadOnlyList<string>>> ApplyAsync(params SchemaScript[] scripts) =>
        Migrator.ApplyAsync(connection, [new SchemaSource("shop", scripts)], Ct);

    private Task<string> AskAsync(string sql) => OwnFolder.AskAsync(connection, sql);
}
