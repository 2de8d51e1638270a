namespace HybridBpo.Events.Tests;

public sealed class SealDaemonTests(EventDatabase database) : IClassFixture<EventDatabase>, IAsyncLifetime
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // Every test begins with a log that is sealed to its end, and with nobody's turn: the test before may have left it to a host that is gone.
    public async ValueTask InitializeAsync()
    {
        await EndTurn();
        await new SealDaemon(database.Store()).SealAsync(Ct);
        await EndTurn();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Events_of_every_client_are_sealed_and_the_age_of_what_is_not_is_known()
    {
        await Append("fernbrook", 1_200);
        await Append("castlegate", 3);
        var oldest = (await Status()).OldestUnsealed;
        Assert.True(DateTimeOffset.UtcNow - oldest < TimeSpan.FromMinutes(1));
        Assert.Equal(1_203, await new SealDaemon(database.Store()).SealAsync(Ct));

        var status = await Status();
        Assert.Equal((null, status.HighWaterMark), (status.OldestUnsealed, status.SealedUpTo));
        var verifier = new LogVerifier(database.Store());
        Assert.True((await verifier.VerifyAsync("castlegate", ct: Ct)).Ok);
        await Append("castlegate", 2);
        Assert.Equal(2, (await verifier.VerifyAsync("castlegate", ct: Ct)).Unsealed);
        Assert.Equal(0, (await verifier.VerifyAsync("fernbrook", ct: Ct)).Unsealed);
    }

    [Fact]
    public async Task One_host_seals_at_a_time_and_another_goes_on_when_it_stops()
    {
        var (first, second) = (new SealDaemon(database.Store()), new SealDaemon(database.Store()));
        await Append("fernbrook", 5);
        Assert.Equal(5, await first.SealAsync(Ct));
        await Append("fernbrook", 5);
        Assert.Equal(0, await second.SealAsync(Ct));
        using var stop = new CancellationTokenSource();
        var running = first.RunAsync(stop.Token);
        await LogSteps.Until(async () => (await Status()).OldestUnsealed is null);
        await stop.CancelAsync();
        await running;
        await Append("fernbrook", 5);
        Assert.Equal(5, await second.SealAsync(Ct));
        Assert.True((await new LogVerifier(database.Store()).VerifyAsync("fernbrook", ct: Ct)).Ok);
    }

    [Fact]
    public async Task A_host_that_loses_its_database_while_it_stops_ends_in_peace()
    {
        var source = Npgsql.NpgsqlDataSource.Create(await Testing.TestServer.ConnectionStringAsync());
        var daemon = new SealDaemon(new EventStore(new EventStoreOptions { DataSource = source }));
        using var stop = new CancellationTokenSource();
        var running = daemon.RunAsync(stop.Token);
        await source.DisposeAsync();
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task A_host_whose_turn_was_taken_meanwhile_leaves_no_event_out()
    {
        await Append("oakmere", 2_500);
        await Append("fernbrook", 10);
        var hosts = Enumerable.Range(0, 4).Select(_ => Task.Run(() => new SealDaemon(database.Store()).SealAsync(Ct), Ct)).ToList();
        for (var i = 0; i < 20; i++)
            await database.Execute($"update events.es_projection_leases set until = clock_timestamp() where name = 'Seals:All'");
        await Task.WhenAll(hosts);
        await EndTurn();
        await new SealDaemon(database.Store()).SealAsync(Ct);
        foreach (var client in new[] { "oakmere", "fernbrook" })
        {
            var found = await new LogVerifier(database.Store()).VerifyAsync(client, ct: Ct);
            Assert.Equal((true, null, 0L), (found.Ok, found.Problem, found.Unsealed));
        }
    }

    [Fact]
    public async Task Seals_that_were_taken_away_are_not_made_again_in_silence()
    {
        await Append("willow", 4);
        await new SealDaemon(database.Store()).SealAsync(Ct);
        await database.Execute($"delete from events.es_seals where client_id = 'willow'");
        await EndTurn();
        await Append("willow", 1);
        await new SealDaemon(database.Store()).SealAsync(Ct);
        Assert.Contains("inserted", (await new LogVerifier(database.Store()).VerifyAsync("willow", ct: Ct)).Problem);
    }

    [Fact]
    public async Task An_event_that_turns_up_at_a_dead_number_below_the_seals_is_named_and_never_sealed()
    {
        await Append("hazel", 3);
        var dead = await database.Scalar<long>($"select nextval('events.mt_events_sequence')");
        await Append("willow", 3);
        var sealer = new SealDaemon(database.Store());
        while ((await Status()).SealedUpTo <= dead)
            await sealer.SealAsync(Ct);
        await LogSteps.TurnUp(database, "hazel", dead, 4);
        await new Sealer(database.Store()).SealAsync("hazel", Ct);
        await Append("hazel", 1);
        var found = await new LogVerifier(database.Store()).VerifyAsync("hazel", ct: Ct);
        Assert.Equal((false, dead, 3L), (found.Ok, found.BadSeq, found.Events));
        Assert.Contains("is in no block", found.Problem);

        // Sealed as genuine by what came after, it is a hole in the chain.
        await sealer.SealAsync(Ct);
        Assert.Equal(dead, (await new LogVerifier(database.Store()).VerifyAsync("hazel", ct: Ct)).BadSeq);
        await database.Execute($"delete from events.mt_events where seq_id = {dead}");
        await database.Execute($"update events.mt_streams set version = 3 where tenant_id = 'hazel' and version = 4");
        Assert.True((await new LogVerifier(database.Store()).VerifyAsync("hazel", ct: Ct)).Ok);
    }

    private Task EndTurn() => LogSteps.EndTurn(database);

    private Task<DaemonStatus> Status() => new ProjectionDaemon(database.Store(), []).StatusAsync(Ct);

    private Task Append(string tenant, int count) => LogSteps.Append(database, tenant, count);
}
