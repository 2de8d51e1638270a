using System.Net;
using HybridBpo.Inbox.Cases;
using HybridBpo.Inbox.Contracts;
using HybridBpo.Inbox.Tests.House;
using HybridBpo.Inbox.Working;
using HybridBpo.Platform;
using static HybridBpo.Inbox.Tests.House.DemoPeople;

namespace HybridBpo.Inbox.Tests.Persistence;

/// From the decision to the module, through the real outbox.
public class DeliveryTests(RelayFixture fixture) : IClassFixture<RelayFixture>
{
    private readonly InboxHouse house = fixture.House;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_decision_reaches_the_module_once_with_what_was_decided()
    {
        var ask = Asks.Plan("D-1");
        await DecideAsync(ask);
        await house.UntilAsync(ask, Stages.Delivered);

        var outcome = Assert.Single(house.Outcomes.Applied, outcome => outcome.CaseId == ask.CaseId);
        Assert.Equal(("keep", "agree", Maren, null), (outcome.Choice, outcome.Reason, outcome.DecidedBy, outcome.ConfirmedBy));
        Assert.Equal(["agree"], outcome.Reasons!);
        Assert.True(outcome.Version > 3);
    }

    [Fact]
    public async Task An_undone_decision_never_leaves()
    {
        var ask = Asks.Plan("D-2");
        using var maren = await DecideAsync(ask);
        await maren.UndoAsync(house, ask);
        await Task.Delay(1_800, Ct);

        Assert.DoesNotContain(house.Outcomes.Applied, outcome => outcome.CaseId == ask.CaseId);
        var row = await house.RowAsync(ask);
        Assert.Equal((Stages.Open, Maren, 2L), (row.Stage, row.Holder, row.Token));
        await maren.DecideAsync(house, ask);
        await house.UntilAsync(ask, Stages.Delivered);
    }

    [Fact]
    public async Task A_refusal_of_the_module_opens_the_case_again_and_is_shown()
    {
        var ask = Asks.Plan("D-3");
        await house.OpenAsync(ask);
        using var maren = house.As(Maren);
        await maren.TakeAsync(ask);
        await maren.JudgeAsync(house, ask);
        await maren.ActAsync(ask, "draft", ("token", "1"), ("take", "own"), ("reason", "agree"));
        house.Outcomes.Refuses = new Conflict("The account was recalled by the client.");
        try
        {
            await maren.ActAsync(ask, "decide", ("command", $"{Guid.NewGuid()}"), ("token", "1"), ("take", "own"), ("reason", "agree"),
                ("note", "she pays on Fridays"));
            await house.UntilAsync(ask, Stages.Decided);
            await house.UntilAsync(ask, Stages.Open);
        }
        finally
        {
            house.Outcomes.Refuses = null;
        }

        Assert.Contains("could not be carried out: The account was recalled by the client.", (await maren.SeeAsync(ask)).Body);
        await maren.TakeAsync(ask);
        var anew = (await maren.SeeAsync(ask)).Body;
        Assert.DoesNotMatch("<input[^>]*checked", anew);
        Assert.Contains("she pays on Fridays", anew);
        await maren.DecideAsync(house, ask);
        await house.UntilAsync(ask, Stages.Delivered);
    }

    [Fact]
    public async Task A_module_that_fails_is_told_again_until_it_takes_the_outcome()
    {
        var ask = Asks.Screening("D-4");
        var outcomes = house.Services.GetServicesOf<IOutcomeHandler>().OfType<DemoOutcomes>().Single(handler => handler.Kind == ask.Kind);
        outcomes.FailsFirst = 2;
        await house.OpenAsync(ask);
        using var rita = house.As(Rita);
        await rita.TakeAsync(ask);
        await rita.JudgeAsync(house, ask, "interview");
        await rita.ActAsync(ask, "decide", ("command", $"{Guid.NewGuid()}"), ("token", "1"), ("take", "own"), ("reason", "criteria"));
        await house.UntilAsync(ask, Stages.Delivered);

        Assert.Single(outcomes.Applied, outcome => outcome.CaseId == ask.CaseId);
    }

    [Fact]
    public async Task A_decision_for_two_goes_round_by_the_second_person()
    {
        var ask = Asks.Plan("D-5");
        await house.OpenAsync(ask);
        using var maren = house.As(Maren);
        using var tobias = house.As(Tobias);
        await maren.TakeAsync(ask);
        await maren.JudgeAsync(house, ask, "offer-plan");
        await maren.DecideAsync(house, ask);
        await house.UntilAsync(ask, Stages.WaitingSecond);

        Assert.Equal(HttpStatusCode.Forbidden, (await maren.ActAsync(ask, "take")).Status);
        // Another window of hers, still at the form: what is chosen there is not kept for the day on which the case comes back.
        var late = await maren.ActAsync(ask, "draft", ("token", "1"), ("take", "own"), ("reason", "agree"));
        Assert.Equal(HttpStatusCode.Conflict, late.Status);
        await tobias.TakeAsync(ask);
        var blind = (await tobias.SeeAsync(ask)).Body;
        Assert.DoesNotContain("$62", blind);
        Assert.DoesNotContain("$83", blind);
        var decision = (await house.RowAsync(ask)).DecisionId;
        var early = await tobias.ActAsync(ask, "confirm", ("command", $"{Guid.NewGuid()}"), ("token", "2"), ("decision", $"{decision}"));
        Assert.Equal(HttpStatusCode.Conflict, early.Status);

        await tobias.JudgeAsync(house, ask);
        var open = (await tobias.SeeAsync(ask)).Body;
        Assert.Contains("$62 · 24 months", open);
        Assert.Contains("$83 · 18 months", open);
        Assert.Equal(HttpStatusCode.OK,
            (await tobias.ActAsync(ask, "confirm", ("command", $"{Guid.NewGuid()}"), ("token", "2"), ("decision", $"{decision}"))).Status);
        await house.UntilAsync(ask, Stages.Delivered);

        var outcome = Assert.Single(house.Outcomes.Applied, outcome => outcome.CaseId == ask.CaseId);
        Assert.Equal((Maren, Tobias, "6200"), (outcome.DecidedBy, outcome.ConfirmedBy, outcome.Fields["amount"]));
    }

    [Fact]
    public async Task The_machines_answer_is_read_on_the_server_not_from_the_form()
    {
        var ask = Asks.Plan("D-6");
        await house.OpenAsync(ask);
        using var maren = house.As(Maren);
        await maren.TakeAsync(ask);
        await maren.JudgeAsync(house, ask);
        await maren.ActAsync(ask, "decide", ("command", $"{Guid.NewGuid()}"), ("token", "1"), ("take", "machine"), ("reason", "agree"),
            ("choice", "hold"), ("f.offer-plan.amount", "1"));

        var state = await house.Get<CaseDesk>().LoadAsync(maren.Access, ask.Client, ask.CaseId, Ct);
        Assert.Equal(("offer-plan", "8300", Taken.Machine), (state!.Decision!.Choice, state.Decision.Fields["amount"], state.Decision.Taken));
    }

    private async Task<Person> DecideAsync(OpenCase ask)
    {
        await house.OpenAsync(ask);
        var maren = house.As(Maren);
        await maren.TakeAsync(ask);
        await maren.JudgeAsync(house, ask);
        await maren.DecideAsync(house, ask);
        return maren;
    }
}
