using HybridBpo.Benchmarks.Chaos;
using HybridBpo.Events;
using Npgsql;

namespace HybridBpo.Platform.Tests;

/// <summary>
/// The danger: numbers drawn by nobody who committed are forgotten when PostgreSQL is killed, and drawn again. A host that lives on and remembers the
/// gap from before must not take the new owner of such a number for the dead one.
/// </summary>
public sealed class GapAcrossCrashTests : IAsyncLifetime
{
    private readonly string root = Directory.CreateTempSubdirectory("hybridbpo-crash-").FullName;
    private OwnCluster cluster = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_number_that_a_crash_forgot_and_that_is_drawn_again_is_not_passed_while_its_new_owner_runs()
    {
        await using var source = NpgsqlDataSource.Create(EventStoreOptions.Tuned(cluster.ConnectionString));
        await EventStoreSchema.ApplyAsync(source, Ct);
        var options = new EventStoreOptions { DataSource = source };
        var store = new EventStore(options);
        var (host, daemon) = (new Sealer(store), new ProjectionDaemon(store, []));

        // PostgreSQL writes 32 numbers ahead to its log. Up to here all are on disk, so the next is the one that a crash forgets.
        await ExecuteAsync(source, "select nextval('events.mt_events_sequence')");
        while (await ScalarAsync(source, "select log_cnt from events.mt_events_sequence") > 0)
            await ExecuteAsync(source, "select nextval('events.mt_events_sequence')");
        await SettleAsync(host, daemon);
        long forgotten;
        await using (var dying = await source.OpenConnectionAsync(Ct))
        {
            await using var transaction = await dying.BeginTransactionAsync(Ct);
            forgotten = await DrawAsync(dying);
            for (var i = 0; i < 3; i++)
                await host.SealAsync("fernbrook", Ct); // notices the gap, which nobody can call dead yet
            await cluster.KillAsync();
        }

        await cluster.StartAsync();
        NpgsqlConnection.ClearPool(new NpgsqlConnection(source.ConnectionString));
        for (var i = 0; i < 20; i++)
            await AgainAsync(() => ExecuteAsync(source, "select pg_current_xact_id()"));
        await using var writing = await source.OpenConnectionAsync(Ct);
        await using var running = await writing.BeginTransactionAsync(Ct);
        var drawn = await DrawAsync(writing);
        for (var i = 0; i < 5; i++)
        {
            await AgainAsync(() => host.SealAsync("fernbrook", Ct));
            var mark = (await daemon.StatusAsync(Ct)).HighWaterMark;
            Assert.True(mark < drawn, $"The mark is at {mark}, beyond {drawn}, whose owner still runs (before the crash {forgotten} was drawn).");
        }

        await running.CommitAsync(Ct);
        await SettleAsync(host, daemon);
        Assert.Equal(0, await ScalarAsync(source, """
            select count(*) from events.mt_high_water_skips s
            join events.mt_events e on e.seq_id > s.starting_sequence and e.seq_id <= s.ending_sequence
            """));
    }

    public async ValueTask InitializeAsync() => cluster = await OwnCluster.StartAsync(root);

    public ValueTask DisposeAsync() => cluster.DisposeAsync();

    private static async Task<long> DrawAsync(NpgsqlConnection connection)
    {
        var stream = Guid.CreateVersion7();
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(SqlText.Bind($"insert into events.mt_streams (id, tenant_id, version) values ({stream}, 'fernbrook', 1)"));
        batch.BatchCommands.Add(SqlText.Bind(
            $"""
            insert into events.mt_events (seq_id, id, stream_id, version, data, type, tenant_id, timestamp)
            values (nextval('events.mt_events_sequence'), {stream}, {stream}, 1, jsonb_build_object(), 'drawn', 'fernbrook', now()) returning seq_id
            """));
        return (long)(await batch.ExecuteScalarAsync(Ct))!;
    }

    private static async Task SettleAsync(Sealer host, ProjectionDaemon daemon)
    {
        while (await daemon.StatusAsync(Ct) is var status && status.HighWaterMark < status.LastSequence)
            await host.SealAsync("fernbrook", Ct);
    }

    // Connections of before the crash may still be in the pool.
    private static async Task AgainAsync(Func<Task> act)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await act();
                return;
            }
            catch (NpgsqlException) when (attempt < 20)
            {
                await Task.Delay(50, Ct);
            }
        }
    }

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Ct);
    }

    private static async Task<long> ScalarAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(Ct));
    }
}
