namespace HybridBpo.Events.Tests;

/// <summary>Somebody writes by hand how far sealing is, so that nothing more would be sealed: the next round notices.</summary>
public sealed class SealsRaisedTests : IAsyncLifetime
{
    private readonly EventDatabase database = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await database.InitializeAsync();
        await LogSteps.Append(database, "castlegate", 2);
        await LogSteps.Append(database, "fernbrook", 2);
        await Round();
        await LogSteps.Append(database, "castlegate", 3);
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Theory]
    [InlineData("update events.mt_event_progression set last_seq_id = 7 where name = 'Seals:Ahead'", 7)]
    [InlineData("update events.mt_event_progression set last_seq_id = 1000000 where name = 'Seals:Ahead'", 1_000_000)]
    [InlineData("update events.mt_event_progression set last_seq_id = 1000000 where name in ('Seals:Ahead', 'Seals:All')", 1_000_000)]
    [InlineData("update events.mt_event_progression set last_seq_id = 1000000 where name = 'Seals:All'", 1_000_000)]
    [InlineData("insert into events.es_seal_delays (client_id, after_seq, error, told) values ('castlegate', 5000, 'x', true)", 5_000)]
    public async Task It_is_told_set_back_and_recorded_and_every_event_gets_its_seal(string sql, long number)
    {
        Assert.Equal((7, false), await new HighWater(database.Database).Advance(Ct));
        Assert.Null((await Status()).SealsRaised);
        await Run(sql);
        Assert.Equal((number, null), ((await Status()).SealsRaised, (await Status()).SealsSetBackAt));

        Assert.Equal(3, await Round());
        var status = await Status();
        Assert.Equal((null, 0, 0), (status.SealsRaised, status.Unsealed.Count, status.Unfit.Count));
        var act = Assert.Single(status.Acts);
        Assert.Equal(("set-back", "sealing", number, act.At), (act.Act, act.By, act.Seq, status.SealsSetBackAt));
        foreach (var client in new[] { "castlegate", "fernbrook" })
            Assert.True(await Verify(client) is { Ok: true, Unsealed: 0 });

        await LogSteps.Append(database, "fernbrook", 1);
        Assert.Equal(1, await Round());
        Assert.Single((await Status()).Acts);
    }

    [Fact]
    public async Task Where_the_number_may_be_true_the_events_below_it_are_recorded_as_in_no_block_until_a_verification_finds_all_in_order()
    {
        await LogSteps.Append(database, "oakmere", 1);
        await new HighWater(database.Database).Advance(Ct);
        await Run("update events.mt_event_progression set last_seq_id = 8 where name in ('Seals:Ahead', 'Seals:All')");
        Assert.Equal(0, await Round());
        Assert.Equal(0, await Round());
        var status = await Status();
        Assert.Equal(["castlegate", "oakmere"], status.Unfit.Select(u => u.Client));
        Assert.StartsWith("Event 5 is in no block although everything up to 8 was sealed", status.Unfit[0].Problem);
        Assert.Equal(2, await database.Scalar<long>($"select count(*) from events.es_verifications where done_by = 'sealing'"));
        var found = await Verify("castlegate");
        Assert.Equal((false, 5, status.Unfit[0].Problem), (found.Ok, found.BadSeq, found.Problem));

        // The others are sealed on, and what was found stays found.
        await LogSteps.Append(database, "fernbrook", 2);
        Assert.Equal(2, await Round());
        Assert.Equal(2, (await Status()).Unfit.Count);
        await Run("update events.mt_event_progression set last_seq_id = 4 where name in ('Seals:Ahead', 'Seals:All')");
        Assert.Equal(4, await Round());
        foreach (var client in new[] { "castlegate", "oakmere" })
            await new LogVerifier(database.Store()).RecordAsync(client, await Verify(client), "maren", Ct);
        Assert.Empty((await Status()).Unfit);
    }

    [Fact]
    public async Task Beyond_ten_thousand_events_without_a_seal_it_is_said_that_others_may_wait_too()
    {
        Assert.False((await Status()).MoreUnsealed);
        await LogSteps.Append(database, "castlegate", 10_000);
        await LogSteps.Append(database, "oakmere", 1);
        var status = await Status();
        Assert.Equal((true, "castlegate"), (status.MoreUnsealed, Assert.Single(status.Unsealed).Client));
        await Round();
        await LogSteps.Append(database, "oakmere", 1);
        status = await Status();
        Assert.Equal((false, "oakmere"), (status.MoreUnsealed, Assert.Single(status.Unsealed).Client));
    }

    private Task Run(string sql) => database.Execute($"{new RawSql(sql)}");

    private async Task<long> Round()
    {
        await LogSteps.EndTurn(database);
        return await new SealDaemon(database.Store()).SealAsync(Ct);
    }

    private Task<DaemonStatus> Status() => new ProjectionDaemon(database.Store(), []).StatusAsync(Ct);

    private Task<Verification> Verify(string client) => new LogVerifier(database.Store()).VerifyAsync(client, ct: Ct);
}
