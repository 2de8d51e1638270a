using Npgsql;

namespace HybridBpo.Events.Tests;

/// <summary>Conflicts, races, repeated commands and broken connections: either everything is there afterwards, or nothing.</summary>
public abstract partial class EventStoreCompliance
{
    [Fact]
    public async Task An_append_at_a_version_that_has_passed_is_refused_with_both_versions()
    {
        var store = Open();
        var stream = await Opened(store, 1);
        await Append(store, stream, 1, new MoneyPaid(1));

        Assert.Equal(new SaveOutcome.VersionConflict(stream, 1, 2), await Append(store, stream, 1, new MoneyPaid(1)));
        Assert.Equal(new SaveOutcome.VersionConflict(stream, 0, 2), await Append(store, stream, 0, new MoneyPaid(1)));
        var nowhere = Guid.NewGuid();
        Assert.Equal(new SaveOutcome.VersionConflict(nowhere, 4, 0), await Append(store, nowhere, 4, new MoneyPaid(1)));
    }

    [Fact]
    public async Task A_refused_append_leaves_no_gap()
    {
        var store = Open();
        var stream = await Opened(store, 1);
        var before = await Sequence();

        await Append(store, stream, 7, new MoneyPaid(1), new MoneyPaid(2));
        var again = store.OpenSession(Tenant, Me);
        again.StartStream<Account>(stream, new AccountOpened("A", 1));
        await again.SaveChangesAsync(Ct);
        var broken = store.OpenSession(Tenant, Me);
        broken.Append(stream, 1, new MoneyPaid(1));
        broken.Queue($"select 1 / 0");
        await Assert.ThrowsAsync<PostgresException>(() => broken.SaveChangesAsync(Ct));

        Assert.Equal(before, await Sequence());
        Assert.Single(await store.FetchStreamAsync(Tenant, stream, ct: Ct));
    }

    [Fact]
    public async Task Fifty_racing_writers_lose_nothing_and_repeat_nothing()
    {
        var store = Open();
        var stream = await Opened(store, 0);
        await Task.WhenAll(Enumerable.Range(1, 50).Select(i => Task.Run(() => AppendUntilSaved(store, stream, i), Ct)));

        var events = await store.FetchStreamAsync(Tenant, stream, ct: Ct);
        Assert.Equal(Enumerable.Range(1, 51).Select(v => (long)v), events.Select(e => e.Version));
        Assert.Equal(Enumerable.Range(1, 50).Select(i => (long)i), events.Skip(1).Select(e => ((MoneyPaid)e.Data).AmountMinor).Order());
        Assert.Equal(events.Select(e => e.Seq), events.Select(e => e.Seq).Order());
    }

    [Fact]
    public async Task Fifty_racing_writers_without_expectation_all_get_in()
    {
        var store = Open();
        var stream = Guid.CreateVersion7();
        await Task.WhenAll(Enumerable.Range(1, 50).Select(i => Task.Run(
            async () =>
            {
                var session = store.OpenSession(Tenant, Me);
                session.Append(stream, new MoneyPaid(i), new MoneyPaid(-i));
                Assert.IsType<SaveOutcome.Saved>(await session.SaveChangesAsync(Ct));
            },
            Ct)));

        var events = await store.FetchStreamAsync(Tenant, stream, ct: Ct);
        Assert.Equal(Enumerable.Range(1, 100).Select(v => (long)v), events.Select(e => e.Version));
        Assert.All(events.Chunk(2), pair => Assert.Equal(0, pair.Sum(e => ((MoneyPaid)e.Data).AmountMinor)));
    }

    [Fact]
    public async Task Only_one_of_fifty_racing_starts_succeeds()
    {
        var store = Open();
        var stream = Guid.CreateVersion7();
        var outcomes = await Task.WhenAll(Enumerable.Range(1, 50).Select(i => Task.Run(
            async () =>
            {
                var session = store.OpenSession(Tenant, Me);
                session.StartStream<Account>(stream, new AccountOpened($"A-{i}", i));
                return await session.SaveChangesAsync(Ct);
            },
            Ct)));

        Assert.Single(outcomes.OfType<SaveOutcome.Saved>());
        Assert.Equal(49, outcomes.OfType<SaveOutcome.StreamExists>().Count());
    }

    [Fact]
    public async Task A_session_over_many_streams_writes_all_of_them_or_none()
    {
        var store = Open();
        var taken = await Opened(store, 1);
        var fresh = Enumerable.Range(0, 20).Select(_ => Guid.CreateVersion7()).ToList();
        var session = store.OpenSession(Tenant, Me);
        foreach (var stream in fresh)
            session.StartStream<Account>(stream, new AccountOpened("B", 5), new MoneyPaid(1));
        session.Append(taken, 9, new MoneyPaid(1));

        Assert.Equal(new SaveOutcome.VersionConflict(taken, 9, 1), await session.SaveChangesAsync(Ct));
        Assert.Equal(1, await Db.Scalar<long>($"select count(*) from events.mt_events where tenant_id = {Tenant}"));

        var second = store.OpenSession(Tenant, Me);
        foreach (var stream in fresh)
            second.StartStream<Account>(stream, new AccountOpened("B", 5), new MoneyPaid(1));
        second.Append(taken, 1, new MoneyPaid(1));
        second.Append(Guid.CreateVersion7(), new MoneyPaid(3), new MoneyPaid(4));
        var saved = Assert.IsType<SaveOutcome.Saved>(await second.SaveChangesAsync(Ct)).Events!;
        Assert.Equal(43, saved.Count);
        Assert.Equal([1, 2], saved.TakeLast(2).Select(e => e.Version));
        foreach (var stream in saved.GroupBy(e => e.StreamId))
            Assert.Equivalent(stream, (await store.FetchStreamAsync(Tenant, stream.Key, stream.First().Version, Ct)).ToList(), strict: true);
    }

    [Fact]
    public async Task Queued_statements_are_undone_when_the_append_is_refused()
    {
        await Db.Execute($"create table if not exists public.rows (tenant text, word text)");
        var store = Open();
        var stream = await Opened(store, 1);
        var session = store.OpenSession(Tenant, Me);
        session.Queue($"insert into public.rows values ({Tenant}, 'refused')");
        session.Append(stream, 3, new MoneyPaid(1));
        Assert.IsType<SaveOutcome.VersionConflict>(await session.SaveChangesAsync(Ct));
        Assert.Equal(0, await Db.Scalar<long>($"select count(*) from public.rows where tenant = {Tenant}"));
    }

    [Fact]
    public async Task A_connection_that_dies_between_statements_leaves_nothing()
    {
        await Db.Execute($"create table if not exists public.rows (tenant text, word text)");
        var store = Open();
        var stream = await Opened(store, 1);
        var session = store.OpenSession(Tenant, Me);
        session.ForCommand(Guid.NewGuid(), "{}");
        session.Append(stream, 1, new MoneyPaid(1));
        session.Queue($"insert into public.rows values ({Tenant}, 'lost')");
        session.Queue($"select pg_terminate_backend(pg_backend_pid())");
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => session.SaveChangesAsync(Ct));

        Assert.Single(await store.FetchStreamAsync(Tenant, stream, ct: Ct));
        Assert.Equal(1, await Db.Scalar<long>($"select version from events.mt_streams where tenant_id = {Tenant} and id = {stream}"));
        Assert.Equal(0, await Db.Scalar<long>($"select count(*) from public.rows where tenant = {Tenant}"));
        Assert.Equal(0, await Db.Scalar<long>($"select count(*) from events.es_commands where client_id = {Tenant}"));
        Assert.IsType<SaveOutcome.Saved>(await Append(store, stream, 1, new MoneyPaid(1)));
    }

    [Fact]
    public async Task A_repeated_command_answers_its_first_result_and_does_nothing()
    {
        var store = Open();
        var stream = await Opened(store, 1);
        var command = Guid.NewGuid();
        async Task<SaveOutcome> Pay(string result, string act = "pay")
        {
            var session = store.OpenSession(Tenant, Me);
            session.ForCommand(command, result, act);
            session.Append(stream, 1, new MoneyPaid(1));
            return await session.SaveChangesAsync(Ct);
        }

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Pay("""{"receipt": 1}"""))));
        Assert.Single(outcomes.OfType<SaveOutcome.Saved>());
        Assert.Equal(7, outcomes.Count(o => o == new SaveOutcome.AlreadyDone("""{"receipt": 1}""")));
        Assert.Equal(new SaveOutcome.AlreadyDone("""{"receipt": 1}"""), await Pay("""{"receipt": 2}"""));
        Assert.Equal(new SaveOutcome.CommandTaken(command), await Pay("""{"receipt": 3}""", "refund"));
        Assert.Equal(2, (await store.FetchStreamAsync(Tenant, stream, ct: Ct)).Count);
    }
}
