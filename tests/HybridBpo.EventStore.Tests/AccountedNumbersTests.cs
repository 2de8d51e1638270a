namespace HybridBpo.Events.Tests;

/// <summary>
/// Somebody writes by hand up to which number every one is accounted for, or how far the mark is: no loss becomes a number of which nobody knows, no
/// unused number a loss, and it is told.
/// </summary>
public sealed class AccountedNumbersTests : IAsyncLifetime
{
    private readonly EventDatabase database = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    // Numbers 1 to 10.
    public async ValueTask InitializeAsync()
    {
        await database.InitializeAsync();
        await LogSteps.Append(database, "castlegate", 6);
        await LogSteps.Append(database, "fernbrook", 4);
        await Round();
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Theory]
    [InlineData("update events.mt_event_progression set last_seq_id = 0 where name = 'Accounted:All'", 0L)]
    [InlineData("update events.mt_event_progression set last_seq_id = 2 where name = 'Accounted:All'", 2L)]
    [InlineData("update events.mt_event_progression set last_seq_id = -7 where name = 'Accounted:All'", -7L)]
    [InlineData("delete from events.mt_event_progression where name = 'Accounted:All'", null)]
    public async Task Lowered_it_hides_no_loss_and_is_told_and_recorded(string sql, long? number)
    {
        await Run("delete from events.mt_events where seq_id in (3, 9)");
        await Run(sql);
        Assert.Equal((2, "3, 9", 10, 0), Words(await Look()));
        Assert.Equal((number ?? -1, null), ((await Status()).AccountedChanged, (await Status()).NumbersSetBackAt));
        await Round();
        Assert.Equal((2, "3, 9", 10, 0), Words(await Look()));
        var status = await Status();
        var act = Assert.Single(status.Acts);
        Assert.Equal(("set-back", "log", "Accounted:All", number), (act.Act, act.By, act.Projection, act.Seq));
        Assert.Equal((null, act.At, null), (status.AccountedChanged, status.NumbersSetBackAt, status.SealsSetBackAt));

        // It goes on from where it was, and says so once.
        await Draw(2);
        await LogSteps.Append(database, "fernbrook", 1);
        await Round();
        Assert.Equal((2, "3, 9", 13, 0), Words(await Look()));
        Assert.Single((await Status()).Acts);
    }

    [Theory]
    [InlineData(1_000_000)]
    [InlineData(long.MaxValue)]
    public async Task Raised_it_makes_no_loss_of_what_was_never_used_and_hides_none(long number)
    {
        await Run($"update events.mt_event_progression set last_seq_id = {number} where name = 'Accounted:All'");
        Assert.Equal((0, "", 10, 0), Words(await Look()));
        Assert.Equal(number, (await Status()).AccountedChanged);
        await Draw(3);
        await LogSteps.Append(database, "castlegate", 2);
        await Round();
        Assert.Equal((0, "", 15, 0), Words(await Look()));
        Assert.Equal((null, number), ((await Status()).AccountedChanged, Assert.Single((await Status()).Acts).Seq));
        await Run("delete from events.mt_events where seq_id in (10, 15)");
        Assert.Equal((2, "10, 15", 15, 0), Words(await Look()));
    }

    [Theory]
    [InlineData(1_000_000)]
    [InlineData(long.MaxValue)]
    public async Task The_mark_set_beyond_all_numbers_hides_no_later_loss_and_is_told(long number)
    {
        Assert.False((await Status()).IsMarkBeyond);
        await Run($"update events.mt_event_progression set last_seq_id = {number} where name = 'HighWaterMark'");
        Assert.True((await Status()).IsMarkBeyond);
        await AccountedNumbers.CatchUp(database.Database, Ct);
        Assert.Equal((0, "", 10, 0), Words(await Look()));
        await Round();
        Assert.Equal((10, false), ((await Status()).HighWaterMark, (await Status()).IsMarkBeyond));
        await Draw(2);
        await LogSteps.Append(database, "castlegate", 3);
        await Round();
        Assert.Equal((0, "", 15, 0), Words(await Look()));
        await Run("delete from events.mt_events where seq_id in (10, 14)");
        await Round();
        Assert.Equal((2, "10, 14", 15, 0), Words(await Look()));
        var act = Assert.Single((await Status()).Acts);
        Assert.Equal(("HighWaterMark", number, act.At), (act.Projection, act.Seq, (await Status()).NumbersSetBackAt));
    }

    [Fact]
    public async Task An_event_that_comes_to_a_number_noted_as_not_known_is_missed_when_it_goes()
    {
        // Three numbers are under way when somebody moves the mark over them; the one in the middle comes to an event.
        await using (var connection = await database.Database.OpenConnectionAsync(Ct))
        await using (var transaction = await connection.BeginTransactionAsync(Ct))
        {
            await using var draw = new Npgsql.NpgsqlCommand(
                "select nextval('events.mt_events_sequence') from generate_series(1, 3)", connection, transaction);
            await draw.ExecuteNonQueryAsync(Ct);
            await LogSteps.Append(database, "castlegate", 1);
            await Run("update events.mt_event_progression set last_seq_id = 14 where name = 'HighWaterMark'");
            await AccountedNumbers.CatchUp(database.Database, Ct);
            Assert.Equal((0, "", 14, 3), Words(await Look()));
            await transaction.RollbackAsync(Ct);
        }

        await LogSteps.TurnUp(database, "fernbrook", 12, 5);
        await AccountedNumbers.CatchUp(database.Database, Ct);
        Assert.Equal((0, "", 14, 2), Words(await Look()));
        await Run("delete from events.mt_events where seq_id = 12");
        await AccountedNumbers.CatchUp(database.Database, Ct);
        Assert.Equal((1, "12", 14, 2), Words(await Look()));
    }

    [Fact]
    public async Task What_another_host_accounts_for_meanwhile_is_not_noted_as_not_known()
    {
        await Draw(2);
        await Run("update events.mt_event_progression set last_seq_id = 12 where name = 'HighWaterMark'");
        await using var connection = await database.Database.OpenConnectionAsync(Ct);
        await using var transaction = await connection.BeginTransactionAsync(Ct);
        async Task There(string sql) => await new Npgsql.NpgsqlCommand(sql, connection, transaction).ExecuteNonQueryAsync(Ct);
        await There("update events.mt_event_progression set last_seq_id = 12 where name = 'Accounted:All'");
        await There("insert into events.mt_high_water_skips (ending_sequence, starting_sequence) values (12, 10)");
        var here = AccountedNumbers.CatchUp(database.Database, Ct);
        await LogSteps.Until(async () => await Waiting() > 0);
        await transaction.CommitAsync(Ct);
        await here;
        Assert.Equal(0, await database.Scalar<long>($"select count(*) from events.es_unknown_numbers"));
        Assert.Equal((0, "", 12, 0), Words(await Look()));
    }

    [Fact]
    public async Task An_empty_log_and_one_whose_sequence_was_set_back_have_lost_nothing()
    {
        await using var fresh = new EventDatabase();
        await fresh.InitializeAsync();
        await new SealDaemon(fresh.Store()).SealAsync(Ct);
        Assert.Equal((0, "", 0, 0), Words(await LostNumbersQuery.Look(fresh.Database, Ct)));
        Assert.Null((await new ProjectionDaemon(fresh.Store(), []).StatusAsync(Ct)).AccountedChanged);

        await Run("select setval('events.mt_events_sequence', 4)");
        await Round();
        Assert.Equal(((0, "", 10, 0), null), (Words(await Look()), (await Status()).AccountedChanged));
        Assert.True((await Status()).IsMarkBeyond);
        await Run("select setval('events.mt_events_sequence', 10)");
        await Run("delete from events.mt_events where seq_id = 7");
        await Round();
        Assert.Equal((1, "7", 10, 0), Words(await Look()));
    }

    [Fact]
    public async Task A_look_that_fails_or_hangs_keeps_no_client_from_being_sealed()
    {
        await LogSteps.Append(database, "castlegate", 1);
        await Run("alter table events.es_lost_numbers rename to elsewhere");
        await LogSteps.EndTurn(database);
        Assert.Equal(1, await new SealDaemon(database.Store()).SealAsync(Ct));
        await Run("alter table events.elsewhere rename to es_lost_numbers");

        await using var connection = await database.Database.OpenConnectionAsync(Ct);
        await using var transaction = await connection.BeginTransactionAsync(Ct);
        await new Npgsql.NpgsqlCommand("lock table events.es_unknown_numbers in exclusive mode", connection, transaction).ExecuteNonQueryAsync(Ct);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        await LogSteps.EndTurn(database);
        var runs = new SealDaemon(database.Store()) { Pause = TimeSpan.FromMilliseconds(50) }.RunAsync(stop.Token);
        await LogSteps.Until(async () => await Waiting() > 0);
        await LogSteps.Append(database, "fernbrook", 2);
        await LogSteps.Until(async () => (await Status()).SealedUpTo == 13);
        Assert.NotEqual(0, await Waiting());
        await stop.CancelAsync();
        await runs;
    }

    [Fact]
    public async Task A_short_limit_for_statements_ends_no_look()
    {
        await LogSteps.Append(database, "castlegate", 1);
        await using var hurried = Npgsql.NpgsqlDataSource.Create(
            new Npgsql.NpgsqlConnectionStringBuilder(database.ConnectionString) { Options = "-c statement_timeout=300" });
        await using var connection = await database.Database.OpenConnectionAsync(Ct);
        await using var transaction = await connection.BeginTransactionAsync(Ct);
        await new Npgsql.NpgsqlCommand("lock table events.es_lost_numbers in exclusive mode", connection, transaction).ExecuteNonQueryAsync(Ct);
        var look = LostNumbersQuery.Keep(hurried, Ct);
        await Task.Delay(600, Ct);
        await transaction.RollbackAsync(Ct);
        Assert.Equal(0, (await look).Count);
    }

    private static (long Count, string Named, long UpTo, long Unknown) Words(LostNumbers lost) =>
        (lost.Count, lost.Named(), lost.UpTo, lost.Unknown);

    private async Task Draw(int numbers)
    {
        await using var connection = await database.Database.OpenConnectionAsync(Ct);
        await using var transaction = await connection.BeginTransactionAsync(Ct);
        await new Npgsql.NpgsqlCommand($"select nextval('events.mt_events_sequence') from generate_series(1, {numbers})", connection, transaction)
            .ExecuteNonQueryAsync(Ct);
        await transaction.RollbackAsync(Ct);
    }

    private Task<long> Waiting() => database.Scalar<long>(
        $"select count(*) from pg_locks l join pg_stat_activity a on a.pid = l.pid where not l.granted and a.datname = current_database()");

    private Task Run(string sql) => database.Execute($"{new RawSql(sql)}");

    private Task<LostNumbers> Look() => LostNumbersQuery.Look(database.Database, Ct);

    private Task<DaemonStatus> Status() => new ProjectionDaemon(database.Store(), []).StatusAsync(Ct);

    // A gap is passed with the second look only; the look for lost numbers is due each time.
    private async Task Round()
    {
        while ((await new HighWater(database.Database).Advance(Ct)).Behind)
            await Task.Delay(10, Ct);
        await LogSteps.EndTurn(database);
        await Run("update events.es_lost_numbers set looked_at = looked_at - interval '1 hour'");
        await new SealDaemon(database.Store()).SealAsync(Ct);
    }
}
