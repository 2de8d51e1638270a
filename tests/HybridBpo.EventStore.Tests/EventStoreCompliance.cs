using System.Text.Json;

namespace HybridBpo.Events.Tests;

/// <summary>What any store behind these tables must do. Each test works for a client of its own.</summary>
public abstract partial class EventStoreCompliance(EventDatabase database)
{
    protected static readonly EventMetadata Me = new("person", "maren", "request-1", "message-7");

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    protected EventDatabase Db => database;

    protected string Tenant { get; } = $"client-{Guid.NewGuid():N}"[..20];

    protected abstract EventStore Open(Action<EventStoreOptions>? configure = null);

    [Fact]
    public async Task A_started_stream_is_read_back_as_it_was_written()
    {
        var store = Open();
        var stream = Guid.CreateVersion7();
        var session = store.OpenSession(Tenant, Me);
        session.StartStream<Account>(stream, new AccountOpened("A-1", 12_000), new MoneyPaid(2_000));

        var saved = Assert.IsType<SaveOutcome.Saved>(await session.SaveChangesAsync(Ct)).Events!;
        var read = await store.FetchStreamAsync(Tenant, stream, ct: Ct);

        Assert.Equal([1, 2], read.Select(e => e.Version));
        Assert.Equal(new AccountOpened("A-1", 12_000), read[0].Data);
        Assert.Equal("money_paid", read[1].Type);
        Assert.Equivalent(saved, read, strict: true);
        Assert.Equal("account", await Db.Scalar<string>($"select type from events.mt_streams where id = {stream}"));
    }

    [Fact]
    public async Task An_aggregate_folds_to_any_version_and_instant()
    {
        var clock = new SteppingClock();
        var store = Open(clock);
        var stream = await Opened(store, 10_000);
        await Append(store, stream, 1, new MoneyPaid(1_000));
        var between = clock.Now;
        await Append(store, stream, 2, new MoneyPaid(2_000));

        var now = await store.AggregateStreamAsync<Account>(Tenant, stream, ct: Ct);
        Assert.Equal(new Account("A-1", 7_000, 2) { Id = stream, Version = 3 }, now);
        Assert.Equal(9_000, (await store.AggregateStreamAsync<Account>(Tenant, stream, version: 2, ct: Ct))!.BalanceMinor);
        Assert.Equal(9_000, (await store.AggregateStreamAsync<Account>(Tenant, stream, asOf: between, ct: Ct))!.BalanceMinor);
        Assert.Null(await store.AggregateStreamAsync<Account>(Tenant, Guid.NewGuid(), ct: Ct));
    }

    [Fact]
    public async Task A_stream_is_started_only_once()
    {
        var store = Open();
        var stream = await Opened(store, 1);
        var session = store.OpenSession(Tenant, Me);
        session.StartStream<Account>(stream, new AccountOpened("A-2", 2));

        Assert.Equal(new SaveOutcome.StreamExists(stream), await session.SaveChangesAsync(Ct));
    }

    [Fact]
    public async Task Clients_never_see_each_other()
    {
        var store = Open();
        var stream = await Opened(store, 1);
        Assert.Empty(await store.FetchStreamAsync("other-client", stream, ct: Ct));
        var session = store.OpenSession($"{Tenant}-b", Me);
        session.StartStream<Account>(stream, new AccountOpened("Same id, other client", 1));
        Assert.IsType<SaveOutcome.Saved>(await session.SaveChangesAsync(Ct));
        Assert.Single(await store.FetchStreamAsync(Tenant, stream, ct: Ct));
    }

    [Fact]
    public async Task Every_statement_of_the_batch_runs_under_its_client()
    {
        await Db.Execute($"create table if not exists public.seen (tenant text, setting text)");
        var session = Open().OpenSession(Tenant, Me);
        session.Queue($"insert into public.seen values ({Tenant}, current_setting('app.clients'))");
        Assert.IsType<SaveOutcome.Saved>(await session.SaveChangesAsync(Ct));
        Assert.Equal(Tenant, await Db.Scalar<string>($"select setting from public.seen where tenant = {Tenant}"));
        Assert.Equal("", await Db.Scalar<string>($"select coalesce(current_setting('app.clients', true), '')"));
    }

    [Fact]
    public async Task Who_acted_and_why_stands_beside_every_event()
    {
        var store = Open();
        var stream = await Opened(store, 1);
        var stored = (await store.FetchStreamAsync(Tenant, stream, ct: Ct))[0];
        Assert.Equal(("request-1", "message-7"), (stored.CorrelationId, stored.CausationId));
        Assert.Equal(new Dictionary<string, string> { ["actor_kind"] = "person", ["actor_id"] = "maren" }, stored.Headers);
        Assert.Equal("HybridBpo.Events.Tests.AccountOpened, HybridBpo.EventStore.Tests",
            await Db.Scalar<string>($"select mt_dotnet_type from events.mt_events where stream_id = {stream}"));
    }

    [Fact]
    public async Task An_archived_stream_is_read_but_takes_no_more_events()
    {
        var store = Open();
        var stream = await Opened(store, 1);
        Assert.True(await store.ArchiveStreamAsync(Tenant, stream, Ct));
        Assert.False(await store.ArchiveStreamAsync("other-client", stream, Ct));

        Assert.Equal(new SaveOutcome.StreamArchived(stream), await Append(store, stream, 1, new MoneyPaid(1)));
        var session = store.OpenSession(Tenant, Me);
        session.Append(stream, new MoneyPaid(1));
        Assert.Equal(new SaveOutcome.StreamArchived(stream), await session.SaveChangesAsync(Ct));
        Assert.NotNull(await store.AggregateStreamAsync<Account>(Tenant, stream, ct: Ct));
        Assert.True(await Db.Scalar<bool>($"select is_archived from events.mt_events where stream_id = {stream}"));
    }

    [Fact]
    public async Task Fetching_for_writing_expects_what_was_read()
    {
        var store = Open();
        var stream = await Opened(store, 500);
        var session = store.OpenSession(Tenant, Me);
        var account = await session.FetchForWriting<Account>(stream, Ct);
        Assert.Equal((500, 1), (account.Aggregate!.BalanceMinor, account.Version));
        await Append(store, stream, 1, new MoneyPaid(1));
        account.AppendOne(new MoneyPaid(2));
        Assert.Equal(new SaveOutcome.VersionConflict(stream, 1, 2), await session.SaveChangesAsync(Ct));

        var fresh = store.OpenSession(Tenant, Me);
        var none = await fresh.FetchForWriting<Account>(Guid.CreateVersion7(), Ct);
        Assert.Equal((null, 0), (none.Aggregate, none.Version));
        none.AppendMany(new AccountOpened("N", 3), new MoneyPaid(1));
        Assert.IsType<SaveOutcome.Saved>(await fresh.SaveChangesAsync(Ct));
        Assert.Equal("account", await Db.Scalar<string>($"select type from events.mt_streams where tenant_id = {Tenant} and id = {none.Id}"));
    }

    [Fact]
    public async Task What_Marten_wrote_folds_and_can_be_appended_to()
    {
        var store = Open();
        var stream = Guid.NewGuid();
        await Db.Execute($"insert into events.mt_streams (id, type, version, tenant_id) values ({stream}, 'account', 2, {Tenant})");
        (int, string, string)[] rows =
            [(1, "account_opened", """{"Reference":"M-1","BalanceMinor":900}"""), (2, "money_paid", """{"AmountMinor":100}""")];
        foreach (var (version, type, json) in rows)
        {
            await Db.Execute(
                $"""
                insert into events.mt_events (seq_id, id, stream_id, version, data, type, tenant_id, timestamp, headers)
                values (nextval('events.mt_events_sequence'), {Guid.NewGuid()}, {stream}, {version}, {json}::jsonb, {type}, {Tenant}, now(),
                    jsonb_build_object('n', 1))
                """);
        }

        Assert.Equal(new Account("M-1", 800, 1) { Id = stream, Version = 2 }, await store.AggregateStreamAsync<Account>(Tenant, stream, ct: Ct));
        Assert.Equal("1", (await store.FetchStreamAsync(Tenant, stream, ct: Ct))[0].Headers["n"]);
        Assert.IsType<SaveOutcome.Saved>(await Append(store, stream, 2, new MoneyPaid(800)));
        Assert.Equal(0, (await store.AggregateStreamAsync<Account>(Tenant, stream, ct: Ct))!.BalanceMinor);
    }

    [Fact]
    public async Task An_erased_subject_reads_as_null_and_the_rest_stays()
    {
        var store = Open();
        var stream = Guid.CreateVersion7();
        var (ada, bo) = (Guid.NewGuid(), Guid.NewGuid());
        var session = store.OpenSession(Tenant, Me);
        session.StartStream<Account>(
            stream, new NoteTaken("owes nothing"), new PersonContacted(ada, "called Ada", "phone"), new PersonContacted(bo, null, "mail"));
        Assert.IsType<SaveOutcome.Saved>(await session.SaveChangesAsync(Ct));
        var raw = await Db.Scalar<string>($"select string_agg(data::text, ' ' order by version) from events.mt_events where stream_id = {stream}");
        Assert.DoesNotContain("Ada", raw);
        Assert.DoesNotContain("owes", raw);
        Assert.StartsWith("p1:", JsonDocument.Parse(raw[..(raw.IndexOf('}') + 1)]).RootElement.GetProperty("Note").GetString());

        await store.EraseSubjectAsync(Tenant, ada, Ct);
        foreach (var reader in new[] { store, Open() })
        {
            var read = await reader.FetchStreamAsync(Tenant, stream, ct: Ct);
            Assert.Equal(
                [new NoteTaken("owes nothing"), new PersonContacted(ada, null, "phone"), new PersonContacted(bo, null, "mail")],
                read.Select(e => e.Data));
        }
    }

    private EventStore Open(TimeProvider time) => Db.Store(time: time);

    private async Task<Guid> Opened(EventStore store, long balance)
    {
        var stream = Guid.CreateVersion7();
        var session = store.OpenSession(Tenant, Me);
        session.StartStream<Account>(stream, new AccountOpened("A-1", balance));
        Assert.IsType<SaveOutcome.Saved>(await session.SaveChangesAsync(Ct));
        return stream;
    }

    private async Task<SaveOutcome> Append(EventStore store, Guid stream, long version, params object[] events)
    {
        var session = store.OpenSession(Tenant, Me);
        session.Append(stream, version, events);
        return await session.SaveChangesAsync(Ct);
    }

    private async Task AppendUntilSaved(EventStore store, Guid stream, int amount)
    {
        while (true)
        {
            var session = store.OpenSession(Tenant, Me);
            var account = await session.FetchForWriting<Account>(stream, Ct);
            account.AppendOne(new MoneyPaid(amount));
            if (await session.SaveChangesAsync(Ct) is SaveOutcome.Saved)
                return;
        }
    }

    private Task<long> Sequence() => Db.Scalar<long>($"select last_value from events.mt_events_sequence");

    private sealed class SteppingClock : TimeProvider
    {
        public DateTimeOffset Now { get; private set; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now += TimeSpan.FromSeconds(1);
    }
}
