using System.Net;
using HybridBpo.Inbox.Cases;
using HybridBpo.Inbox.Contracts;
using HybridBpo.Inbox.Tests.House;
using HybridBpo.Testing;
using static HybridBpo.Inbox.Tests.House.DemoPeople;

namespace HybridBpo.Inbox.Tests.Pages;

/// A colleague is asked to take a case over, and nobody approves their own decision that way.
public class DelegationTests(HouseFixture fixture) : IClassFixture<HouseFixture>
{
    private readonly InboxHouse house = fixture.House;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_stays_with_its_owner_until_the_colleague_takes_it_over_and_both_stand_in_the_events()
    {
        var ask = await OpenAsync("D-1");
        using var maren = house.As(Maren);
        using var tobias = house.As(Tobias);
        using var ines = house.As(Ines);
        await maren.TakeAsync(ask);
        Assert.DoesNotContain("Asked of me", (await tobias.GetAsync("/inbox")).Body);
        var (_, asked, _) = await DelegateAsync(maren, ask, Tobias);
        Assert.Contains("You asked Tobias R. to take this over", asked);
        Assert.Equal(Maren, (await house.RowAsync(ask)).Holder);
        Assert.Contains("Asked of me", (await tobias.GetAsync("/inbox")).Body);
        Assert.Contains("D-1", (await tobias.GetAsync("/inbox?tab=asked")).Body);
        Assert.DoesNotContain("D-1", (await ines.GetAsync("/inbox?tab=asked")).Body);
        Assert.Contains("Maren K. asks you to take this over", (await tobias.SeeAsync(ask)).Body);
        Assert.Contains("you know Spanish", (await tobias.SeeAsync(ask)).Body);
        Assert.Contains("Nobody asks you", (await AnswerAsync(ines, ask, "accept")).Body);

        var command = Guid.NewGuid();
        await AnswerAsync(tobias, ask, "accept", command);
        await AnswerAsync(tobias, ask, "accept", command);
        Assert.Equal((Tobias, 2L), (await house.RowAsync(ask)) is var row ? (row.Holder, row.Token) : default);
        var stale = await maren.TryJudgeAsync(house, ask, token: 1);
        Assert.Equal(HttpStatusCode.Conflict, stale.Status);
        await tobias.JudgeAsync(house, ask);
        await tobias.DecideAsync(house, ask);
        var events = (await house.Store.FetchStreamAsync(ask.Client, ask.CaseId, 0, Ct)).Select(e => e.Data).ToList();
        Assert.Equal((Tobias, Maren), Assert.Single(events.OfType<DelegationAccepted>()) is var took ? (took.By, took.Owner) : default);
        var made = Assert.Single(events.OfType<DecisionMade>());
        Assert.Equal((Tobias, Maren), (made.By, Assert.Single(made.For!)));
        Assert.Contains("You decided for Maren K.", (await tobias.SeeAsync(ask)).Body);
    }

    [Fact]
    public async Task The_colleague_returns_it_or_the_owner_keeps_it_after_all()
    {
        var ask = await OpenAsync("D-2");
        using var maren = house.As(Maren);
        using var tobias = house.As(Tobias);
        await maren.TakeAsync(ask);
        await DelegateAsync(maren, ask, Tobias);
        Assert.Contains("Somebody is asked already", (await DelegateAsync(maren, ask, Ines)).Body);
        await AnswerAsync(tobias, ask, "return", note: "no time today");
        var seen = (await maren.SeeAsync(ask)).Body;
        Assert.Contains("Tobias R. returned it to you", seen);
        Assert.Contains("no time today", seen);
        Assert.Contains("Nobody asks you", (await AnswerAsync(tobias, ask, "accept")).Body);
        await DelegateAsync(maren, ask, Tobias);
        await AnswerAsync(maren, ask, "return");
        Assert.Contains("Nobody asks you", (await AnswerAsync(tobias, ask, "accept")).Body);
        Assert.Equal((Maren, null), (await house.RowAsync(ask)) is var row ? (row.Holder, row.DelegatedTo) : default);
        await DelegateAsync(maren, ask, Tobias);
        await maren.JudgeAsync(house, ask);
        await maren.DecideAsync(house, ask);
        Assert.Null((await house.RowAsync(ask)).DelegatedTo);
    }

    [Fact]
    public async Task Only_the_holder_asks_and_only_somebody_who_may_judge_it_with_a_note()
    {
        var ask = await OpenAsync("D-3", notFor: [Ines]);
        using var maren = house.As(Maren);
        using var tobias = house.As(Tobias);
        using var otto = house.As(Otto);
        await maren.TakeAsync(ask);
        Assert.Equal(HttpStatusCode.Conflict, (await DelegateAsync(tobias, ask, Sara)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await DelegateAsync(otto, ask, Tobias)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await AnswerAsync(otto, ask, "accept")).Status);
        foreach (var wrong in new[] { Rita, Otto, Ines, Maren, "nobody", "" })
        {
            Assert.Contains("This person cannot judge this case", (await DelegateAsync(maren, ask, wrong)).Body);
        }

        Assert.Contains("Write the note first", (await DelegateAsync(maren, ask, Tobias, note: " ")).Body);
        Assert.Null((await house.RowAsync(ask)).DelegatedTo);
    }

    [Fact]
    public async Task Nobody_approves_their_own_decision_by_asking_somebody_to_do_it_or_by_being_asked()
    {
        // Tobias decides for Maren; she cannot confirm it, nor take it from Ines who holds it as second person, nor have it done through Tobias.
        var ask = await OpenAsync("D-4");
        using var maren = house.As(Maren);
        using var tobias = house.As(Tobias);
        using var ines = house.As(Ines);
        using var sara = house.As(Sara);
        await maren.TakeAsync(ask);
        await DelegateAsync(maren, ask, Tobias);
        await AnswerAsync(tobias, ask, "accept");
        await tobias.JudgeAsync(house, ask, "offer-plan");
        await tobias.DecideAsync(house, ask);
        await LeaveAsync(ask);
        Assert.Equal(Stages.WaitingSecond, (await house.RowAsync(ask)).Stage);

        foreach (var party in new[] { maren, tobias })
        {
            Assert.Equal(HttpStatusCode.Forbidden, (await party.ActAsync(ask, "take")).Status);
            Assert.DoesNotContain("D-4", (await party.GetAsync("/inbox/queue?tab=mine")).Body);
        }

        await ines.TakeAsync(ask);
        foreach (var party in new[] { Maren, Tobias })
        {
            Assert.Contains("This person cannot judge this case", (await DelegateAsync(ines, ask, party)).Body);
            Assert.Contains("This person cannot judge this case", (await sara.ActAsync(ask, "hand-over", ("command", $"{Guid.NewGuid()}"),
                ("to", party), ("note", ""))).Body);
        }

        await ines.JudgeAsync(house, ask, "offer-plan");
        foreach (var party in new[] { maren, tobias })
        {
            var row = await house.RowAsync(ask);
            var tried = await party.ActAsync(ask, "confirm", ("command", $"{Guid.NewGuid()}"), ("token", $"{row.Token}"),
                ("decision", $"{row.DecisionId}"), ("note", ""));
            Assert.Equal(HttpStatusCode.Forbidden, tried.Status);
        }

        Assert.Equal(Stages.WaitingSecond, (await house.RowAsync(ask)).Stage);
    }

    [Fact]
    public async Task Whoever_acts_for_somebody_is_not_the_second_person_of_what_that_one_decides_later()
    {
        var ask = await OpenAsync("D-5");
        using var maren = house.As(Maren);
        using var tobias = house.As(Tobias);
        await maren.TakeAsync(ask);
        await DelegateAsync(maren, ask, Tobias);
        await AnswerAsync(tobias, ask, "accept");
        await tobias.ActAsync(ask, "release", ("command", $"{Guid.NewGuid()}"), ("token", "2"));
        await maren.TakeAsync(ask);
        await maren.JudgeAsync(house, ask, "offer-plan");
        await maren.DecideAsync(house, ask);
        await LeaveAsync(ask);
        Assert.Equal([Tobias], (await house.RowAsync(ask)).NotSecond);
        Assert.Equal(HttpStatusCode.Forbidden, (await tobias.ActAsync(ask, "take")).Status);
        using var ines = house.As(Ines);
        await ines.TakeAsync(ask);
    }

    [Fact]
    public void The_rule_holds_again_where_it_is_written_whatever_was_asked_before()
    {
        var at = Given.Sample.Noon;
        var state = Given.Folding.Fold(Given.Sample.Opened, Given.Sample.Claimed(Maren, 1),
            new CaseDelegated(at, Given.Sample.SubjectId, Maren, Tobias, 1, at.AddHours(4), "please", false),
            new DelegationAccepted(at, Tobias, Maren, 2, at.AddHours(1)), Given.Sample.Judged(Tobias, "offer-plan"),
            Given.Sample.Made(Tobias, "offer-plan", second: true) with { For = [Maren] }, new SecondApprovalRequested(at, Given.Sample.DecisionId),
            Given.Sample.Claimed(Maren, 3), Given.Sample.Judged(Maren, "offer-plan"));
        Assert.IsType<SamePerson>(Deciding.ConfirmDecision.Decide(new(Given.Sample.DecisionId, Maren, 3, "", TimeSpan.Zero), state, at).Refusal);
        Assert.IsType<SamePerson>(Working.TakeCase.Decide(new(Maren, 9, at.AddHours(1), "picked", ModePolicy.House), state, at).Refusal);
    }

    private async Task<OpenCase> OpenAsync(string reference, string[]? notFor = null)
    {
        var ask = Asks.Plan(reference, notFor: notFor);
        await house.OpenAsync(ask);
        return ask;
    }

    private async Task LeaveAsync(OpenCase ask) => await house.Sender(new FakeClock(DateTimeOffset.UtcNow.AddMinutes(1))).HandleAsync(
        new(Guid.NewGuid(), ask.Client, "inbox.send-decision",
            $$"""{"CaseId":"{{ask.CaseId}}","DecisionId":"{{(await house.RowAsync(ask)).DecisionId}}","Confirmed":false}""", 1), Ct);

    private async Task<(HttpStatusCode Status, string Body, string? To)> DelegateAsync(
        Person by, OpenCase on, string to, string note = "you know Spanish") => await by.ActAsync(on, "delegate",
            ("command", $"{Guid.NewGuid()}"), ("token", $"{(await house.RowAsync(on)).Token}"), ("to", to), ("note", note));

    private static Task<(HttpStatusCode Status, string Body, string? To)> AnswerAsync(
        Person by, OpenCase on, string answer, Guid? command = null, string note = "") =>
        by.ActAsync(on, answer, ("command", $"{command ?? Guid.NewGuid()}"), ("note", note));
}
