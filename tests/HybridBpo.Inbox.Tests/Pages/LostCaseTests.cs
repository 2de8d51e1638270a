using System.Net;
using HybridBpo.Inbox.Contracts;
using HybridBpo.Inbox.Tests.House;
using static HybridBpo.Inbox.Tests.House.DemoPeople;

namespace HybridBpo.Inbox.Tests.Pages;

/// What an open page says when the case is no longer in its person's hands, or nothing is left to take.
public class LostCaseTests(HouseFixture fixture) : IClassFixture<HouseFixture>
{
    private readonly InboxHouse house = fixture.House;

    [Fact]
    public async Task A_second_window_says_that_one_decided_in_the_first()
    {
        var ask = Asks.Plan("T-1");
        using var maren = await HoldAsync(ask);
        await maren.JudgeAsync(house, ask);
        await maren.DecideAsync(house, ask);
        Assert.Contains("You decided this case in another window. Load it again", await RenewAsync(maren, ask));
    }

    [Fact]
    public async Task A_lease_that_a_supervisor_ended_is_told_and_the_draft_is_there_when_taken_again()
    {
        var ask = Asks.Plan("T-2");
        using var maren = await HoldAsync(ask);
        await maren.ActAsync(ask, "draft", ("choice", "hold"), ("note", "cares for her mother"));
        using var sara = house.As(Sara);
        await sara.ActAsync(ask, "end-lease", ("command", $"{Guid.NewGuid()}"));

        Assert.Contains("Your hold on this case has ended. What you wrote is kept as your draft.", await RenewAsync(maren, ask));
        Assert.Contains("a supervisor ended it", (await maren.TryJudgeAsync(house, ask)).Body);
        await maren.ActAsync(ask, "draft", ("choice", "hold"), ("note", "cares for her mother"));
        await maren.TakeAsync(ask);
        Assert.Contains("cares for her mother", (await maren.SeeAsync(ask)).Body);
    }

    [Fact]
    public async Task A_case_that_another_took_or_that_closed_is_named_so()
    {
        var (taken, closed) = (Asks.Plan("T-3"), Asks.Plan("T-4"));
        using var maren = await HoldAsync(taken);
        using var same = await HoldAsync(closed);
        using var sara = house.As(Sara);
        await sara.ActAsync(taken, "hand-over", ("command", $"{Guid.NewGuid()}"), ("to", Tobias), ("note", ""));
        Assert.Contains("Tobias R. took this case.", await RenewAsync(maren, taken));

        await house.SendAsync(CaseMessages.Withdraw, closed.Client, new WithdrawCase(closed.CaseId, closed.Client, "paid-in-full"));
        Assert.Contains("This case was closed meanwhile", await RenewAsync(maren, closed));
    }

    [Fact]
    public async Task Undone_a_decision_is_made_anew_with_nothing_chosen_and_what_was_typed_still_there()
    {
        var ask = Asks.Plan("T-5");
        using var maren = await HoldAsync(ask);
        await maren.JudgeAsync(house, ask);
        // The same case in another window, where something is chosen but not sent.
        await maren.ActAsync(ask, "draft", ("token", "1"), ("take", "own"), ("reason", "agree"));
        await maren.ActAsync(ask, "decide", ("command", $"{Guid.NewGuid()}"), ("token", "1"), ("take", "own"), ("reason", "agree"),
            ("note", "she pays on Fridays"));
        Assert.Equal(HttpStatusCode.Conflict, (await maren.ActAsync(ask, "draft", ("token", "1"), ("take", "own"), ("reason", "agree"))).Status);
        await maren.UndoAsync(house, ask);
        var late = await maren.ActAsync(ask, "draft", ("token", "1"), ("take", "own"), ("reason", "agree"));

        Assert.Equal(HttpStatusCode.Conflict, late.Status);
        Assert.Contains("You went on with this case in another window.", late.Body);
        var body = (await maren.SeeAsync(ask)).Body;
        Assert.DoesNotMatch("<input[^>]*checked", body);
        Assert.Contains("she pays on Fridays", body);
    }

    [Fact]
    public async Task What_was_chosen_in_the_judgement_is_not_chosen_in_the_decision()
    {
        var ask = Asks.Plan("T-6");
        using var maren = await HoldAsync(ask);
        await maren.ActAsync(ask, "draft", ("token", "1"), ("choice", "keep"), ("weight", "income"), ("note", "she pays on Fridays"),
            ("f.offer-plan.amount", "62"));
        Assert.Matches("<input[^>]*checked", (await maren.SeeAsync(ask)).Body);
        await maren.JudgeAsync(house, ask);
        var body = (await maren.SeeAsync(ask)).Body;
        Assert.Contains("no answer is chosen for you", body);
        Assert.DoesNotMatch("<input[^>]*checked", body);
        Assert.Matches("name=\"f.offer-plan.amount\"[^>]*value=\"62\"", body);
    }

    [Fact]
    public async Task Next_says_when_nothing_is_free_and_leaves_the_inbox_open()
    {
        house.People.Add(Person("idle", "Ida E.", ["nowhere"], HybridBpo.Platform.Roles.Collector));
        using var idle = house.As("idle");
        var (status, body, to) = await idle.PostAsync("/inbox/next", ("command", $"{Guid.NewGuid()}"));
        Assert.Equal((HttpStatusCode.OK, "/inbox"), (status, to));
        Assert.Contains("No case is free for you at the moment.", body);
    }

    private async Task<Person> HoldAsync(OpenCase ask)
    {
        await house.OpenAsync(ask);
        var maren = house.As(Maren);
        await maren.TakeAsync(ask);
        return maren;
    }

    /// What the page shows: both sentences of the answer.
    private static async Task<string> RenewAsync(Person person, OpenCase ask)
    {
        var (status, body, _) = await person.ActAsync(ask, "renew", ("token", "1"));
        Assert.Equal(HttpStatusCode.Conflict, status);
        using var said = System.Text.Json.JsonDocument.Parse(body);
        return $"{said.RootElement.GetProperty("message").GetString()} {said.RootElement.GetProperty("then").GetString()}";
    }
}
