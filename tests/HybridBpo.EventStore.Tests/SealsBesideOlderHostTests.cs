namespace HybridBpo.Events.Tests;

/// <summary>
/// During an upgrade a host of the version before may have its turn: what is said of the seals stays true, and nothing is sealed twice.
/// </summary>
public sealed class SealsBesideOlderHostTests : IAsyncLifetime
{
    private readonly EventDatabase database = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => database.InitializeAsync();

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task A_client_whom_the_older_host_sealed_is_not_shown_as_one_that_cannot_be()
    {
        await LogSteps.Break(database, "castlegate", "P0001");
        await Append("castlegate", 2);
        await Round();
        Assert.NotNull((await Status()).SealTrouble);
        await LogSteps.Mend(database, "castlegate");
        Assert.Equal(2, await OlderSealDaemon.Seal(database, Ct));
        await Append("castlegate", 1);

        var status = await Status();
        Assert.Equal(("castlegate", null, null), (Assert.Single(status.Unsealed).Client, status.Unsealed[0].Error, status.SealTrouble));
        Assert.Null(Assert.Single(await new Sealer(database.Store()).SummaryAsync("castlegate", Ct)).Trouble);

        // What then goes wrong once, and may pass by itself, has not gone wrong twice.
        await LogSteps.Break(database, "castlegate", "57014");
        await Round();
        Assert.Null((await Status()).SealTrouble);
        await Round();
        Assert.StartsWith("castlegate: PostgresException 57014 since ", (await Status()).SealTrouble);
    }

    [Fact]
    public async Task Whom_the_older_host_cannot_seal_is_told_by_the_newer_one()
    {
        await LogSteps.Break(database, "castlegate", "P0001");
        await Append("castlegate", 2);
        await Append("fernbrook", 2);
        Assert.Equal(2, await OlderSealDaemon.Seal(database, Ct));
        var status = await Status();
        Assert.Equal("castlegate: PostgresException P0001", status.SealTrouble);
        Assert.Equal(("castlegate", null), (Assert.Single(status.Unsealed).Client, status.Unsealed[0].ErrorSince));
        Assert.Equal("PostgresException P0001", Assert.Single(await new Sealer(database.Store()).SummaryAsync("castlegate", Ct)).Trouble);
    }

    [Fact]
    public async Task How_far_everybody_is_sealed_goes_back_to_who_is_behind_and_whoever_seals_next_leaves_nothing_out()
    {
        await Append("fernbrook", 1);
        await Round();
        await LogSteps.Break(database, "castlegate", "P0001");
        await Append("castlegate", 3);
        await Round();
        var behind = await All();
        await LogSteps.Mend(database, "castlegate");
        await Append("fernbrook", 2);
        await OlderSealDaemon.Seal(database, Ct);
        Assert.True(await All() > behind);

        await LogSteps.Break(database, "castlegate", "P0001");
        await Append("castlegate", 2);
        await Append("fernbrook", 2);
        await Round();
        var status = await Status();
        Assert.Equal((behind, "castlegate", null), (await All(), Assert.Single(status.Unsealed).Client, status.SealsRaised));

        await LogSteps.Mend(database, "castlegate");
        await Append("fernbrook", 1);
        Assert.Equal(3, await OlderSealDaemon.Seal(database, Ct));
        await Append("castlegate", 1);
        Assert.Equal(1, await Round());
        status = await Status();
        Assert.Equal((0, null, status.HighWaterMark), (status.Unsealed.Count, status.SealTrouble, await All()));
        Assert.Null(status.SealsSetBackAt);
        foreach (var (client, events) in new[] { ("castlegate", 6), ("fernbrook", 6) })
        {
            var found = await new LogVerifier(database.Store()).VerifyAsync(client, ct: Ct);
            Assert.Equal((true, events, 0), (found.Ok, found.Events, found.Unsealed));
        }
    }

    private async Task<long> Round()
    {
        await LogSteps.EndTurn(database);
        var events = await new SealDaemon(database.Store()).SealAsync(Ct);
        await LogSteps.EndTurn(database);
        return events;
    }

    private Task<long> All() => database.Scalar<long>($"select last_seq_id from events.mt_event_progression where name = 'Seals:All'");

    private Task<DaemonStatus> Status() => new ProjectionDaemon(database.Store(), []).StatusAsync(Ct);

    private Task Append(string tenant, int count) => LogSteps.Append(database, tenant, count);
}
