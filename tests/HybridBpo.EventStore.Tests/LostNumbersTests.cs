using FsCheck;
using FsCheck.Fluent;

namespace HybridBpo.Events.Tests;

/// <summary>
/// Somebody takes events away and mends everything else, streams, seals and how far they go, so that nothing but their numbers tells: that is found
/// without a checkpoint. What was never used is no finding, nor what others wrote.
/// </summary>
public sealed class LostNumbersTests : IAsyncLifetime
{
    private readonly EventDatabase database = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // Numbers 1 to 4, 7 and 8 are castlegate's, 5, 6, 9 and 10 fernbrook's.
    public async ValueTask InitializeAsync()
    {
        await database.InitializeAsync();
        foreach (var (client, events) in new[] { ("castlegate", 4), ("fernbrook", 2), ("castlegate", 2), ("fernbrook", 2) })
            await LogSteps.Append(database, client, events);
        await Round();
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Theory]
    [InlineData("seq_id = 10", "10", 1)]
    [InlineData("seq_id = 1", "1", 1)]
    [InlineData("seq_id = 6", "6", 1)]
    [InlineData("seq_id between 3 and 5", "3 to 5", 3)]
    [InlineData("seq_id in (1, 3, 4, 10)", "1, 3 to 4, 10", 4)]
    [InlineData("tenant_id = 'castlegate'", "1 to 4, 7 to 8", 6)]
    [InlineData("true", "1 to 10", 10)]
    public async Task Events_that_are_gone_are_found_by_their_numbers(string which, string named, int count)
    {
        await TakeAway(which);
        foreach (var client in new[] { "castlegate", "fernbrook" })
            Assert.True((await new LogVerifier(database.Store()).VerifyAsync(client, ct: Ct)).Ok);
        var lost = await Look();
        Assert.Equal((count, named, 10, 0), (lost.Count, lost.Named(), lost.UpTo, lost.Unknown));

        // What comes later hides nothing.
        await LogSteps.Append(database, "castlegate", 3);
        await Round();
        lost = await Look();
        Assert.Equal((count, named, 13, 0), (lost.Count, lost.Named(), lost.UpTo, lost.Unknown));
    }

    [Fact]
    public async Task Whatever_is_taken_away_exactly_that_is_lost()
    {
        await Draw(database, 2);
        await LogSteps.Append(database, "castlegate", 8);
        await Round();
        await Run("create table public.kept as select * from events.mt_events");
        Prop.ForAll(Gen.Choose(1, 20).ListOf().ToArbitrary(), numbers => Task.Run(async () =>
        {
            await database.Execute($"delete from events.mt_events where seq_id = any ({numbers.Select(n => (long)n).ToArray()})");
            long[] gone = [.. numbers.Distinct().Where(n => n is not (11 or 12)).Select(n => (long)n).Order()];
            var lost = await Look();
            Assert.Equal((gone.Length, 20), (lost.Count, lost.UpTo));
            var told = lost.First.SelectMany(r => Enumerable.Range((int)r.First, (int)(r.Last - r.First + 1)).Select(n => (long)n)).ToArray();
            Assert.Equal(lost.First.Count < 5 ? gone : gone.Take(told.Length), told);
            Assert.Equal(told.Length < gone.Length, lost.Named().EndsWith(" and more", StringComparison.Ordinal));
            await Run("insert into events.mt_events select * from public.kept on conflict do nothing");
        }).GetAwaiter().GetResult()).Check(Config.QuickThrowOnFailure.WithMaxTest(60));
    }

    [Fact]
    public async Task Numbers_that_nobody_used_are_no_finding_until_their_record_is_taken_away()
    {
        await Draw(database, 3);
        await LogSteps.Append(database, "castlegate", 1);
        await Draw(database, 2);
        await Round();
        var lost = await Look();
        Assert.Equal((0, "", 16, 0), (lost.Count, lost.Named(), lost.UpTo, lost.Unknown));

        await Run("delete from events.mt_high_water_skips where ending_sequence = 13");
        Assert.Equal((3, "11 to 13"), ((await Look()).Count, (await Look()).Named()));
    }

    [Fact]
    public async Task The_mark_set_back_by_hand_makes_no_unused_number_of_one_that_is_gone()
    {
        await TakeAway("seq_id >= 9");
        await Run("update events.mt_event_progression set last_seq_id = 8 where name = 'HighWaterMark'");
        await Draw(database, 1);
        await LogSteps.Append(database, "castlegate", 1);
        await Round();
        Assert.Equal(12, (await Status()).HighWaterMark);
        await Round();
        var lost = await Look();
        Assert.Equal((2, "9 to 10", 12, 0), (lost.Count, lost.Named(), lost.UpTo, lost.Unknown));
    }

    [Fact]
    public async Task What_Marten_wrote_and_passed_by_its_own_rule_is_not_known_and_no_finding()
    {
        await using var fresh = new EventDatabase();
        await fresh.InitializeAsync();
        // Nine numbers, of which 4, 7 and 8 never came to anything; its mark says nothing of them, or tells of one in its own way.
        await fresh.Execute($"select setval('events.mt_events_sequence', 9)");
        await fresh.Execute($"insert into events.mt_streams (tenant_id, id, version) values ('shop', {Guid.Empty}, 6)");
        await fresh.Execute(
            $"""
            insert into events.mt_events (seq_id, id, stream_id, version, data, type, timestamp, tenant_id)
            select n, gen_random_uuid(), {Guid.Empty}, row_number() over (order by n), jsonb_build_object(), 'order_placed', now(), 'shop'
            from generate_series(1, 9) n where n not in (4, 7, 8)
            """);
        await fresh.Execute($"update events.mt_event_progression set last_seq_id = 9 where name = 'HighWaterMark'");
        await fresh.Execute($"insert into events.mt_high_water_skips (ending_sequence, starting_sequence) values (5, 3)");
        Assert.Equal((0, 0), ((await LostNumbersQuery.Look(fresh.Database, Ct)).Count, (await LostNumbersQuery.Look(fresh.Database, Ct)).UpTo));

        await new SealDaemon(fresh.Store()).SealAsync(Ct);
        var lost = await LostNumbersQuery.Look(fresh.Database, Ct);
        Assert.Equal((0, 9, 2, 8), (lost.Count, lost.UpTo, lost.Unknown, lost.LastUnknown));

        // From then on it is as known as ours.
        await fresh.Execute($"delete from events.mt_events where seq_id = 9");
        await LogSteps.Append(fresh, "castlegate", 1);
        await LogSteps.EndTurn(fresh);
        await new SealDaemon(fresh.Store()).SealAsync(Ct);
        lost = await LostNumbersQuery.Look(fresh.Database, Ct);
        Assert.Equal((1, "9", 10, 2), (lost.Count, lost.Named(), lost.UpTo, lost.Unknown));
    }

    [Fact]
    public async Task Where_another_moved_the_mark_a_host_catches_up_and_goes_on_from_there()
    {
        await LogSteps.Append(database, "castlegate", 1);
        await Draw(database, 2);
        await LogSteps.Append(database, "castlegate", 1);
        await Run("update events.mt_event_progression set last_seq_id = 14 where name = 'HighWaterMark'");
        await LogSteps.Append(database, "castlegate", 1);
        await new HighWater(database.Database).Advance(Ct);
        Assert.Equal((15, 10), ((await Status()).HighWaterMark, (await Look()).UpTo));
        await Round();
        var lost = await Look();
        Assert.Equal((0, 15, 2, 13), (lost.Count, lost.UpTo, lost.Unknown, lost.LastUnknown));
        await LogSteps.Append(database, "castlegate", 1);
        await new HighWater(database.Database).Advance(Ct);
        Assert.Equal(16, (await Look()).UpTo);
    }

    [Fact]
    public async Task While_many_write_and_give_up_and_hosts_move_the_mark_nothing_is_lost_at_any_moment()
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        ends.CancelAfter(TimeSpan.FromSeconds(4));
        var looks = 0;
        async Task Repeat(Func<Task> act)
        {
            while (!ends.IsCancellationRequested)
                await act();
        }

        var (one, other) = (new HighWater(database.Database), new HighWater(database.Database));
        await Task.WhenAll(
            Repeat(() => LogSteps.Append(database, "castlegate", 3)), Repeat(() => LogSteps.Append(database, "fernbrook", 1)),
            Repeat(() => Draw(database, 2)), Repeat(() => one.Advance(Ct)), Repeat(() => other.Advance(Ct)),
            Repeat(() => AccountedNumbers.CatchUp(database.Database, Ct)),
            Repeat(async () =>
            {
                var lost = await Look();
                Assert.Equal((0, 0), (lost.Count, lost.Unknown));
                looks++;
            }));
        Assert.True(looks > 3);
        while ((await one.Advance(Ct)).Behind)
            await Task.Delay(10, Ct);
        await AccountedNumbers.CatchUp(database.Database, Ct);
        var end = await Look();
        Assert.Equal((0, (await Status()).HighWaterMark, 0), (end.Count, end.UpTo, end.Unknown));
        Assert.NotEqual(0, await database.Scalar<long>($"select count(*) from events.mt_high_water_skips"));
    }

    [Fact]
    public async Task Rows_with_any_numbers_break_no_look()
    {
        await TakeAway("seq_id = 6");
        foreach (var table in new[] { "mt_high_water_skips", "es_unknown_numbers" })
        {
            await Run(
                $"""
                insert into events.{table} (ending_sequence, starting_sequence) values
                (9223372036854775807, 9223372036854775806), (-5, -9223372036854775808), (7, 9), (0, 0), (9223372036854775806, 10)
                """);
        }

        Assert.Equal((1, "6"), ((await Look()).Count, (await Look()).Named()));
        await Run("update events.mt_event_progression set last_seq_id = 9223372036854775807 where name = 'Accounted:All'");
        Assert.Equal("6", (await Look()).Named());
        await Round();
    }

    [Fact]
    public async Task A_host_keeps_what_it_found_and_since_when_until_the_events_are_back()
    {
        Assert.Equal(0, (await Status()).Lost!.Count);
        await Run("create table public.kept as select * from events.mt_events where seq_id = 3");
        await Run("delete from events.mt_events where seq_id = 3");
        // A round looks when the last look is long enough ago.
        await Round();
        Assert.Equal(0, (await Status()).Lost!.Count);
        await Age();
        await Round();
        var found = (await Status()).Lost!;
        Assert.Equal((1, "3", true), (found.Count, found.Named(), found.FoundAt is not null));
        await Age();
        await Round();
        var again = (await Status()).Lost!;
        Assert.Equal((found.FoundAt, true), (again.FoundAt, again.LookedAt > found.LookedAt));
        Assert.Equal(found.FoundAt, (await Look()).FoundAt);

        await Run("insert into events.mt_events select * from public.kept");
        await new LogVerifier(database.Store()).LookForLostAsync(Ct);
        Assert.Equal((0, null), ((await Status()).Lost!.Count, (await Status()).Lost!.FoundAt));
    }

    [Fact]
    public async Task A_long_look_is_made_rarely()
    {
        await Run("update events.es_lost_numbers set took_ms = 3000, looked_at = now() - interval '4 minutes'");
        Assert.Null(await LostNumbersQuery.KeepWhenDue(database.Database, Ct));
        await Run("update events.es_lost_numbers set looked_at = now() - interval '6 minutes'");
        Assert.NotNull(await LostNumbersQuery.KeepWhenDue(database.Database, Ct));
        // And a clock that somebody set wrong stops nothing.
        await Run("update events.es_lost_numbers set looked_at = now() + interval '1 year'");
        Assert.NotNull(await LostNumbersQuery.KeepWhenDue(database.Database, Ct));
    }

    private static async Task Draw(EventDatabase database, int numbers)
    {
        await using var connection = await database.Database.OpenConnectionAsync(Ct);
        await using var transaction = await connection.BeginTransactionAsync(Ct);
        await using var command = new Npgsql.NpgsqlCommand(
            $"select nextval('events.mt_events_sequence') from generate_series(1, {numbers})", connection, transaction);
        await command.ExecuteNonQueryAsync(Ct);
        await transaction.RollbackAsync(Ct);
    }

    // With all that else would tell.
    private async Task TakeAway(string which)
    {
        await Run($"delete from events.mt_events where {which}");
        await Run("delete from events.mt_streams s where not exists (select from events.mt_events e where e.stream_id = s.id)");
        await Run("update events.mt_streams s set version = (select count(*) from events.mt_events e where e.stream_id = s.id)");
        await Run("update events.mt_events e set version = n from ("
            + "select seq_id, row_number() over (partition by stream_id order by seq_id) + 100 as n from events.mt_events) o "
            + "where o.seq_id = e.seq_id; update events.mt_events set version = version - 100");
        await Run("delete from events.es_seals");
        foreach (var client in new[] { "castlegate", "fernbrook" })
            await new Sealer(database.Store()).SealAsync(client, long.MinValue, 10, Ct);
    }

    private async Task Run(string sql)
    {
        foreach (var statement in sql.Split("; "))
            await database.Execute($"{new RawSql(statement)}");
    }

    private Task Age() => Run("update events.es_lost_numbers set looked_at = looked_at - interval '1 minute'");

    private Task<LostNumbers> Look() => LostNumbersQuery.Look(database.Database, Ct);

    private Task<DaemonStatus> Status() => new ProjectionDaemon(database.Store(), []).StatusAsync(Ct);

    // A gap is passed with the second look only.
    private async Task Round()
    {
        while ((await new HighWater(database.Database).Advance(Ct)).Behind)
            await Task.Delay(10, Ct);
        await LogSteps.EndTurn(database);
        await new SealDaemon(database.Store()).SealAsync(Ct);
    }
}
