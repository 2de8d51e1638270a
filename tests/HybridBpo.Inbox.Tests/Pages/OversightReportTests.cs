using System.Net;
using HybridBpo.Events;
using HybridBpo.Inbox.Cases;
using HybridBpo.Inbox.Contracts;
using HybridBpo.Inbox.Oversight;
using HybridBpo.Inbox.Tests.House;
using HybridBpo.Platform;
using HybridBpo.Testing;
using static HybridBpo.Inbox.Tests.House.DemoPeople;

namespace HybridBpo.Inbox.Tests.Pages;

/// With the relay running, and time to undo.
public sealed class ReportFixture : HouseFixture
{
    protected override bool Relay => true;

    protected override int UndoSeconds => 5;
}

/// What people decided, as the report counts it out of the events.
public sealed class OversightReportTests(ReportFixture fixture) : IClassFixture<ReportFixture>
{
    private readonly InboxHouse house = fixture.House;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(97, 100, 0.9155, 0.9897)]
    [InlineData(5, 10, 0.2366, 0.7634)]
    [InlineData(0, 10, 0, 0.2775)]
    [InlineData(10, 10, 0.7225, 1)]
    [InlineData(81, 263, 0.2553, 0.3662)] // Newcombe 1998, table I
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 0, 0, 1)]
    public void Intervals_are_wilsons(long hits, long of, double low, double high)
    {
        var interval = new Share(hits, of).Interval();
        Assert.Equal(low, interval.Low, 4);
        Assert.Equal(high, interval.High, 4);
    }

    [Theory]
    [InlineData(97, 100, "97 % (91.5 to 99.0)")]
    [InlineData(29, 29, OversightWords.TooFew)]
    [InlineData(30, 30, "100 % (88.6 to 100.0)")]
    [InlineData(0, 0, "—")]
    public void Too_little_is_said_to_be_too_little(long hits, long of, string words) =>
        Assert.Equal(words, OversightWords.Say(new(hits, of), false));

    [Fact]
    public async Task A_decision_counts_once_it_left_as_it_was_made()
    {
        var (with, against, undone, open) = (Asks.Plan("O-1"), Asks.Plan("O-2"), Asks.Plan("O-3"), Asks.Plan("O-4"));
        using var ines = house.As(Ines);
        foreach (var (ask, choice) in new[] { (with, "keep"), (against, "hold"), (undone, "keep") })
        {
            await house.OpenAsync(ask with { Proposal = ask.Proposal! with { Choice = "keep", Fields = new Dictionary<string, string>() } });
            await ines.TakeAsync(ask);
            await ines.SeeAsync(ask);
            await ines.JudgeAsync(house, ask, choice);
            await ines.DecideAsync(house, ask);
        }

        await ines.UndoAsync(house, undone);
        await house.OpenAsync(open);
        await house.UntilAsync(with, Stages.Delivered);
        await house.UntilAsync(against, Stages.Delivered);

        var line = await LineAsync(() => MineAsync(Ines), mine => mine.Decided == 2);
        Assert.Equal((2L, 2L, 1L, 2L), (line.Decided, line.Compared, line.Agreed, line.Evidence));
        Assert.InRange(line.JudgeSeconds!.Value, 0, 60);
        Assert.True(line.DecideSeconds >= line.JudgeSeconds);
        await house.ColleaguesAsync();
        Assert.True(await GroupAsync(InboxHouse.Plan, line.Mode) is { Decided: >= 4, Agreed: >= 3 });

        var (status, body) = await ines.GetAsync("/inbox/mirror");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("You agreed with the machine in 1 of 2 decisions.", body);
        Assert.Contains("You see these figures first", body);
    }

    [Fact]
    public async Task One_persons_figures_are_not_shown_as_those_of_a_group_before_they_would_be_shown_as_theirs()
    {
        await house.ColleaguesAsync("demo.other");
        foreach (var (days, decided) in new[] { (1, 7), (9, 2) })
        {
            await house.Database.ExecuteAsync(Access.System("test"), $"""
                insert into inbox.oversight_decisions (client_id, decision_id, case_id, user_id, kind, mode, evidence, to_judgement, to_decision,
                  decided_at, agreed, adverse, ended, ended_at)
                select 'fernbrook', gen_random_uuid(), gen_random_uuid(), 'una', 'demo.alone', 'on-request', true, 30, 40, at, true, false,
                  'sent', at
                from generate_series(1, {decided}) i, lateral (select now() - make_interval(days => {days}) as at) t
                """, Ct);
        }

        Assert.Equal(2, (await GroupAsync("demo.alone", "on-request"))!.Decided);
        await house.ColleaguesAsync("demo.alone");
        Assert.Equal(11, (await GroupAsync("demo.alone", "on-request"))!.Decided);
    }

    [Fact]
    public async Task Supervisors_see_a_person_a_week_later_than_the_person()
    {
        await house.ColleaguesAsync("demo.other");
        await house.Database.ExecuteAsync(Access.System("test"), $"""
            insert into inbox.oversight_decisions (client_id, decision_id, case_id, user_id, kind, mode, evidence, to_judgement, to_decision,
              decided_at, agreed, adverse, ended, ended_at)
            select 'fernbrook', gen_random_uuid(), gen_random_uuid(), {Tobias}, 'demo.plan', 'judgement-first', true, 30, 40, at, i <= 97, false,
              'sent', at
            from generate_series(1, 101) as i, lateral (
              select now() - case when i > 100 then interval '6 days 23 hours' else interval '8 days' end as at) t
            """, Ct);
        var report = house.Get<OversightReport>();
        var seen = Assert.Single(await report.LinesAsync(house.People.Of(Sara), true, 13, Ct), line => line.Person == Tobias);
        Assert.Equal((100L, 97L, 30.0, 40.0), (seen.Decided, seen.Agreed, seen.JudgeSeconds, seen.DecideSeconds));
        Assert.Equal(101, (await report.MineAsync(house.People.Of(Tobias), 13, Ct)).Sum(line => line.Decided));

        using var sara = house.As(Sara);
        var page = (await sara.GetAsync("/supervision/oversight")).Body;
        Assert.Contains("97 % (91.5 to 99.0)", page);
        Assert.Contains("a week earlier", page);
        var csv = (await sara.GetAsync("/supervision/oversight.csv?weeks=4")).Body;
        Assert.Contains(",Tobias R.,100,100,97,0.9155,0.9897,3,", csv);
        using var tobias = house.As(Tobias);
        Assert.Equal(HttpStatusCode.Forbidden, (await tobias.GetAsync("/supervision/oversight")).Status);
        Assert.Contains("97 of 101", (await tobias.GetAsync("/inbox/mirror")).Body);
        using var otto = house.As(Otto);
        Assert.DoesNotContain(await report.LinesAsync(house.People.Of(Otto), true, 13, Ct), line => line.Person == Tobias);
    }

    [Fact]
    public async Task What_a_colleague_took_over_and_decided_counts_for_them()
    {
        var ask = Asks.Plan("O-8");
        house.People.Add(Person("dora", "Dora L.", ["fernbrook"], Roles.Collector));
        await house.OpenAsync(ask);
        using var ines = house.As(Ines);
        using var dora = house.As("dora");
        await ines.TakeAsync(ask);
        await ines.ActAsync(ask, "delegate", ("command", $"{Guid.NewGuid()}"), ("token", "1"), ("to", "dora"), ("note", "please"));
        await dora.ActAsync(ask, "accept", ("command", $"{Guid.NewGuid()}"));
        await dora.JudgeAsync(house, ask);
        await dora.DecideAsync(house, ask);
        await house.UntilAsync(ask, Stages.Delivered);
        Assert.Equal(1, (await LineAsync(() => MineAsync("dora"), mine => mine.Decided == 1)).Compared);
    }

    [Fact]
    public async Task Built_anew_the_rows_are_the_same()
    {
        var ask = Asks.Plan("O-9");
        await house.OpenAsync(ask);
        using var maren = house.As(Maren);
        await maren.TakeAsync(ask);
        await maren.JudgeAsync(house, ask);
        await maren.DecideAsync(house, ask);
        await house.UntilAsync(ask, Stages.Delivered);
        await LineAsync(() => MineAsync(Maren), mine => mine.Decided == 1);
        var before = await RowAsync(ask);
        for (var tries = 0; !before.Contains("\"ended\": \"sent\"", StringComparison.Ordinal); tries++)
        {
            Assert.True(tries < 200, before);
            await Task.Delay(50, Ct);
            before = await RowAsync(ask);
        }

        var events = await house.Store.FetchStreamAsync(ask.Client, ask.CaseId, 0, Ct);
        await using var connection = new Npgsql.NpgsqlConnection(fixture.Database.ConnectionString);
        await connection.OpenAsync(Ct);
        await using (var all = new Npgsql.NpgsqlCommand("set app.clients = '*'", connection))
        {
            await all.ExecuteNonQueryAsync(Ct);
        }

        await using var tx = await connection.BeginTransactionAsync(Ct);
        var rows = new OversightRows();
        await rows.ResetStreamAsync(connection, tx, ask.Client, ask.CaseId, Ct);
        await rows.ApplyAsync(connection, tx, events, Ct);
        await tx.CommitAsync(Ct);
        Assert.Equal(before, await RowAsync(ask));
        await house.SumsHoldAsync();
        Assert.Contains("\"agreed\": false", before);
    }

    private async Task<string> RowAsync(OpenCase ask) => (await house.Database.SingleOrDefaultAsync<string>(Access.System("test"),
        $"""
        select jsonb_build_array((select jsonb_agg(to_jsonb(h)) from inbox.oversight_hands h where case_id = {ask.CaseId}),
          (select jsonb_agg(to_jsonb(d)) from inbox.oversight_decisions d where case_id = {ask.CaseId}))::text
        """, Ct))!;

    private async Task<OversightLine?> MineAsync(string who) =>
        (await house.Get<OversightReport>().MineAsync(house.People.Of(who), 13, Ct)).FirstOrDefault();

    private async Task<OversightLine?> GroupAsync(string kind, string mode) =>
        (await house.Get<OversightReport>().LinesAsync(house.People.Of(Sara), false, 13, Ct))
            .FirstOrDefault(line => line.Kind == kind && line.Mode == mode);

    /// The rows follow the log: waited for, ten seconds at most.
    private static async Task<OversightLine> LineAsync(Func<Task<OversightLine?>> read, Func<OversightLine, bool> there)
    {
        for (var tries = 0; ; tries++)
        {
            if (await read() is { } line && there(line))
            {
                return line;
            }

            Assert.True(tries < 100, "The rows did not follow.");
            await Task.Delay(100, Ct);
        }
    }
}
