using System.Net;
using HybridBpo.Inbox.Cases;
using HybridBpo.Inbox.Contracts;
using HybridBpo.Inbox.Oversight;
using HybridBpo.Inbox.Tests.House;
using HybridBpo.Platform;
using static HybridBpo.Inbox.Tests.House.DemoPeople;

namespace HybridBpo.Inbox.Tests.Pages;

/// A case that is decided more than once, or whose decision comes to nothing, or that is decided with others: each decision counts by itself. Every
/// test has a person of its own, whose figures these are.
public sealed class DecidedAgainTests(RelayFixture fixture) : IClassFixture<RelayFixture>
{
    private readonly InboxHouse house = fixture.House;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_decision_that_the_module_refuses_counts_apart_from_the_one_that_is_made_after_it()
    {
        var ask = Asks.Plan("DA-1");
        using var nora = await WithAsync("nora", ask);
        house.Outcomes.Refuses = new Conflict("The account was recalled by the client.");
        try
        {
            await nora.DecideAsync(house, ask);
            await house.UntilAsync(ask, Stages.Decided);
            await house.UntilAsync(ask, Stages.Open);
        }
        finally
        {
            house.Outcomes.Refuses = null;
        }

        await nora.TakeAsync(ask);
        await nora.DecideAsync(house, ask);
        await house.UntilAsync(ask, Stages.Delivered);
        var line = await LineAsync("nora", mine => mine.Decided == 2);
        Assert.Equal((2L, 1L, 0L, 0L), (line.Decided, line.Refused, line.Withdrawn, line.SentBack));
        Assert.Equal("refused,sent", await EndsAsync(ask));
        // She judged once: the second decision came without a judgement of its own.
        Assert.Equal(1, await house.Database.SingleOrDefaultAsync<long>(Access.System("test"), $"""
            select count(to_judgement) from inbox.oversight_decisions where case_id = {ask.CaseId}
            """, Ct));
        using var sara = house.As(Sara);
        await house.ColleaguesAsync();
        Assert.Contains("1 refused", (await nora.GetAsync("/inbox/mirror")).Body);
        // refused_by_module and withdrawn, and nothing of reliance behind them.
        Assert.Matches("(?m)^decisions,fernbrook,demo.plan,[a-z-]+,[^\r\n]*,[1-9][0-9]*,[0-9]+,{7}\r?$",
            (await sara.GetAsync("/supervision/oversight.csv")).Body);
        // Of all people together: other tests of the class have theirs.
        Assert.Matches("[1-9][0-9]* refused", (await sara.GetAsync("/supervision/oversight")).Body);
        await house.SumsHoldAsync();
    }

    [Fact]
    public async Task What_a_second_person_sent_back_stays_so_when_it_is_decided_again()
    {
        var ask = Asks.Plan("DA-2");
        using var nils = await WithAsync("nils", ask, "offer-plan");
        using var tobias = house.As(Tobias);
        await nils.DecideAsync(house, ask);
        await house.UntilAsync(ask, Stages.WaitingSecond);
        // Of what waits nobody learns here.
        await house.ColleaguesAsync();
        Assert.DoesNotContain(await house.Get<OversightReport>().LinesAsync(house.People.Of(Sara), false, 13, Ct), line => line.Reviewed > 0);
        await tobias.TakeAsync(ask);
        await tobias.JudgeAsync(house, ask);
        var row = await house.RowAsync(ask);
        var (status, _, _) = await tobias.ActAsync(ask, "refuse", ("command", $"{Guid.NewGuid()}"), ("token", $"{row.Token}"),
            ("decision", $"{row.DecisionId}"), ("note", "too much"));
        Assert.Equal(HttpStatusCode.OK, status);
        await nils.TakeAsync(ask);
        await nils.ActAsync(ask, "decide", ("command", $"{Guid.NewGuid()}"), ("token", $"{(await house.RowAsync(ask)).Token}"), ("take", "other"),
            ("choice", "keep"), ("reason", "agree"));
        await house.UntilAsync(ask, Stages.Delivered);
        var line = await LineAsync("nils", mine => mine.Decided == 2 && mine.Reviewed == 1);
        Assert.Equal((1L, 0L, 0L), (line.SentBack, line.Refused, line.Withdrawn));
        Assert.Equal("sent-back,sent", await EndsAsync(ask));
        await house.SumsHoldAsync();
    }

    [Fact]
    public async Task A_decision_that_new_facts_made_void_is_withdrawn_and_one_taken_back_is_none()
    {
        var (stale, undone) = (Asks.Plan("DA-3"), Asks.Plan("DA-4"));
        using var nina = await WithAsync("nina", stale, "offer-plan");
        await nina.DecideAsync(house, stale);
        await house.UntilAsync(stale, Stages.WaitingSecond);
        await house.SendAsync(CaseMessages.Withdraw, stale.Client, new WithdrawCase(stale.CaseId, stale.Client, "paid"));
        await house.OpenAsync(undone);
        await nina.TakeAsync(undone);
        await nina.JudgeAsync(house, undone, "offer-plan");
        await nina.DecideAsync(house, undone);
        await nina.UndoAsync(house, undone);
        await house.SendAsync(CaseMessages.Withdraw, undone.Client, new WithdrawCase(undone.CaseId, undone.Client, "paid"));
        var line = await LineAsync("nina", mine => mine is { Decided: 1, Withdrawn: 1 });
        Assert.Equal((0L, 0L), (line.Refused, line.SentBack));
        Assert.Equal("withdrawn", await EndsAsync(stale));
        Assert.Null(await EndsAsync(undone));
        await house.SumsHoldAsync();
    }

    [Fact]
    public async Task Many_decided_at_once_are_a_line_of_their_own()
    {
        var (single, one, two) = (Asks.Plan("DA-5"), Asks.Plan("DA-6"), Asks.Plan("DA-7"));
        using var nell = await WithAsync("nell", single);
        await nell.DecideAsync(house, single);
        await house.OpenAsync(one);
        await house.OpenAsync(two);
        var (_, body, _) = await nell.PostAsync("/inbox/bulk/decide", ("command", $"{Guid.NewGuid()}"), ("choice", "keep"), ("weight", "income"),
            ("sure", "fairly"), ("reason", "agree"), ("case", $"{one.Client}:{one.CaseId}"), ("case", $"{two.Client}:{two.CaseId}"));
        Assert.Contains("2 of 2 cases decided", body);
        await LineAsync("nell", mine => mine.Decided == 2, OversightRows.Bulk);
        var lines = await house.Get<OversightReport>().MineAsync(house.People.Of("nell"), 13, Ct);
        Assert.Equal([(OversightRows.Bulk, 2L, 0L), (Modes.JudgementFirst, 1L, 1L)],
            lines.Select(line => (line.Mode, line.Decided, line.Compared)).OrderByDescending(line => line.Decided));
        Assert.Contains("many at once", (await nell.GetAsync("/inbox/mirror")).Body);
        await house.SumsHoldAsync();
    }

    /// A person of that name who has taken and judged the case.
    private async Task<House.Person> WithAsync(string id, OpenCase ask, string choice = "keep")
    {
        house.People.Add(Person(id, $"{id} A.", ["fernbrook"], Roles.Collector));
        await house.OpenAsync(ask);
        var person = house.As(id);
        await person.TakeAsync(ask);
        await person.JudgeAsync(house, ask, choice);
        return person;
    }

    private Task<string?> EndsAsync(OpenCase ask) => house.Database.SingleOrDefaultAsync<string>(Access.System("test"), $"""
        select string_agg(ended, ',' order by decided_at) from inbox.oversight_decisions where case_id = {ask.CaseId}
        """, Ct);

    /// The rows follow the log: waited for, ten seconds at most.
    private async Task<OversightLine> LineAsync(string who, Func<OversightLine, bool> there, string mode = Modes.JudgementFirst)
    {
        for (var tries = 0; ; tries++)
        {
            var mine = await house.Get<OversightReport>().MineAsync(house.People.Of(who), 13, Ct);
            if (mine.FirstOrDefault(line => line.Mode == mode) is { } line && there(line))
            {
                return line;
            }

            Assert.True(tries < 100, $"The rows did not follow: {string.Join("; ", mine)}");
            await Task.Delay(100, Ct);
        }
    }
}
