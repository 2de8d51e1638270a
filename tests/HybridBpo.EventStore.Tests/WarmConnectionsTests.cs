using Npgsql;

namespace HybridBpo.Events.Tests;

public sealed class WarmConnectionsTests(EventDatabase database) : IClassFixture<EventDatabase>
{
    [Fact]
    public async Task The_connection_that_was_used_last_is_lent_first()
    {
        var warm = new WarmConnections(database.Database);
        var (first, second, third) = (await Take(warm), await Take(warm), await Take(warm));
        await third.DisposeAsync();
        await first.DisposeAsync();
        await second.DisposeAsync();

        for (var i = 0; i < 3; i++)
        {
            await using var again = await Take(warm);
            Assert.Equal(second.Connection.ProcessID, again.Connection.ProcessID);
        }
    }

    [Fact]
    public async Task What_nobody_needs_goes_back_to_the_pool()
    {
        await using var pool = Pool(most: 2);
        var warm = new WarmConnections(pool);
        await (await Take(warm)).DisposeAsync();

        await BothAsync(pool);
    }

    [Fact]
    public async Task Once_disposed_nothing_is_kept_warm()
    {
        await using var pool = Pool(most: 2);
        var warm = new WarmConnections(pool, TimeSpan.FromHours(1));
        var late = await Take(warm);
        await (await Take(warm)).DisposeAsync();
        warm.Dispose();
        await late.DisposeAsync();
        await (await Take(warm)).DisposeAsync();

        await BothAsync(pool);
    }

    [Fact]
    public async Task Whoever_else_waits_for_the_pool_is_served_while_the_store_is_as_busy_as_can_be()
    {
        await using var pool = Pool(most: 4);
        var warm = new WarmConnections(pool);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var busy = Enumerable.Range(0, 12).Select(_ => Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
            {
                await using var lent = await Take(warm);
                await Task.Delay(1, CancellationToken.None);
            }
        })).ToList();

        for (var i = 0; i < 20; i++)
            await using (await pool.OpenConnectionAsync(TestContext.Current.CancellationToken))
                await Task.Delay(1, TestContext.Current.CancellationToken);
        await enough.CancelAsync();
        await Task.WhenAll(busy);
    }

    [Fact]
    public async Task After_the_server_ended_the_sessions_one_use_fails_and_the_next_has_a_fresh_connection()
    {
        var store = database.Store();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Append(store)));
        await database.Execute($"""
            select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
            """);

        await Assert.ThrowsAnyAsync<NpgsqlException>(() => Append(store));
        Assert.IsType<SaveOutcome.Saved>(await Append(store));
    }

    private NpgsqlDataSource Pool(int most) =>
        NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database.ConnectionString) { MaxPoolSize = most, Timeout = 10 });

    /// <summary>Both at once can be had only when none is kept warm: else the second waits in vain.</summary>
    private static async Task BothAsync(NpgsqlDataSource pool)
    {
        await using var one = await pool.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var other = await pool.OpenConnectionAsync(TestContext.Current.CancellationToken);
    }

    private static ValueTask<WarmConnections.Lent> Take(WarmConnections warm) => warm.TakeAsync(TestContext.Current.CancellationToken);

    private static Task<SaveOutcome> Append(EventStore store)
    {
        var session = store.OpenSession("fernbrook", new EventMetadata("system", "test"));
        session.StartStream<Account>(Guid.CreateVersion7(), new AccountOpened("A-1", 100));
        return session.SaveChangesAsync(TestContext.Current.CancellationToken);
    }
}
