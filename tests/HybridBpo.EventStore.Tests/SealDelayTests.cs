namespace HybridBpo.Events.Tests;

/// <summary>One client's events cannot be sealed: that is told of this client, and of no other.</summary>
public sealed class SealDelayTests : IAsyncLifetime
{
    private readonly EventDatabase database = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => database.InitializeAsync();

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task While_one_client_cannot_be_sealed_only_that_one_is_shown_as_waiting()
    {
        await Break("castlegate", "P0001");
        await Append("castlegate", 2);
        await Append("fernbrook", 2);
        var sealer = new SealDaemon(database.Store());
        Assert.Equal(2, await sealer.SealAsync(Ct));
        await Append("oakmere", 1);
        await Append("fernbrook", 3);
        Assert.Equal(["castlegate", "fernbrook", "oakmere"], (await Status()).Unsealed.Select(u => u.Client).Order());
        Assert.Equal(4, await sealer.SealAsync(Ct));

        var status = await Status();
        Assert.Equal("castlegate", Assert.Single(status.Unsealed).Client);
        Assert.Equal(("castlegate: PostgresException P0001 since ", 0), (LogSteps.BeforeTime(status.SealTrouble), status.SealedUpTo));
        Assert.Equal((null, null), (status.SealsRaised, status.SealsSetBackAt));
        var summary = (await new Sealer(database.Store()).SummaryAsync(null, Ct)).ToDictionary(s => s.Client);
        Assert.Equal((status.OldestUnsealed, "PostgresException P0001"), (summary["castlegate"].UnsealedSince, summary["castlegate"].Trouble));

        // Since when it cannot be sealed is when it failed first, however often it fails again.
        var since = Assert.Single(status.Unsealed).ErrorSince;
        Assert.InRange(since!.Value, status.OldestUnsealed!.Value, DateTimeOffset.UtcNow);
        await sealer.SealAsync(Ct);
        Assert.Equal((since, since), (Assert.Single((await Status()).Unsealed).ErrorSince, summary["castlegate"].TroubleSince));
        Assert.All([summary["fernbrook"], summary["oakmere"]], s => Assert.Equal((null, null), (s.UnsealedSince, s.Trouble)));
        Assert.Equal("castlegate", Assert.Single(await new Sealer(database.Store()).SummaryAsync("castlegate", Ct)).Client);
    }

    [Fact]
    public async Task A_round_begins_where_the_last_one_ended_and_vouches_for_nothing_that_turned_up_below()
    {
        await Break("castlegate", "P0001");
        await Append("castlegate", 2);
        await Append("fernbrook", 2);
        var dead = await database.Scalar<long>($"select nextval('events.mt_events_sequence')");
        await Append("oakmere", 1);
        var sealer = new SealDaemon(database.Store());
        while (await database.Scalar<long>($"select count(*) from events.es_seals where client_id = 'oakmere'") == 0)
            await sealer.SealAsync(Ct);
        await LogSteps.TurnUp(database, "fernbrook", dead, 3);
        Assert.Equal(0, await sealer.SealAsync(Ct));
        var found = await Verify("fernbrook");
        Assert.Equal((false, dead), (found.Ok, found.BadSeq));
    }

    [Fact]
    public async Task A_client_whose_sealing_times_out_is_told_the_second_time_and_others_never_wait_for_it()
    {
        await Break("castlegate", "57014");
        await Break("birch", "57014");
        foreach (var client in new[] { "castlegate", "birch", "fernbrook" })
            await Append(client, 2);
        var sealer = new SealDaemon(database.Store());
        Assert.Equal(2, await sealer.SealAsync(Ct));
        Assert.Null((await Status()).SealTrouble);
        await Append("fernbrook", 1);

        // Another host that takes its turn next knows that it is the second time.
        await EndTurn();
        Assert.Equal(1, await new SealDaemon(database.Store()).SealAsync(Ct));
        Assert.Matches("^birch: PostgresException 57014 since .*, castlegate: PostgresException 57014 since .*$", (await Status()).SealTrouble);
        Assert.True((await Verify("fernbrook")) is { Ok: true, Unsealed: 0 });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_delayed_is_sealed_whole_once_nothing_hinders_it_whichever_version_of_the_host_does_it(bool older)
    {
        await Break("castlegate", "P0001");
        await Append("castlegate", 1_200);
        await Append("fernbrook", 2);
        var sealer = new SealDaemon(database.Store());
        await sealer.SealAsync(Ct);
        await Append("castlegate", 3);
        Assert.Equal(0, await sealer.SealAsync(Ct));
        await EndTurn();
        await LogSteps.Mend(database, "castlegate");
        if (older)
        {
            // One of the version before looks only at how far everybody is sealed, and begins there.
            var everybody = await database.Scalar<long>($"select last_seq_id from events.mt_event_progression where name = 'Seals:All'");
            await new Sealer(database.Store()).SealAsync("castlegate", everybody, (await Status()).HighWaterMark, Ct);
        }

        Assert.Equal(older ? 0 : 1_203, await new SealDaemon(database.Store()).SealAsync(Ct));
        var status = await Status();
        Assert.Equal((0, null, status.HighWaterMark), (status.Unsealed.Count, status.SealTrouble, status.SealedUpTo));
        var found = await Verify("castlegate");
        Assert.Equal((true, 1_203, 0), (found.Ok, found.Events, found.Unsealed));
        await Append("castlegate", 1);
        await EndTurn();
        Assert.Equal(1, await new SealDaemon(database.Store()).SealAsync(Ct));
        Assert.True((await Verify("castlegate")).Ok);
    }

    private Task Break(string client, string state) => LogSteps.Break(database, client, state);

    private Task EndTurn() => LogSteps.EndTurn(database);

    private Task<DaemonStatus> Status() => new ProjectionDaemon(database.Store(), []).StatusAsync(Ct);

    private Task<Verification> Verify(string client) => new LogVerifier(database.Store()).VerifyAsync(client, ct: Ct);

    private Task Append(string tenant, int count) => LogSteps.Append(database, tenant, count);
}
