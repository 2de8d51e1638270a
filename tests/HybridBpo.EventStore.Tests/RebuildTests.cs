using Npgsql;
using static HybridBpo.Events.Tests.LogSteps;

namespace HybridBpo.Events.Tests;

/// <summary>Building anew: the whole beside everybody else's work, one stream alone, a version beside the one before.</summary>
public sealed class RebuildTests(EventDatabase database) : IClassFixture<EventDatabase>, IAsyncLifetime
{
    private static readonly EventMetadata Me = new("system", "test");
    private static readonly TimeSpan Never = TimeSpan.FromMinutes(10);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await database.Execute($"{new RawSql(Tally.Table)}");
        await database.Execute($"{new RawSql(StreamSums.Table)}");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// The incident: a rebuild owns a transaction id for its whole length, and no gap was passed meanwhile: other projections and the seals waited.
    [Fact]
    public async Task A_rebuild_under_way_holds_neither_the_mark_nor_the_seals_back()
    {
        var store = database.Store();
        await Append(store, "fernbrook", 5);
        var tally = new Tally("long-rebuild");
        var daemon = new ProjectionDaemon(store, [tally]);
        await daemon.CatchUpAsync(Ct);
        var checkedThen = false;
        tally.BeforeCommit = async () =>
        {
            tally.BeforeCommit = () => Task.CompletedTask;
            await database.Scalar<long>($"select nextval('events.mt_events_sequence')");
            var last = (await Append(store, "fernbrook", 1))[0].Seq;
            var (mark, behind) = await new HighWater(database.Database).Advance(Ct);
            Assert.Equal((last, false), (mark, behind));
            Assert.True(await new Sealer(store).SealAsync("fernbrook", Ct) > 0);
            Assert.Empty((await daemon.StatusAsync(Ct)).Blocking);
            checkedThen = true;
        };
        await daemon.RebuildAsync("long-rebuild", "maren", ct: Ct);
        Assert.True(checkedThen);
        await daemon.CatchUpAsync(Ct);
        Assert.Equal(
            await Count($"select count(*) from events.mt_events"),
            await Count($"select count(*) from public.tally where projection = 'long-rebuild'"));
    }

    /// The incident: a table that took longer to empty than a lease lasts could never be built anew, for another host took the projection over.
    [Fact]
    public async Task A_rebuild_that_takes_longer_than_a_lease_is_not_taken_over()
    {
        var store = database.Store();
        await Append(store, "fernbrook", 5);
        var second = TimeSpan.FromSeconds(1);
        using var stop = new CancellationTokenSource();
        var running = new ProjectionDaemon(database.Store(), [new Tally("slow")], second, TimeSpan.FromMilliseconds(50)).RunAsync(stop.Token);
        await Until(async () => await Count($"select count(*) from public.tally where projection = 'slow'") > 4);
        var slow = new Tally("slow") { BeforeCommit = () => Task.Delay(2_500, Ct), BeforeReset = () => Task.Delay(2_500, Ct) };
        await new ProjectionDaemon(store, [slow], second, Never).RebuildAsync("slow", "maren", ct: Ct);
        await Append(store, "fernbrook", 1);
        await Until(async () =>
            await Count($"select count(*) from public.tally where projection = 'slow'") == await Count($"select count(*) from events.mt_events"));
        await stop.CancelAsync();
        await running;
    }

    /// The incident: a display on a connection of its own, and half an hour of work ended when that connection was lost.
    [Theory]
    [InlineData("57P01")]
    [InlineData("57014")]
    [InlineData("55P03")]
    public async Task A_rebuild_whose_progress_cannot_be_shown_goes_on_to_its_end(string state)
    {
        var store = database.Store();
        var name = $"unseen-{state}";
        await Append(store, "fernbrook", 5);
        await database.Execute(
            $"create or replace function public.unseen() returns trigger language plpgsql as 'begin raise ''gone'' using errcode = tg_argv[0]; end'");
        await database.Execute(
            $"""
            create trigger unseen before update on events.es_projection_leases for each row when (new.rebuilt_to is not null)
            execute function public.unseen('{new RawSql(state)}')
            """);
        try
        {
            await new ProjectionDaemon(store, [new Tally(name)]).RebuildAsync(name, "maren", ct: Ct);
        }
        finally
        {
            await database.Execute($"drop trigger unseen on events.es_projection_leases");
        }

        Assert.Equal(
            await Count($"select count(*) from events.mt_events"), await Count($"select count(*) from public.tally where projection = {name}"));
    }

    [Fact]
    public async Task A_rebuild_that_is_taken_over_changes_nothing()
    {
        var store = database.Store();
        await Append(store, "fernbrook", 5);
        var tally = new Tally("grabbed");
        var daemon = new ProjectionDaemon(store, [tally], TimeSpan.FromSeconds(1), Never);
        await daemon.CatchUpAsync(Ct);
        var before = await Count($"select sum(place)::bigint from public.tally where projection = 'grabbed'");
        tally.BeforeCommit = async () =>
        {
            await database.Execute($"update events.es_projection_leases set holder = 'another', token = token + 1 where name = 'grabbed:All'");
            await Task.Delay(2_000, Ct);
        };
        await Assert.ThrowsAsync<TimeoutException>(() => daemon.RebuildAsync("grabbed", "maren", ct: Ct));
        Assert.Equal(before, await Count($"select sum(place)::bigint from public.tally where projection = 'grabbed'"));
    }

    [Fact]
    public async Task The_memory_of_a_rebuild_does_not_grow_with_the_log()
    {
        var store = database.Store();
        var streams = Enumerable.Range(0, 40_000).Select(i => NewStream.Of<Account>(Guid.CreateVersion7(), new MoneyPaid(i)));
        await store.BulkAppendAsync("bulk", Me, streams, ct: Ct);
        var counting = new Counting();
        await new ProjectionDaemon(store, [counting]).RebuildAsync("counting", "maren", ct: Ct);
        // What is applied, and what is read ahead of it; whatever came before can be collected.
        Assert.True(counting.Pages.Count >= 8);
        Assert.InRange(counting.MostAlive, 1, 3);
    }

    [Fact]
    public async Task One_stream_is_built_anew_while_the_rest_stays_as_it_is()
    {
        var store = database.Store();
        var (one, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await Start(store, one, 10, 20);
        await Start(store, other, 5);
        var daemon = new ProjectionDaemon(store, [new StreamSums()]);
        await daemon.CatchUpAsync(Ct);
        await database.Execute($"update public.stream_sums set total = 999 where stream in ({one}, {other})");
        var progress = (await daemon.StatusAsync(Ct)).Projections[0].Progress;

        Assert.Equal(["stream_sums"], daemon.StreamwiseNames);
        Assert.Equal(["fernbrook"], await daemon.ClientsOfAsync(one, Ct));
        Assert.Equal(2, await daemon.RebuildStreamAsync("stream_sums", "fernbrook", one, "maren", "a wrong sum", Ct));
        Assert.Equal((30, 999), (await Sum(one), await Sum(other)));
        var status = await daemon.StatusAsync(Ct);
        Assert.Equal(progress, status.Projections[0].Progress);
        var act = status.Acts.First(a => a.Stream == one);
        Assert.Equal(("rebuild", "maren", "a wrong sum", "fernbrook"), (act.Act, act.By, act.Reason, act.Client));
        var whole = await Assert.ThrowsAsync<ArgumentException>(
            () => new ProjectionDaemon(store, [new Tally("whole")]).RebuildStreamAsync("whole", "fernbrook", one, "maren", ct: Ct));
        Assert.Contains("rebuild the whole of it", whole.Message);
    }

    [Fact]
    public async Task What_is_appended_while_its_stream_is_built_anew_is_neither_lost_nor_counted_twice()
    {
        var store = database.Store();
        var stream = Guid.CreateVersion7();
        await Start(store, stream, 1);
        using var stop = new CancellationTokenSource();
        var daemon = new ProjectionDaemon(store, [new StreamSums()], TimeSpan.FromSeconds(15), TimeSpan.FromMilliseconds(100));
        var running = daemon.RunAsync(stop.Token);
        var elsewhere = new ProjectionDaemon(database.Store(), [new StreamSums()]);
        var writing = Enumerable.Range(0, 4).Select(_ => Task.Run(
            async () =>
            {
                for (var i = 0; i < 25; i++)
                {
                    var session = store.OpenSession("fernbrook", Me);
                    session.Append(stream, new MoneyPaid(1));
                    Assert.IsType<SaveOutcome.Saved>(await session.SaveChangesAsync(Ct));
                }
            },
            Ct)).ToList();
        var rebuilds = 0;
        while (writing.Any(w => !w.IsCompleted))
        {
            await elsewhere.RebuildStreamAsync("stream_sums", "fernbrook", stream, "maren", ct: Ct);
            rebuilds++;
        }

        await Task.WhenAll(writing);
        await elsewhere.RebuildStreamAsync("stream_sums", "fernbrook", stream, "maren", ct: Ct);
        await Until(async () => (await daemon.StatusAsync(Ct)).Projections[0] is { Lag: 0, Progress: > 0 });
        await stop.CancelAsync();
        await running;
        Assert.True(rebuilds > 0);
        Assert.Equal(101, await Sum(stream));
    }

    [Fact]
    public async Task An_inline_projection_rebuilds_one_stream_and_an_append_meanwhile_comes_on_top()
    {
        await database.Execute($"create table if not exists public.inline_sums (stream uuid primary key, total bigint, version bigint)");
        var store = database.Store(o => o.Inline.Add(new InlineSums()));
        var stream = Guid.CreateVersion7();
        await Start(store, stream, 10, 20);
        await database.Execute($"update public.inline_sums set total = 7 where stream = {stream}");
        var daemon = new ProjectionDaemon(store, []);
        Assert.Equal(["inline_sums"], daemon.StreamwiseNames);
        await Assert.ThrowsAsync<ArgumentException>(
            () => daemon.RebuildStreamAsync("inline_sums", "fernbrook", Guid.CreateVersion7(), "maren", ct: Ct));

        // The append is in the middle of its transaction and holds the stream's row; the rebuild waits for it.
        await using var connection = await database.Database.OpenConnectionAsync(Ct);
        await using var transaction = await connection.BeginTransactionAsync(Ct);
        await using (var command = new NpgsqlCommand(
            $$"""
            update events.mt_streams set version = 3 where id = '{{stream}}';
            insert into events.mt_events (seq_id, id, stream_id, version, data, type, tenant_id, timestamp)
            values (nextval('events.mt_events_sequence'), gen_random_uuid(), '{{stream}}', 3, '{"AmountMinor": 5}', 'money_paid', 'fernbrook', now());
            update public.inline_sums set total = total + 5, version = 3 where stream = '{{stream}}'
            """,
            connection))
            await command.ExecuteNonQueryAsync(Ct);
        var rebuilding = daemon.RebuildStreamAsync("inline_sums", "fernbrook", stream, "maren", ct: Ct);
        await Until(async () => await Count(
            $"select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like '%mt_streams%'") > 0);
        Assert.False(rebuilding.IsCompleted);
        await transaction.CommitAsync(Ct);

        Assert.Equal(3, await rebuilding);
        Assert.Equal((35, 3), (
            await Count($"select total from public.inline_sums where stream = {stream}"),
            await Count($"select version from public.inline_sums where stream = {stream}")));
        var next = store.OpenSession("fernbrook", Me);
        next.Append(stream, 3, new MoneyPaid(1));
        Assert.IsType<SaveOutcome.Saved>(await next.SaveChangesAsync(Ct));
        Assert.Equal(36, await Count($"select total from public.inline_sums where stream = {stream}"));
    }

    [Fact]
    public async Task A_new_host_swaps_once_beside_an_old_one_that_runs_on_and_never_swaps_back()
    {
        var store = database.Store();
        await Append(store, "fernbrook", 20);
        // Version 2 is what readers see; its host runs on while the next one builds version 3.
        await new ProjectionDaemon(store, [new Tally("rolled"), new Tally("rolled", 2)]).CatchUpAsync(Ct);
        using var stop = new CancellationTokenSource();
        var (old, young, younger) = (new Tally("rolled", 2), new Tally("rolled", 3), new Tally("rolled", 3));
        var during = new List<bool>();
        foreach (var host in new[] { young, younger })
            host.BeforeCommit = async () => during.Add(await Live("rolled:V3:All"));
        var hosts = new[] { old, young, younger }
            .Select(tally => new ProjectionDaemon(database.Store(), [tally], TimeSpan.FromSeconds(15), TimeSpan.FromMilliseconds(50)))
            .Select(daemon => daemon.RunAsync(stop.Token))
            .ToList();
        await Until(() => Live("rolled:V3:All"));
        foreach (var host in new[] { young, younger })
            host.BeforeCommit = () => Task.CompletedTask;
        Assert.NotEmpty(during);
        Assert.All(during, live => Assert.False(live));
        await Append(store, "fernbrook", 5);
        await Until(async () => await Rows(2) == await Rows(3) && await Rows(3) == await Count($"select count(*) from events.mt_events"));
        await stop.CancelAsync();
        await Task.WhenAll(hosts);

        Assert.Equal((0, 1), (old.Swaps, young.Swaps + younger.Swaps));
        // The release before the one before cannot run any more: its rows of the daemon are gone, those of the one before stay.
        Assert.Equal(0, await Count($"select count(*) from events.mt_event_progression where name = 'rolled:All'"));
        Assert.Equal(2, await Count($"select count(*) from events.mt_event_progression where name in ('rolled:V2:All', 'rolled:V3:All')"));

        Task<long> Rows(int version) => Count($"select count(*) from public.tally where projection = 'rolled' and version = {version}");
    }

    [Fact]
    public async Task A_version_that_catches_up_after_a_newer_one_went_live_does_not_take_readers_back()
    {
        var store = database.Store();
        await Append(store, "fernbrook", 3);
        var (late, newest) = (new Tally("overtaken", 2), new Tally("overtaken", 3));
        await new ProjectionDaemon(store, [newest]).CatchUpAsync(Ct);
        Assert.Equal(1, newest.Swaps);
        var worker = new ProjectionWorker(store, late, new ProjectionLeases(database.Database, "late", TimeSpan.FromSeconds(15)), 1_000);
        var mark = (await new HighWater(database.Database).Advance(Ct)).Mark;
        while (await worker.Step(mark, Ct))
            continue;
        Assert.Equal(0, late.Swaps);
        Assert.False(await Live("overtaken:V2:All"));
        Assert.True(await Live("overtaken:V3:All"));
    }

    private async Task<bool> Live(string name) =>
        await Count($"select count(*) from events.es_projection_leases where name = {name} and live") == 1;

    private Task<long> Count(FormattableString sql) => database.Scalar<long>(sql);

    private Task<long> Sum(Guid stream) => Count($"select total from public.stream_sums where stream = {stream}");

    private static async Task Start(EventStore store, Guid stream, params long[] amounts)
    {
        var session = store.OpenSession("fernbrook", Me);
        session.StartStream<Account>(stream, [.. amounts.Select(a => (object)new MoneyPaid(a))]);
        Assert.IsType<SaveOutcome.Saved>(await session.SaveChangesAsync(Ct));
    }

    /// <summary>Counts how many pages are still held when the next one comes; the process's memory would tell of other tests too.</summary>
    private sealed class Counting : IAsyncProjection
    {
        public string Name => "counting";

        public int Version => 1;

        public List<WeakReference> Pages { get; } = [];

        public int MostAlive { get; private set; }

        public Task ApplyAsync(NpgsqlConnection connection, NpgsqlTransaction tx, IReadOnlyList<StoredEvent> events, CancellationToken ct)
        {
            Pages.Add(new WeakReference(events[0]));
            GC.Collect();
            MostAlive = Math.Max(MostAlive, Pages.Count(page => page.IsAlive));
            return Task.CompletedTask;
        }

        public Task ResetAsync(NpgsqlConnection connection, NpgsqlTransaction tx, CancellationToken ct) => Task.CompletedTask;
    }

    private sealed class InlineSums : IStreamwiseInlineProjection
    {
        public string Name => "inline_sums";

        public IReadOnlyCollection<Type> Events => [typeof(MoneyPaid)];

        public void Reset(string tenant, Guid stream, EventSession session) =>
            session.Queue($"delete from public.inline_sums where stream = {stream}");

        public void Project(StoredEvent e, EventSession session) => session.Queue(
            $"""
            insert into public.inline_sums as s values ({e.StreamId}, {((MoneyPaid)e.Data).AmountMinor}, {e.Version})
            on conflict (stream) do update set total = s.total + {((MoneyPaid)e.Data).AmountMinor}, version = {e.Version}
            """);
    }
}
