using Microsoft.Extensions.Logging;
using static HybridBpo.Events.Tests.LogSteps;

namespace HybridBpo.Events.Tests;

/// <summary>Rows that Marten's tables may hold and that neither Marten nor we write: they are named, and nothing else suffers from them.</summary>
public sealed class OddRowsTests : IAsyncLifetime
{
    private readonly EventDatabase database = new();
    private readonly Lines log = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await database.InitializeAsync();
        await database.Execute($"{new RawSql(Tally.Table)}");
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Theory]
    [InlineData("tenant_id = null", "Column 'tenant_id' is null.")]
    [InlineData("stream_id = null", "Column 'stream_id' is null.")]
    public async Task An_event_that_cannot_be_read_stops_a_projection_by_its_number_and_can_be_skipped(string change, string why)
    {
        var store = Store();
        await Append(store, "fernbrook", 7);
        var odd = (await Append(store, "fernbrook", 1))[0].Seq;
        await Append(store, "fernbrook", 7);
        await database.Execute($"update events.mt_events set {new RawSql(change)} where seq_id = {odd}");
        var daemon = new ProjectionDaemon(store, [new Tally("strict")]);
        await Assert.ThrowsAsync<InvalidOperationException>(() => daemon.CatchUpAsync(Ct));

        var stopped = (await daemon.StatusAsync(Ct)).Projections[0];
        Assert.Equal(("stopped", odd, odd - 1), (stopped.State, stopped.FailedSeq, stopped.Progress));
        Assert.Contains(why, stopped.Error);
        Assert.Contains(log, line => line.Contains($"strict:All stopped at event {odd}", StringComparison.Ordinal));

        Assert.Equal(odd, await daemon.SkipAsync("strict", "maren", "not ours", ct: Ct));
        await daemon.CatchUpAsync(Ct);
        Assert.Equal(14, await database.Scalar<long>($"select count(*) from public.tally where projection = 'strict'"));
    }

    [Fact]
    public async Task Content_that_does_not_fit_names_its_event_and_quotes_nothing_of_it()
    {
        var store = Store();
        await Append(store, "fernbrook", 3);
        var odd = (await Append(store, "fernbrook", 1))[0];
        await Append(store, "fernbrook", 3);
        await database.Execute($$"""update events.mt_events set data = '{"BalanceMinor": "Rowan Hale"}' where seq_id = {{odd.Seq}}""");
        var error = await Assert.ThrowsAsync<UnreadableEvent>(() => store.AggregateStreamAsync<Account>("fernbrook", odd.StreamId, ct: Ct));
        Assert.Contains($"Event 1 of stream {odd.StreamId}, of the kind 'account_opened', cannot be read", error.Message);
        var daemon = new ProjectionDaemon(store, [new Tally("reader")]);
        await Assert.ThrowsAsync<InvalidOperationException>(() => daemon.CatchUpAsync(Ct));
        var stopped = (await daemon.StatusAsync(Ct)).Projections[0];
        Assert.Equal(("stopped", odd.Seq, odd.Seq - 1), (stopped.State, stopped.FailedSeq, stopped.Progress));
        Assert.Contains($"(number {odd.Seq} of the log), of the kind 'account_opened', cannot be read", stopped.Error);
        Assert.All(log.Append(error.Message).Append(stopped.Error), said => Assert.DoesNotContain("Rowan", said));
    }

    [Theory]
    [InlineData("infinity")]
    [InlineData("-infinity")]
    [InlineData("294276-12-31 23:59:59.999999 UTC")]
    [InlineData("4713-02-01 00:00:00 UTC BC")]
    public async Task Whatever_time_an_event_is_of_it_is_sealed_verified_and_its_age_is_told(string timestamp)
    {
        var store = Store();
        var odd = (await Append(store, "fernbrook", 3))[1].Seq;
        await database.Execute($"update events.mt_events set timestamp = {timestamp}::timestamptz where seq_id = {odd}");
        await Append(store, "castlegate", 2);
        var daemon = new ProjectionDaemon(store, []);
        Assert.NotNull((await daemon.StatusAsync(Ct)).OldestUnsealed);
        Assert.Equal(2, (await new Sealer(store).SummaryAsync(ct: Ct)).Count);

        Assert.Equal(5, await new SealDaemon(store).SealAsync(Ct));
        var verifier = new LogVerifier(store);
        Assert.True((await verifier.VerifyAsync("fernbrook", ct: Ct)).Ok);
        await database.Execute($"update events.mt_events set timestamp = now() where seq_id = {odd}");
        Assert.Equal(odd, (await verifier.VerifyAsync("fernbrook", ct: Ct)).BadSeq);
    }

    [Fact]
    public async Task An_event_from_the_future_does_not_hide_the_age_of_those_that_wait_behind_it()
    {
        var store = Store();
        var first = (await Append(store, "fernbrook", 2))[0].Seq;
        await database.Execute($"update events.mt_events set timestamp = now() + interval '6 hours' where seq_id = {first}");
        Assert.True((await new ProjectionDaemon(store, []).StatusAsync(Ct)).OldestUnsealed < DateTimeOffset.UtcNow);
    }

    [Fact]
    public async Task What_hinders_the_seals_of_one_client_is_told_hinders_no_other_and_is_forgotten_when_it_is_gone()
    {
        var store = Store();
        await database.Execute(
            $"create function public.broken() returns trigger language plpgsql as 'begin raise exception ''no''; end'");
        await database.Execute(
            $"""
            create trigger broken before insert on events.es_seals for each row when (new.client_id = 'castlegate') execute function public.broken()
            """);
        await Append(store, "castlegate", 2);
        await Append(store, "fernbrook", 2);
        var (sealer, daemon) = (new SealDaemon(store), new ProjectionDaemon(store, []));
        Assert.Equal(2, await sealer.SealAsync(Ct));
        Assert.Equal(0, await sealer.SealAsync(Ct));
        var status = await daemon.StatusAsync(Ct);
        Assert.Equal(("castlegate: PostgresException P0001 since ", 0), (LogSteps.BeforeTime(status.SealTrouble), status.SealedUpTo));
        Assert.Single(log, line => line.Contains("cannot be sealed: castlegate", StringComparison.Ordinal));

        await database.Execute($"drop trigger broken on events.es_seals");
        Assert.Equal(2, await sealer.SealAsync(Ct));
        status = await daemon.StatusAsync(Ct);
        Assert.Equal((null, null, status.HighWaterMark), (status.SealTrouble, status.OldestUnsealed, status.SealedUpTo));
    }

    private EventStore Store()
    {
        var options = new EventStoreOptions { DataSource = database.Database, KeyEncryptionKey = EventDatabase.Kek, Log = log };
        options.Events.Add(typeof(AccountOpened), typeof(MoneyPaid));
        return new EventStore(options);
    }

    private sealed class Lines : List<string>, ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel level) => true;

        public void Log<TState>(LogLevel level, EventId id, TState state, Exception? e, Func<TState, Exception?, string> words) =>
            Add(words(state, e));
    }
}
