using Npgsql;

namespace HybridBpo.Events.Tests;

/// <summary>How hosts tell each other of commits, on pools that are as narrow as they can be.</summary>
public sealed class CommitSignalTests(EventDatabase database) : IClassFixture<EventDatabase>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_the_pool_is_busy_one_waits_in_it_for_all_commits_and_tells_of_them_once()
    {
        await using var pool = Pool(2);
        var heard = 0;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var listening = Listen(database.Database, () => Interlocked.Increment(ref heard), end.Token);
        await LogSteps.Until(() => Task.FromResult(Volatile.Read(ref heard) == 1));
        var signal = new CommitSignal(pool);
        var (one, two) = (await pool.OpenConnectionAsync(Ct), await pool.OpenConnectionAsync(Ct));
        for (var i = 0; i < 100; i++)
        {
            signal.Committed();
            await Task.Delay(5, Ct);
        }

        await one.DisposeAsync();
        await two.DisposeAsync();
        await LogSteps.Until(() => Task.FromResult(Volatile.Read(ref heard) > 1));
        await Task.Delay(200, Ct);
        Assert.Equal(2, heard);

        signal.Committed();
        await LogSteps.Until(() => Task.FromResult(Volatile.Read(ref heard) == 3));
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => listening);
    }

    [Fact]
    public async Task A_signal_that_could_not_be_sent_does_not_silence_the_next()
    {
        await using var pool = Pool(1, seconds: 1);
        var heard = 0;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var listening = Listen(database.Database, () => Interlocked.Increment(ref heard), end.Token);
        await LogSteps.Until(() => Task.FromResult(Volatile.Read(ref heard) == 1));
        var signal = new CommitSignal(pool);
        await using (await pool.OpenConnectionAsync(Ct))
        {
            signal.Committed();
            await Task.Delay(1_500, Ct);
        }

        signal.Committed();
        await LogSteps.Until(() => Task.FromResult(Volatile.Read(ref heard) == 2));
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => listening);
    }

    [Fact]
    public async Task Whoever_has_listened_gives_the_connection_back_deaf()
    {
        await using var pool = Pool(1);
        var heard = 0;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var listening = Listen(pool, () => Interlocked.Increment(ref heard), end.Token);
        await LogSteps.Until(() => Task.FromResult(Volatile.Read(ref heard) == 1));
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => listening);
        await using var again = await pool.OpenConnectionAsync(Ct);
        await using var ask = new NpgsqlCommand("select count(*) from pg_listening_channels()", again);
        Assert.Equal(0L, await ask.ExecuteScalarAsync(Ct));
    }

    [Fact]
    public async Task Other_channels_are_heard_on_the_same_connection()
    {
        var told = new List<string>();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var ready = new TaskCompletionSource();
        var others = new Dictionary<string, Action<string>> { ["some_news"] = payload => { lock (told) told.Add(payload); } };
        var listening = CommitSignal.Listen(database.Database, () => ready.TrySetResult(), others, end.Token);
        await ready.Task;
        await database.Execute($"select pg_notify('some_news', 'a'), pg_notify('other_news', 'b')");
        await LogSteps.Until(() => Task.FromResult(told.Count > 0));
        Assert.Equal(["a"], told);
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => listening);
    }

    private static Task Listen(NpgsqlDataSource source, Action heard, CancellationToken ct) =>
        CommitSignal.Listen(source, heard, new Dictionary<string, Action<string>>(), ct);

    private NpgsqlDataSource Pool(int most, int seconds = 15) => NpgsqlDataSource.Create(
        new NpgsqlConnectionStringBuilder(database.ConnectionString) { MaxPoolSize = most, Timeout = seconds, NoResetOnClose = true });
}
