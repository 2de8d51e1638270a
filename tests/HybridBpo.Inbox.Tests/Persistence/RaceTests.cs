using System.Net;
using HybridBpo.Events;
using HybridBpo.Inbox.Cases;
using HybridBpo.Inbox.Contracts;
using HybridBpo.Inbox.Deciding;
using HybridBpo.Inbox.Tests.House;
using HybridBpo.Inbox.Working;
using HybridBpo.Platform;
using HybridBpo.Testing;
using static HybridBpo.Inbox.Tests.House.DemoPeople;

namespace HybridBpo.Inbox.Tests.Persistence;

public class RaceTests(HouseFixture fixture) : IClassFixture<HouseFixture>
{
    private readonly InboxHouse house = fixture.House;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Opening_a_case_twice_has_one_effect()
    {
        var ask = Asks.Plan("O-1");
        var message = Ids.New(TimeProvider.System);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            house.SendAsync(CaseMessages.Open, ask.Client, ask with { Question = $"Version {i}?" }, i < 4 ? message : null)));

        var events = await house.Store.FetchStreamAsync(ask.Client, ask.CaseId, 0, Ct);
        Assert.IsType<CaseOpened>(Assert.Single(events).Data);
        Assert.Equal(1, await house.Database.SingleOrDefaultAsync<long>(Access.System("test"),
            $"select count(*) from inbox.proposals where case_id = {ask.CaseId}", Ct));
    }

    [Fact]
    public async Task The_module_is_told_once_of_a_case_that_it_withdrew_and_never_of_one_that_was_over()
    {
        var ask = Asks.Plan("T-1");
        using var maren = await DecidedAsync(ask);
        var withdraw = new WithdrawCase(ask.CaseId, ask.Client, "payment-received", "test.stale");
        await house.SendAsync(CaseMessages.Withdraw, ask.Client, withdraw);
        await house.SendAsync(CaseMessages.Withdraw, ask.Client, withdraw);
        Assert.Equal(withdraw, Assert.Single(await ToldAsync(ask)));

        var over = Asks.Plan("T-2");
        using var other = await DecidedAsync(over);
        await SendDueAsync(over, TimeSpan.FromMinutes(1));
        Assert.Equal(Stages.Delivered, (await house.RowAsync(over)).Stage);
        await house.SendAsync(CaseMessages.Withdraw, over.Client, withdraw with { CaseId = over.CaseId });
        Assert.Empty(await ToldAsync(over));

        async Task<IEnumerable<WithdrawCase>> ToldAsync(OpenCase about) => (await house.Database.QueryAsync<string>(Access.System("test"), $"""
            select json::text from platform.messages where kind = 'test.stale' and json::text like {$"%{about.CaseId}%"}
            """, Ct)).Select(json => System.Text.Json.JsonSerializer.Deserialize<WithdrawCase>(json)!);
    }

    [Fact]
    public async Task Withdrawing_voids_a_decision_that_has_not_left()
    {
        var ask = Asks.Plan("O-2");
        using var maren = await DecidedAsync(ask);
        var withdraw = new WithdrawCase(ask.CaseId, ask.Client, "paid-in-full");
        await house.SendAsync(CaseMessages.Withdraw, ask.Client, withdraw);
        await house.SendAsync(CaseMessages.Withdraw, ask.Client, withdraw);
        await SendDueAsync(ask, TimeSpan.FromMinutes(1));

        Assert.Equal(Stages.Withdrawn, (await house.RowAsync(ask)).Stage);
        Assert.DoesNotContain(house.Outcomes.Applied, outcome => outcome.CaseId == ask.CaseId);
        var body = (await maren.SeeAsync(ask)).Body;
        Assert.Contains("New facts made this case stale: paid in full. Your decision is void: nothing was carried out.", body);
        Assert.Contains("New facts made it stale, and the decision void", body);
        // Whoever decided hears of it without looking for the case, for a day.
        var waiting = (await maren.GetAsync("/inbox?tab=waiting")).Body;
        Assert.Contains("your decision is void", waiting);
        Assert.Contains("What should we offer O-2?", waiting);
        await house.Database.ExecuteAsync(Access.System("test"),
            $"update inbox.cases set closed_at = closed_at - interval '25 hours' where case_id = {ask.CaseId}", Ct);
        Assert.DoesNotContain("What should we offer O-2?", (await maren.GetAsync("/inbox?tab=waiting")).Body);
    }

    [Fact]
    public async Task A_withdrawal_that_comes_before_its_case_waits_for_it()
    {
        var ask = Asks.Plan("O-3");
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            house.SendAsync(CaseMessages.Withdraw, ask.Client, new WithdrawCase(ask.CaseId, ask.Client, "recalled")));
    }

    [Fact]
    public async Task Undo_and_departure_race_and_exactly_one_wins()
    {
        for (var round = 0; round < 12; round++)
        {
            var ask = Asks.Plan($"U-{round}");
            using var maren = await DecidedAsync(ask);
            var decision = (await house.RowAsync(ask)).DecisionId!.Value;
            var clock = new FakeClock(DateTimeOffset.UtcNow.AddSeconds(30));
            var handler = house.Sender(clock);
            var send = new Message(Ids.New(TimeProvider.System), ask.Client, handler.Kind,
                System.Text.Json.JsonSerializer.Serialize(new SendDecisionHandler.DueDecision(ask.CaseId, decision, false)), 1);

            var undo = maren.ActAsync(ask, "undo", ("command", $"{Guid.NewGuid()}"), ("decision", $"{decision}"));
            await Task.WhenAll(undo, handler.HandleAsync(send, Ct));
            await handler.HandleAsync(send, Ct);

            var undone = (await undo).Status == HttpStatusCode.OK;
            var delivered = house.Outcomes.Applied.Count(outcome => outcome.CaseId == ask.CaseId);
            Assert.Equal(undone ? 0 : 1, delivered);
            Assert.Equal(undone ? Stages.Open : Stages.Delivered, (await house.RowAsync(ask)).Stage);
        }
    }

    [Fact]
    public async Task A_host_that_died_after_telling_the_module_does_not_tell_it_twice()
    {
        var ask = Asks.Plan("O-4");
        await DecidedAsync(ask);
        await SendDueAsync(ask, TimeSpan.FromMinutes(1));
        await SendDueAsync(ask, TimeSpan.FromMinutes(1));

        Assert.Single(house.Outcomes.Applied, outcome => outcome.CaseId == ask.CaseId);
        var events = await house.Store.FetchStreamAsync(ask.Client, ask.CaseId, 0, Ct);
        Assert.Single(events, e => e.Data is OutcomeSent);
        Assert.Single(events, e => e.Data is OutcomeDelivered);
    }

    [Fact]
    public async Task A_form_sent_twice_has_one_effect()
    {
        var ask = Asks.Plan("O-5");
        await house.OpenAsync(ask);
        using var maren = house.As(Maren);
        await maren.TakeAsync(ask);
        await maren.JudgeAsync(house, ask);
        var command = Guid.NewGuid();
        await maren.DecideAsync(house, ask, command: command);
        await maren.DecideAsync(house, ask, command: command);

        var events = await house.Store.FetchStreamAsync(ask.Client, ask.CaseId, 0, Ct);
        Assert.Single(events, e => e.Data is DecisionMade);
        Assert.Equal(HttpStatusCode.Conflict, (await maren.TryDecideAsync(house, ask)).Status);
    }

    [Fact]
    public async Task What_people_and_cases_say_is_unreadable_in_the_log_and_gone_once_erased()
    {
        var ask = Asks.Plan("O-6 Rowan Ellery");
        await house.OpenAsync(ask);
        var raw = await house.Database.SingleOrDefaultAsync<string>(Access.System("test"),
            $"select data::text from events.mt_events where stream_id = {ask.CaseId}", Ct);
        Assert.DoesNotContain("Rowan Ellery", raw);
        Assert.DoesNotContain("budget form", raw);

        await house.Store.EraseSubjectAsync(ask.Client, ask.SubjectId, Ct);
        var state = await house.Store.AggregateStreamAsync<Case>(ask.Client, ask.CaseId, ct: Ct);
        Assert.Equal((null, null), (state!.Question, state.EvidenceJson));
        using var maren = house.As(Maren);
        Assert.Contains("The facts were erased", (await maren.SeeAsync(ask)).Body);
    }

    [Fact]
    public async Task A_wrong_message_is_put_back_and_opens_nothing()
    {
        var ask = Asks.Plan("O-7");
        OpenCase[] wrong =
        [
            ask with { Form = ask.Form with { Reasons = [] } }, ask with { Question = "" }, ask with { Urgency = 9 },
            ask with { Proposal = ask.Proposal! with { Choice = "made-up" } }, ask with { Kind = "hro.any" },
            ask with { Evidence = ask.Evidence with { Json = $"[{new string(' ', 1_000_001)}]" } },
            ask with { Evidence = ask.Evidence with { Json = "[" } },
        ];
        foreach (var bad in wrong)
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => house.OpenAsync(bad));
        }

        await Assert.ThrowsAsync<InvalidOperationException>(() => house.SendAsync(CaseMessages.Open, "castlegate", ask));
        Assert.Empty(await house.Store.FetchStreamAsync(ask.Client, ask.CaseId, 0, Ct));
    }

    private async Task<Person> DecidedAsync(OpenCase ask)
    {
        await house.OpenAsync(ask);
        var maren = house.As(Maren);
        await maren.TakeAsync(ask);
        await maren.JudgeAsync(house, ask);
        await maren.DecideAsync(house, ask);
        return maren;
    }

    /// The outbox hands over what is due, as if that much time had passed.
    private async Task SendDueAsync(OpenCase ask, TimeSpan later)
    {
        var state = await house.Get<CaseDesk>().LoadAsync(Access.System("test"), ask.Client, ask.CaseId, Ct);
        var clock = new FakeClock(DateTimeOffset.UtcNow + later);
        var handler = house.Sender(clock);
        await handler.HandleAsync(new Message(Ids.New(TimeProvider.System), ask.Client, handler.Kind, System.Text.Json.JsonSerializer.Serialize(
            new SendDecisionHandler.DueDecision(ask.CaseId, state!.Decision?.Id ?? Guid.Empty, false)), 1), Ct);
    }
}
