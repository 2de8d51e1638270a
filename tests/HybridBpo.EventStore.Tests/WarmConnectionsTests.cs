using Npgsql;

namespace HybridBpo.Events.Tests;

public sealed class WarmConnectionsTests(EventDatabase database) : IClassFixture<EventDatabase>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

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
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var busy = Enumerable.Range(0, 12).Select(_ => Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
            {
                await using var lent = await Take(warm);
                await Task.Delay(1, CancellationToken.None);
            }
        })).ToList();

        for (var i = 0; i < 20; i++)
            await using (await pool.OpenConnectionAsync(Ct))
                await Task.Delay(1, Ct);
        await enough.CancelAsync();
        await Task.WhenAll(busy);
    }

    [Fact]
    public async Task Whoever_else_waits_is_served_although_there_are_just_as_many_of_ours_as_connections()
    {
        await using var pool = Pool(most: 4);
        using var warm = new WarmConnections(pool);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var begun = new CountdownEvent(4);
        var busy = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            for (var first = true; !enough.IsCancellationRequested; first = false)
            {
                await using var lent = await Take(warm);
                if (first)
                    begun.Signal();
                await Task.Delay(1, CancellationToken.None);
            }
        })).ToList();
        Assert.True(begun.Wait(TimeSpan.FromSeconds(10), Ct));

        for (var i = 0; i < 20; i++)
            await using (await pool.OpenConnectionAsync(Ct))
                await Task.Delay(1, Ct);
        await enough.CancelAsync();
        await Task.WhenAll(busy);
    }

    [Fact]
    public async Task One_of_ours_that_waits_for_the_pool_while_others_hold_it_has_what_another_of_ours_gives_back()
    {
        await using var pool = Pool(most: 4);
        using var warm = new WarmConnections(pool, TimeSpan.FromHours(1));
        await using var others = await pool.OpenConnectionAsync(Ct);
        await using var more = await pool.OpenConnectionAsync(Ct);
        var (one, two) = (await Take(warm), await Take(warm));
        var third = Take(warm).AsTask();
        Assert.False(third.IsCompleted);

        await one.DisposeAsync();

        await using var got = await third.WaitAsync(TimeSpan.FromSeconds(5), Ct);
        await two.DisposeAsync();
    }

    [Fact]
    public async Task What_could_not_be_opened_takes_nobodys_place()
    {
        await using var pool = Pool(most: 2);
        using var warm = new WarmConnections(pool, TimeSpan.FromHours(1));
        for (var i = 0; i < 10; i++)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => warm.TakeAsync(new CancellationToken(canceled: true)).AsTask());
        var first = await Take(warm);
        await first.DisposeAsync();

        // It is kept: else the pool had it back, and could give both.
        await using var one = await pool.OpenConnectionAsync(Ct);
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pool.OpenConnectionAsync(soon.Token).AsTask());
    }

    [Theory]
    [InlineData(5, 4)]
    [InlineData(1, 0)]
    public async Task Four_fifths_of_the_pool_may_be_kept_warm(int all, int kept)
    {
        await using var pool = Pool(all);
        using var warm = new WarmConnections(pool, TimeSpan.FromHours(1));
        var lent = new List<WarmConnections.Lent>();
        for (var i = 0; i < all; i++)
            lent.Add(await Take(warm));
        foreach (var each in lent)
            await each.DisposeAsync();

        var free = new List<NpgsqlConnection>();
        for (var i = kept; i < all; i++)
            free.Add(await pool.OpenConnectionAsync(Ct));
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pool.OpenConnectionAsync(soon.Token).AsTask());
        foreach (var each in free)
            await each.DisposeAsync();
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
        await using var one = await pool.OpenConnectionAsync(Ct);
        await using var other = await pool.OpenConnectionAsync(Ct);
    }

    private static ValueTask<WarmConnections.Lent> Take(WarmConnections warm) => warm.TakeAsync(Ct);

    private static Task<SaveOutcome> Append(EventStore store)
    {
        var session = store.OpenSession("fernbrook", new EventMetadata("system", "test"));
        session.StartStream<Account>(Guid.CreateVersion7(), new AccountOpened("A-1", 100));
        return session.SaveChangesAsync(Ct);
    }
}
