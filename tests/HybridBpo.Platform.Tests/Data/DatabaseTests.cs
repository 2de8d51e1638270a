using HybridBpo.Testing;
using Npgsql;

namespace HybridBpo.Platform.Tests;

public sealed class DatabaseTests(TestDatabase test) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private readonly Database database = new(test.DataSource);

    private sealed record Row(
        string ClientId, long Amount, DateTimeOffset At, DateOnly Day, string? Note, IReadOnlyList<string> Tags, Guid Id, bool On);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_row_becomes_a_record_whatever_its_types()
    {
        var id = Guid.NewGuid();
        var at = new DateTimeOffset(2026, 3, 2, 10, 0, 0, TimeSpan.FromHours(1));
        string[] tags = ["a", "b"];
        var row = await database.SingleOrDefaultAsync<Row>(Everything, $"""
            select {"fernbrook"} as client_id, {12L} as amount, {at}::timestamptz as at, {new DateOnly(2026, 3, 2)}::date as day,
                   {(string?)null}::text as note, {tags}::text[] as tags, {id}::uuid as id, true as "on"
            """, Ct);
        Assert.Equal(("fernbrook", 12L, at, new DateOnly(2026, 3, 2), null, id, true),
            (row!.ClientId, row.Amount, row.At, row.Day, row.Note, row.Id, row.On));
        Assert.Equal(tags, row.Tags);
        Assert.Equal(TimeSpan.Zero, row.At.Offset);
    }

    [Fact]
    public void One_host_leaves_connections_for_others_unless_the_connection_string_says_how_many()
    {
        Assert.Equal(40, new NpgsqlConnectionStringBuilder(DatabaseServer.WithDefaults("Host=x;Username=y")).MaxPoolSize);
        Assert.Equal(90, new NpgsqlConnectionStringBuilder(DatabaseServer.WithDefaults("Host=x;Username=y;MaxPoolSize=90")).MaxPoolSize);
    }

    [Fact]
    public async Task A_single_column_is_read_as_the_plain_type()
    {
        Assert.Equal([1L, 2L], await database.QueryAsync<long>(Everything, $"select * from unnest({new long[] { 1, 2 }})", Ct));
        Assert.Equal("x", await database.SingleOrDefaultAsync<string>(Everything, $"select {"x"}", Ct));
        Assert.Null(await database.SingleOrDefaultAsync<string>(Everything, $"select 'x' where false", Ct));
    }

    [Fact]
    public async Task What_stands_in_a_hole_is_never_part_of_the_statement()
    {
        const string hostile = "'; drop table platform.clients; --\0";
        Assert.Equal(hostile.Replace('\0', '\uFFFD'), await database.SingleOrDefaultAsync<string>(Everything, $"select {hostile}", Ct));
        Assert.Equal(2, (await database.QueryAsync<string>(Everything, $"select client_id from {Sql.Raw("platform.clients")}", Ct)).Count);
    }

    [Fact]
    public async Task Rows_of_another_client_are_neither_seen_nor_changed_nor_added()
    {
        var mine = Access.System("test", "fernbrook");
        Assert.Equal(["fernbrook"], await database.QueryAsync<string>(mine, $"select client_id from platform.clients", Ct));
        Assert.Equal(0, await database.ExecuteAsync(mine, $"update platform.clients set name = 'x' where client_id = 'castlegate'", Ct));
        var refused = await Assert.ThrowsAsync<PostgresException>(() => database.ExecuteAsync(mine, $"""
            insert into platform.clients (client_id, name, currency, country, time_zone, regime, created_at)
            values ('other', 'Other', 'USD', 'US', 'UTC', 'us-fdcpa', now())
            """, Ct));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Fact]
    public async Task Nothing_of_the_access_stays_on_the_connection()
    {
        await using var single = NpgsqlDataSource.Create(test.ConnectionString + ";Maximum Pool Size=1;No Reset On Close=true");
        var narrow = new Database(single);
        Assert.Equal(2, (await narrow.QueryAsync<string>(Everything, $"select client_id from platform.clients", Ct)).Count);
        await narrow.InTransactionAsync(Everything, (_, _) => Task.CompletedTask, Ct);
        await using var plain = single.CreateCommand("select count(*) from platform.clients");
        Assert.Equal(0L, await plain.ExecuteScalarAsync(Ct));
    }

    [Fact]
    public async Task A_transaction_whose_work_throws_leaves_nothing()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => database.InTransactionAsync(Everything, async (connection, transaction) =>
        {
            await using var command = new NpgsqlCommand("update platform.clients set name = 'gone'", connection, transaction);
            Assert.Equal(2, await command.ExecuteNonQueryAsync(Ct));
            throw new InvalidOperationException();
        }, Ct));
        Assert.DoesNotContain("gone", await database.QueryAsync<string>(Everything, $"select name from platform.clients", Ct));
    }

    public async ValueTask InitializeAsync()
    {
        var clients = new Clients(database, new FakeClock());
        foreach (var code in new[] { "fernbrook", "castlegate" })
            await clients.AddAsync(Everything, new NewClient(code, code, "USD", "US", "America/New_York", "us-fdcpa"), Ct);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static Access Everything => Access.System("test");
}
