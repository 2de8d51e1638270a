using HybridBpo.Inbox.Oversight;
using HybridBpo.Inbox.Tests.House;
using HybridBpo.Platform;
using static HybridBpo.Inbox.Tests.House.DemoPeople;

namespace HybridBpo.Inbox.Tests.Pages;

/// An installation that counted as the release before did: until all is counted anew, everybody reads those figures, and not half of the new ones.
/// No worker runs here.
public sealed class CountedAnewTests(HouseFixture fixture) : IClassFixture<HouseFixture>
{
    private const string Script = "016_counted", Taking = "-- Readers stay with";
    private static readonly Access Test = Access.System("test");
    private readonly InboxHouse house = fixture.House;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Figures_of_the_release_before_stand_until_the_log_is_read()
    {
        await house.Database.ExecuteAsync(Test, $"""
            insert into inbox.oversight (client_id, case_id, user_id, kind, taken_at, evidence, judged_at, decision_id, decided_at, sent_at, agreed,
              adverse, review)
            select 'fernbrook', gen_random_uuid(), {Tobias}, 'demo.plan', at, true, at + interval '20 seconds', gen_random_uuid(),
              at + interval '50 seconds', case when i > 2 then at + interval '1 minute' end, i <= 32, false, case when i = 40 then 'refused' end
            from generate_series(1, 42) as i, lateral (select now() - interval '8 days 1 minute' as at) t
            """, Ct);
        await RunAsync(Taken());
        await house.Database.ExecuteAsync(Test, $"""
            insert into inbox.oversight_decisions (client_id, decision_id, case_id, user_id, kind, mode, evidence, to_decision, decided_at, agreed,
              adverse, ended, ended_at)
            select 'fernbrook', gen_random_uuid(), gen_random_uuid(), {Tobias}, 'demo.plan', 'judgement-first', true, i, now() - interval '8 days',
              true, false, 'sent', now()
            from generate_series(1, 4) as i
            """, Ct);
        var report = house.Get<OversightReport>();
        var old = Assert.Single(await report.LinesAsync(house.People.Of(Sara), true, 13, Ct));
        Assert.Equal((40L, 40L, 30L, 40L, 1L, 1L), (old.Decided, old.Compared, old.Agreed, old.Evidence, old.Reviewed, old.SentBack));
        Assert.Equal((20.0, 50.0), (old.JudgeSeconds, old.DecideSeconds));
        Assert.Equal(42, Assert.Single(await report.MineAsync(house.People.Of(Tobias), 13, Ct)).Decided);

        await house.Database.InTransactionAsync(Test, (connection, tx) => new OversightRows().SwapAsync(connection, tx, Ct), Ct);
        var counted = Assert.Single(await report.LinesAsync(house.People.Of(Sara), true, 13, Ct));
        Assert.Equal((4L, 4L, null, 2.5), (counted.Decided, counted.Agreed, counted.JudgeSeconds, counted.DecideSeconds));
        Assert.Equal(4, Assert.Single(await report.MineAsync(house.People.Of(Tobias), 13, Ct)).Decided);
        await house.SumsHoldAsync();

        // What is taken away by itself is summed up no longer.
        await house.Database.ExecuteAsync(Test, $"delete from inbox.oversight_decisions where to_decision > 2", Ct);
        Assert.Equal(2, Assert.Single(await report.LinesAsync(house.People.Of(Sara), true, 13, Ct)).Decided);
        await house.SumsHoldAsync();
        await house.Database.InTransactionAsync(Test, (connection, tx) => new OversightRows().ResetAsync(connection, tx, Ct), Ct);
        Assert.Empty(await report.LinesAsync(house.People.Of(Sara), true, 13, Ct));
    }

    [Theory]
    [InlineData(new int[0], null)]
    [InlineData(new[] { 7 }, 7.0)]
    [InlineData(new[] { 400, 3, 70_000 }, 400.0)]
    [InlineData(new[] { 9, 2, 4, 1 }, 3.0)]
    public void The_median_is_the_middle_of_what_was_packed(int[] seconds, double? median)
    {
        var packed = new byte[seconds.Length * 4];
        for (var i = 0; i < seconds.Length; i++)
        {
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(packed.AsSpan(i * 4), seconds[i]);
        }

        Assert.Equal(median, Seconds.Median(packed));
    }

    /// What the script takes over of the figures that are there.
    private static string Taken()
    {
        var script = SchemaSource.From([typeof(InboxModule).Assembly]).Single().Scripts.Single(script => script.Name == Script).Text;
        return script[script.IndexOf(Taking, StringComparison.Ordinal)..];
    }

    private async Task RunAsync(string sql)
    {
        await using var connection = new Npgsql.NpgsqlConnection(fixture.Database.ConnectionString);
        await connection.OpenAsync(Ct);
        await using var tx = await connection.BeginTransactionAsync(Ct);
        await using var command = new Npgsql.NpgsqlCommand(sql, connection, tx);
        await command.ExecuteNonQueryAsync(Ct);
        await tx.CommitAsync(Ct);
    }
}
