namespace HybridBpo.Events.Tests;

public sealed class InlineProjectionTests(EventDatabase database) : IClassFixture<EventDatabase>, IAsyncLifetime
{
    private const string Tenant = "fernbrook";
    private static readonly EventMetadata Me = new("system", "import");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await database.Execute(
        $"""
        create table if not exists public.balances (
            client_id text, account uuid, balance bigint, version bigint, primary key (client_id, account))
        """);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task The_read_model_is_written_with_the_events()
    {
        var store = Store();
        var stream = Guid.CreateVersion7();
        var session = store.OpenSession(Tenant, Me);
        session.StartStream<Account>(stream, new AccountOpened("A", 100), new MoneyPaid(30));
        await session.SaveChangesAsync(Ct);
        Assert.Equal((70, 2), await Balance(stream));
    }

    [Fact]
    public async Task A_refused_append_projects_nothing()
    {
        var store = Store();
        var stream = Guid.CreateVersion7();
        var session = store.OpenSession(Tenant, Me);
        session.Append(stream, 5, new MoneyPaid(30));
        Assert.IsType<SaveOutcome.VersionConflict>(await session.SaveChangesAsync(Ct));
        Assert.Equal(0, await database.Scalar<long>($"select count(*) from public.balances where account = {stream}"));
    }

    [Fact]
    public async Task Every_projected_event_has_its_version_even_without_an_expectation()
    {
        var store = Store();
        var stream = Guid.CreateVersion7();
        var first = store.OpenSession(Tenant, Me);
        first.StartStream<Account>(stream, new AccountOpened("A", 1_000));
        await first.SaveChangesAsync(Ct);
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(
            async () =>
            {
                var session = store.OpenSession(Tenant, Me);
                session.Append(stream, new MoneyPaid(10), new MoneyPaid(10));
                Assert.IsType<SaveOutcome.Saved>(await session.SaveChangesAsync(Ct));
            },
            Ct)));
        Assert.Equal((0, 101), await Balance(stream));
    }

    [Fact]
    public async Task Projections_run_before_what_the_session_queued()
    {
        var stream = Guid.CreateVersion7();
        var session = Store().OpenSession(Tenant, Me);
        session.Queue($"update public.balances set balance = balance * 2 where account = {stream}");
        session.StartStream<Account>(stream, new AccountOpened("A", 100));
        await session.SaveChangesAsync(Ct);
        Assert.Equal((200, 1), await Balance(stream));
    }

    [Fact]
    public async Task A_projection_can_only_queue()
    {
        var store = database.Store(o => o.Inline.Add(new Appending()));
        var session = store.OpenSession(Tenant, Me);
        session.StartStream<Account>(Guid.CreateVersion7(), new AccountOpened("A", 100));
        await Assert.ThrowsAsync<InvalidOperationException>(() => session.SaveChangesAsync(Ct));
    }

    [Fact]
    public async Task A_bulk_append_projects_too_and_is_all_or_nothing()
    {
        var store = Store();
        var taken = Guid.CreateVersion7();
        IEnumerable<NewStream> Streams(int count) => Enumerable.Range(0, count)
            .Select(i => NewStream.Of<Account>(i == count / 2 ? taken : Guid.CreateVersion7(), new AccountOpened($"B-{i}", 100), new MoneyPaid(i)));

        Assert.Equal(new SaveOutcome.Saved(null), await store.BulkAppendAsync("bulk", Me, Streams(7_000), ct: Ct));
        Assert.Equal(14_000, await database.Scalar<long>($"select count(*) from events.mt_events where tenant_id = 'bulk'"));
        Assert.Equal(7_000, await database.Scalar<long>($"select count(*) from public.balances where client_id = 'bulk'"));
        Assert.Equal((100 - 3_500, 2), await Balance(taken));
        Assert.Equal("B-3500", (await store.AggregateStreamAsync<Account>("bulk", taken, ct: Ct))!.Reference);

        Assert.Equal(new SaveOutcome.StreamExists(taken), await store.BulkAppendAsync("bulk", Me, Streams(12_000), ct: Ct));
        var fresh = NewStream.Of<Account>(Guid.CreateVersion7(), new MoneyPaid(1));
        await Assert.ThrowsAsync<ArgumentException>(() => store.BulkAppendAsync("bulk", Me, [fresh, fresh], ct: Ct));
        IEnumerable<NewStream> farApart = [fresh, .. Streams(12_000).Where(s => s.Id != taken), fresh];
        await Assert.ThrowsAsync<ArgumentException>(() => store.BulkAppendAsync("bulk", Me, farApart, ct: Ct));
        await Assert.ThrowsAsync<TimeoutException>(() => store.BulkAppendAsync("bulk", Me, [fresh], (_, _) => throw new TimeoutException(), Ct));
        Assert.Equal(14_000, await database.Scalar<long>($"select count(*) from events.mt_events where tenant_id = 'bulk'"));
    }

    private EventStore Store() => database.Store(o => o.Inline.Add(new Balances()));

    private async Task<(long Balance, long Version)> Balance(Guid account) =>
        (await database.Scalar<long>($"select balance from public.balances where account = {account}"),
            await database.Scalar<long>($"select version from public.balances where account = {account}"));

    private sealed class Balances : IInlineProjection
    {
        public IReadOnlyCollection<Type> Events => [typeof(AccountOpened), typeof(MoneyPaid)];

        public void Project(StoredEvent e, EventSession session)
        {
            var change = e.Data is AccountOpened opened ? opened.BalanceMinor : -((MoneyPaid)e.Data).AmountMinor;
            session.Queue(
                $"""
                insert into public.balances as b (client_id, account, balance, version) values ({session.Tenant}, {e.StreamId}, {change}, {e.Version})
                on conflict (client_id, account) do update set balance = b.balance + {change}, version = {e.Version} where b.version = {e.Version} - 1
                """);
        }
    }

    private sealed class Appending : IInlineProjection
    {
        public IReadOnlyCollection<Type> Events => [typeof(AccountOpened)];

        public void Project(StoredEvent e, EventSession session) => session.Append(e.StreamId, new MoneyPaid(1));
    }
}
