using Npgsql;

namespace HybridBpo.Events.Tests;

/// <summary>
/// The incident behind these: a rule by the snapshot's own bounds, or by a clock, passes the number of a writer that is still about to commit; its
/// event then lies below the mark, where no projection ever looks.
/// </summary>
public sealed class HighWaterTests(EventDatabase database) : IClassFixture<EventDatabase>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_number_of_a_running_writer_is_never_passed_and_its_event_arrives()
    {
        var highWater = new HighWater(database.Database);
        await Append(3);
        var before = await Settle(highWater);
        await using var writer = await Writer.Begin(database);
        await Append(2);
        for (var i = 0; i < 10; i++)
        {
            // Other transactions come and go; none of them proves anything about the writer.
            await database.Execute($"create table if not exists public.noise (n int)");
            await database.Execute($"insert into public.noise values (1)");
            Assert.Equal((before, true), await highWater.Advance(Ct));
        }

        var status = await new ProjectionDaemon(database.Store(), []).StatusAsync(Ct);
        Assert.Equal((before, before + 3), (status.HighWaterMark, status.LastSequence));
        Assert.Contains(status.Blocking, session => session is { State: "idle in transaction" } && session.Pid == writer.Pid);

        await writer.Commit();
        Assert.Equal((before + 3, false), await highWater.Advance(Ct));
        Assert.Equal(0, await Skipped(before));
    }

    [Fact]
    public async Task The_writer_that_is_youngest_of_all_holds_the_mark_too()
    {
        var highWater = new HighWater(database.Database);
        var before = await Settle(highWater);
        await using var writer = await Writer.Begin(database);
        for (var i = 0; i < 5; i++)
            Assert.Equal((before, true), await highWater.Advance(Ct));
        await writer.Commit();
        Assert.Equal((before + 1, false), await highWater.Advance(Ct));
    }

    [Fact]
    public async Task A_gap_is_passed_once_its_writer_is_gone_and_the_skip_is_recorded()
    {
        var highWater = new HighWater(database.Database);
        await Append(1);
        var before = await Settle(highWater);
        await using (var writer = await Writer.Begin(database))
        {
            await Append(1);
            Assert.Equal((before, true), await highWater.Advance(Ct));
            await writer.Rollback();
        }

        Assert.Equal(before + 2, await Settle(highWater));
        Assert.Equal(before + 1, await database.Scalar<long>(
            $"select ending_sequence from events.mt_high_water_skips where starting_sequence = {before}"));
    }

    [Fact]
    public async Task A_gap_at_the_very_end_is_passed_too()
    {
        var highWater = new HighWater(database.Database);
        var before = await Settle(highWater);
        await database.Scalar<long>($"select nextval('events.mt_events_sequence') + nextval('events.mt_events_sequence')");
        Assert.Equal(before + 2, await Settle(highWater));
        Assert.Equal(before + 2, await database.Scalar<long>(
            $"select ending_sequence from events.mt_high_water_skips where starting_sequence = {before}"));
    }

    [Fact]
    public async Task No_gap_is_passed_while_sessions_keep_numbers_for_later()
    {
        var highWater = new HighWater(database.Database);
        var before = await Settle(highWater);
        await database.Execute($"alter sequence events.mt_events_sequence cache 20");
        try
        {
            await database.Scalar<long>($"select nextval('events.mt_events_sequence')");
            var words = (await Assert.ThrowsAsync<InvalidOperationException>(() => highWater.Advance(Ct))).Message;
            Assert.Contains("alter sequence events.mt_events_sequence cache 1", words);
            Assert.Equal(before, await database.Scalar<long>($"select last_seq_id from events.mt_event_progression where name = 'HighWaterMark'"));
        }
        finally
        {
            await database.Execute($"alter sequence events.mt_events_sequence cache 1");
            NpgsqlConnection.ClearAllPools();
        }
    }

    [Fact]
    public async Task A_sleeping_writer_of_no_events_holds_nothing_back_while_there_is_no_gap()
    {
        var highWater = new HighWater(database.Database);
        await using var sleeper = await database.Database.OpenConnectionAsync(Ct);
        await using var transaction = await sleeper.BeginTransactionAsync(Ct);
        await using (var command = new NpgsqlCommand("create table public.sleeping ()", sleeper))
            await command.ExecuteNonQueryAsync(Ct);
        await Append(2);
        var (mark, behind) = await highWater.Advance(Ct);
        Assert.Equal((await database.Scalar<long>($"select last_value from events.mt_events_sequence"), false), (mark, behind));
    }

    /// Marten's richer way of appending draws first and writes later: such a writer has no transaction id when it draws.
    [Fact]
    public async Task A_writer_that_drew_its_number_before_it_wrote_anything_is_waited_for()
    {
        var highWater = new HighWater(database.Database);
        var before = await Settle(highWater);
        await using var writer = await database.Database.OpenConnectionAsync(Ct);
        await using var transaction = await writer.BeginTransactionAsync(Ct);
        await using (var draw = new NpgsqlCommand("select nextval('events.mt_events_sequence')", writer))
            await draw.ExecuteScalarAsync(Ct);
        await Append(1);
        for (var i = 0; i < 5; i++)
        {
            await database.Execute($"create table if not exists public.noise (n int)");
            Assert.Equal((before, true), await highWater.Advance(Ct));
        }

        Assert.Contains((await new ProjectionDaemon(database.Store(), []).StatusAsync(Ct)).Blocking, session => session.Pid == writer.ProcessID);
        await transaction.RollbackAsync(Ct);
        Assert.Equal((before + 2, false), await highWater.Advance(Ct));
    }

    /// The mark of others stood still for as long as somebody imported, or slept in a transaction that had nothing to do with events.
    [Fact]
    public async Task A_long_transaction_that_drew_no_number_holds_no_gap_back()
    {
        var highWater = new HighWater(database.Database);
        var before = await Settle(highWater);
        await using var sleeper = await database.Database.OpenConnectionAsync(Ct);
        await using var transaction = await sleeper.BeginTransactionAsync(Ct);
        await using (var command = new NpgsqlCommand("create table public.long_import (); select pg_current_xact_id()", sleeper))
            await command.ExecuteNonQueryAsync(Ct);
        await database.Scalar<long>($"select nextval('events.mt_events_sequence')");
        await Append(1);
        Assert.Equal((before + 2, false), await highWater.Advance(Ct));
        Assert.Empty((await new ProjectionDaemon(database.Store(), []).StatusAsync(Ct)).Blocking);
    }

    [Fact]
    public async Task Several_hosts_may_look_at_once_and_a_busy_log_ends_complete()
    {
        var hosts = Enumerable.Range(0, 3).Select(_ => new HighWater(database.Database)).ToList();
        using var done = new CancellationTokenSource();
        var store = database.Store();
        var seen = new System.Collections.Concurrent.ConcurrentBag<(long Mark, long Missing)>();
        var watching = hosts.Select(host => Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                // What is missing below the mark now must be missing for ever.
                var (mark, _) = await host.Advance(Ct);
                seen.Add((mark, mark - await database.Scalar<long>($"select count(*) from events.mt_events where seq_id <= {mark}")));
            }
        })).ToList();
        await Task.WhenAll(Enumerable.Range(0, 12).Select(w => Task.Run(async () =>
        {
            for (var i = 0; i < 40; i++)
            {
                await using var writer = await Writer.Begin(database);
                await (i % 3 == 0 ? writer.Rollback() : writer.Commit());
            }
        })));
        await done.CancelAsync();
        await Task.WhenAll(watching);
        var end = await Settle(hosts[0]);
        Assert.Equal(await database.Scalar<long>($"select last_value from events.mt_events_sequence"), end);
        foreach (var (mark, missing) in seen.DistinctBy(s => s.Mark))
            Assert.Equal(missing, mark - await database.Scalar<long>($"select count(*) from events.mt_events where seq_id <= {mark}"));
        Assert.Equal(
            end - await database.Scalar<long>($"select count(*) from events.mt_events"),
            await database.Scalar<long>($"select coalesce(sum(ending_sequence - starting_sequence), 0)::bigint from events.mt_high_water_skips"));
    }

    private async Task<long> Settle(HighWater highWater)
    {
        while (true)
        {
            var (mark, behind) = await highWater.Advance(Ct);
            if (!behind)
                return mark;
            await Task.Delay(20, Ct);
        }
    }

    private Task<long> Skipped(long after) =>
        database.Scalar<long>($"select count(*) from events.mt_high_water_skips where starting_sequence >= {after}");

    private async Task Append(int count)
    {
        var session = database.Store().OpenSession("fernbrook", new EventMetadata("system", "test"));
        for (var i = 0; i < count; i++)
            session.StartStream<Account>(Guid.CreateVersion7(), new AccountOpened("A", i));
        await session.SaveChangesAsync(Ct);
    }

    /// <summary>A writer in the middle of its transaction: the stream's row and the event are written, the commit is still to come.</summary>
    private sealed class Writer(NpgsqlConnection connection, NpgsqlTransaction transaction) : IAsyncDisposable
    {
        public int Pid => connection.ProcessID;

        public static async Task<Writer> Begin(EventDatabase database)
        {
            var connection = await database.Database.OpenConnectionAsync(Ct);
            var transaction = await connection.BeginTransactionAsync(Ct);
            await using var batch = new NpgsqlBatch(connection);
            var stream = Guid.NewGuid();
            batch.BatchCommands.Add(SqlText.Bind($"insert into events.mt_streams (id, tenant_id, version) values ({stream}, 'fernbrook', 1)"));
            batch.BatchCommands.Add(SqlText.Bind(
                $"""
                insert into events.mt_events (seq_id, id, stream_id, version, data, type, tenant_id, timestamp)
                values (nextval('events.mt_events_sequence'), {stream}, {stream}, 1, jsonb_build_object('AmountMinor', 1), 'money_paid',
                    'fernbrook', now())
                """));
            await batch.ExecuteNonQueryAsync(Ct);
            return new Writer(connection, transaction);
        }

        public Task Commit() => transaction.CommitAsync(Ct);

        public Task Rollback() => transaction.RollbackAsync(Ct);

        public async ValueTask DisposeAsync()
        {
            await transaction.DisposeAsync();
            await connection.DisposeAsync();
        }
    }
}
