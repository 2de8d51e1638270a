namespace HybridBpo.Events.Tests;

/// <summary>What the product itself found earlier shows a log whose end was cut off, though what is left fits together.</summary>
public sealed class EarlierVerificationTests : IAsyncLifetime
{
    private readonly EventDatabase database = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private LogVerifier Verifier => new(database.Store());

    public async ValueTask InitializeAsync()
    {
        await database.InitializeAsync();
        await Grow("castlegate", 3);
        await Grow("castlegate", 2);
        await Grow("fernbrook", 1);
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task Fewer_sealed_events_than_a_verification_counted_are_told_until_they_are_back()
    {
        await Verify("castlegate", true);
        await Verify("fernbrook", true);
        await database.Execute($"create table public.kept as select * from events.es_seals");
        await CutOff(3);
        var found = await Verify("castlegate", false);
        Assert.Equal((null, 3L), (found.BadSeq, found.Events));
        Assert.Matches(
            @"^A verification of \d{4}-\d\d-\d\d \d\d:\d\d UTC found 5 sealed events, all in order, and only 3 are sealed now: the last seals were "
            + "cut off, and likely the events with them.$", found.Problem);
        await Verify("fernbrook", true);

        // That it was told does not make it good, and more events do not either as long as they are fewer.
        await Grow("castlegate", 1);
        Assert.Contains("found 5 sealed events, all in order, and only 4 are", (await Verify("castlegate", false)).Problem);
        Assert.Equal("castlegate", Assert.Single((await new ProjectionDaemon(database.Store(), []).StatusAsync(Ct)).Unfit).Client);
    }

    [Fact]
    public async Task A_log_that_was_never_verified_or_only_found_wanting_has_nothing_to_compare_with()
    {
        await Verifier.RecordAsync("castlegate", new Verification(false, 9, 900, null, "It did not fit."), "maren", Ct);
        await CutOff(3);
        await Verify("castlegate", true);
    }

    [Fact]
    public async Task What_is_sealed_and_verified_while_a_verification_runs_is_not_held_against_it()
    {
        await Verify("castlegate", true);
        var meanwhile = new Meanwhile(async () =>
        {
            await Grow("castlegate", 4);
            await Verify("castlegate", true);
        });
        Assert.True((await Verifier.VerifyAsync("castlegate", progress: meanwhile, ct: Ct)).Ok);
        Assert.True(meanwhile.Ran);
    }

    [Fact]
    public async Task Of_a_million_verifications_the_one_with_most_events_is_found_by_an_index()
    {
        await database.Execute(
            $"""
            insert into events.es_verifications (client_id, done_by, ok, blocks, events)
            select 'castlegate', 'maren', n % 3 > 0, 1, n / 100 from generate_series(1, 1000000) n
            """);
        await database.Execute($"analyze events.es_verifications");
        Assert.Equal(10_000, (await EarlierVerification.Most(database.Database, "castlegate", Ct))!.Events);
        await using var batch = database.Database.CreateBatch();
        batch.BatchCommands.Add(EarlierVerification.Ask("castlegate"));
        batch.BatchCommands[0].CommandText = $"explain (format json) {batch.BatchCommands[0].CommandText}";
        var plan = (string)(await batch.ExecuteScalarAsync(Ct))!;
        Assert.DoesNotContain("Sort", plan);
        Assert.Contains("es_verifications_most", plan);
    }

    private async Task CutOff(int left)
    {
        await database.Execute($"delete from events.mt_events where tenant_id = 'castlegate' and seq_id > {left}");
        await database.Execute($"delete from events.mt_streams s where not exists (select from events.mt_events e where e.stream_id = s.id)");
        await database.Execute($"delete from events.es_seals where client_id = 'castlegate' and last_seq > {left}");
    }

    private async Task Grow(string client, int events)
    {
        await LogSteps.Append(database, client, events);
        await LogSteps.EndTurn(database);
        await new SealDaemon(database.Store()).SealAsync(Ct);
    }

    private async Task<Verification> Verify(string client, bool ok)
    {
        var found = await Verifier.VerifyAsync(client, ct: Ct);
        await Verifier.RecordAsync(client, found, "maren", Ct);
        Assert.Equal(ok, found.Ok);
        return found;
    }

    private sealed class Meanwhile(Func<Task> act) : IProgress<(long At, long Of)>
    {
        public bool Ran { get; private set; }

        public void Report((long At, long Of) value)
        {
            if (Ran)
                return;
            Ran = true;
            Task.Run(act).GetAwaiter().GetResult();
        }
    }
}
