using System.Net;
using HybridBpo.Inbox.Cases;
using HybridBpo.Inbox.Contracts;
using HybridBpo.Inbox.Tests.Given;
using HybridBpo.Inbox.Tests.House;
using HybridBpo.Platform;
using HybridBpo.Testing;
using static HybridBpo.Inbox.Tests.House.DemoPeople;

namespace HybridBpo.Inbox.Tests.Pages;

/// Each mode as its people meet it: three hosts on one database, whose settings leave one mode each to draw.
public sealed class ModeTests : IAsyncLifetime
{
    private const string Song = "kanarienvogel";

    private TestDatabase database = null!;
    private InboxHouse machine = null!, request = null!, first = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        (machine, request, first) = (await HouseAsync(Modes.MachineFirst), await HouseAsync(Modes.OnRequest), await HouseAsync(Modes.JudgementFirst));
    }

    public async ValueTask DisposeAsync()
    {
        await machine.DisposeAsync();
        await request.DisposeAsync();
        await first.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task Machine_first_shows_the_proposal_to_the_holder_at_once_and_records_that()
    {
        var ask = Low("M-1");
        await machine.OpenAsync(ask);
        using var maren = machine.As(Maren);
        using var tobias = machine.As(Tobias);
        Assert.DoesNotContain(Song, (await maren.SeeAsync(ask)).Body);

        await maren.TakeAsync(ask);
        var page = (await maren.SeeAsync(ask)).Body;
        Assert.Contains(Song, page);
        Assert.Contains("The machine speaks first", page);
        Assert.Contains(Song, (await maren.GetAsync($"/api{Tests.House.Person.PathOf(ask)}")).Body);
        await AssertBlindAsync(tobias, ask);
        await maren.JudgeAsync(machine, ask);
        await maren.DecideAsync(machine, ask);

        var events = await EventsAsync(ask);
        Assert.Equal(Modes.MachineFirst, Assert.Single(events.OfType<ModeDrawn>()).Mode);
        Assert.Single(events.OfType<RecommendationRevealed>());
        Assert.True(events.FindIndex(e => e is RecommendationRevealed) < events.FindIndex(e => e is JudgementRecorded));
        Assert.False(events.OfType<DecisionMade>().Single().NeedsSecondPerson);
    }

    [Fact]
    public async Task A_case_that_waits_beside_for_the_same_persons_judgement_keeps_the_machine_quiet()
    {
        var (low, grave) = (Low("M-2", "M-2"), Asks.Plan("M-2b", subject: "M-2"));
        await machine.OpenAsync(low);
        await machine.OpenAsync(grave);
        using var maren = machine.As(Maren);
        await maren.TakeAsync(low);
        await AssertBlindAsync(maren, low);
        Assert.Empty((await EventsAsync(low)).OfType<RecommendationRevealed>());

        await maren.TakeAsync(grave);
        await maren.JudgeAsync(machine, grave);
        Assert.Contains(Song, (await maren.SeeAsync(low)).Body);
    }

    [Fact]
    public async Task On_request_the_person_may_look_first_by_an_act_of_their_own()
    {
        var (looked, not) = (Low("M-3"), Low("M-4"));
        await request.OpenAsync(looked);
        await request.OpenAsync(not);
        using var maren = request.As(Maren);
        using var tobias = request.As(Tobias);
        await maren.TakeAsync(looked);
        await AssertBlindAsync(maren, looked);
        Assert.Contains("Show it before I judge", (await maren.SeeAsync(looked)).Body);
        Assert.Equal(HttpStatusCode.Conflict, (await RevealAsync(tobias, looked)).Status);

        Assert.Contains(Song, (await RevealAsync(maren, looked)).Body);
        await AssertBlindAsync(tobias, looked);
        await maren.JudgeAsync(request, looked);
        var events = await EventsAsync(looked);
        Assert.True(events.FindIndex(e => e is RecommendationRevealed) < events.FindIndex(e => e is JudgementRecorded));

        await maren.TakeAsync(not);
        await maren.JudgeAsync(request, not);
        Assert.Contains(Song, (await maren.SeeAsync(not)).Body);
        events = await EventsAsync(not);
        Assert.True(events.FindIndex(e => e is RecommendationRevealed) > events.FindIndex(e => e is JudgementRecorded));
    }

    [Fact]
    public async Task Judging_first_nobody_looks_before()
    {
        var ask = Low("M-5");
        await first.OpenAsync(ask);
        using var maren = first.As(Maren);
        await maren.TakeAsync(ask);
        var refused = await RevealAsync(maren, ask);
        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
        Assert.DoesNotContain(Song, refused.Body);
        Assert.DoesNotContain("Show it before I judge", refused.Body);
        Assert.Empty((await EventsAsync(ask)).OfType<RecommendationRevealed>());
    }

    [Fact]
    public async Task The_draw_of_a_case_stays_whichever_host_it_is_taken_on_again()
    {
        var ask = Low("M-6");
        await OpenToAllAsync(ask);
        using var maren = request.As(Maren);
        await maren.TakeAsync(ask);
        await maren.ActAsync(ask, "release", ("command", $"{Guid.NewGuid()}"), ("token", $"{(await request.RowAsync(ask)).Token}"));
        using var elsewhere = machine.As(Maren);
        await elsewhere.TakeAsync(ask);
        Assert.Single((await EventsAsync(ask)).OfType<ModeDrawn>());
    }

    [Fact]
    public async Task An_adverse_answer_in_another_mode_needs_a_second_person_who_is_blind_until_they_judged()
    {
        var ask = Asks.Plan("M-7", why: Song);
        await request.OpenAsync(ask);
        using var ines = request.As(Ines);
        await ines.TakeAsync(ask);
        await RevealAsync(ines, ask);
        await ines.ActAsync(ask, "release", ("command", $"{Guid.NewGuid()}"), ("token", $"{(await request.RowAsync(ask)).Token}"));
        using var maren = request.As(Maren);
        await maren.TakeAsync(ask);
        Assert.Contains(Song, (await RevealAsync(maren, ask)).Body);
        await maren.JudgeAsync(request, ask, "hold");
        await maren.DecideAsync(request, ask);
        Assert.True((await EventsAsync(ask)).OfType<DecisionMade>().Single().NeedsSecondPerson);
        await LeaveAsync(ask);

        Assert.Equal(Stages.WaitingSecond, (await request.RowAsync(ask)).Stage);
        var (status, body, _) = await ines.ActAsync(ask, "take");
        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Contains("saw the machine's proposal before you judged", body);
        await ines.PostAsync("/inbox/next", ("command", $"{Guid.NewGuid()}"));
        Assert.NotEqual(Ines, (await request.RowAsync(ask)).Holder);

        using var tobias = request.As(Tobias);
        await tobias.TakeAsync(ask);
        await AssertBlindAsync(tobias, ask);
        Assert.DoesNotContain("Hold all contact", System.Text.RegularExpressions.Regex.Replace((await tobias.SeeAsync(ask)).Body, "<form.*?</form>",
            "", System.Text.RegularExpressions.RegexOptions.Singleline));
        Assert.Equal(HttpStatusCode.Conflict, (await RevealAsync(tobias, ask)).Status);
        await tobias.JudgeAsync(request, ask, "hold");
        Assert.Contains(Song, (await tobias.SeeAsync(ask)).Body);
        Assert.Contains("Confirm this decision", (await tobias.SeeAsync(ask)).Body);
        var row = await request.RowAsync(ask);
        (string, string)[] form = [("command", $"{Guid.NewGuid()}"), ("token", $"{row.Token}"), ("decision", $"{row.DecisionId}")];
        Assert.Contains("Give a reason", (await tobias.ActAsync(ask, "confirm", form)).Body);
        Assert.Equal(HttpStatusCode.OK, (await tobias.ActAsync(ask, "confirm", [.. form, ("reason", "agree")])).Status);
        Assert.Equal(["agree"], (await EventsAsync(ask)).OfType<DecisionConfirmed>().Single().Reasons);
    }

    [Fact]
    public async Task A_case_handed_over_draws_for_whoever_gets_it()
    {
        var ask = Low("M-8");
        await request.OpenAsync(ask);
        using var maren = request.As(Maren);
        await maren.TakeAsync(ask);
        await maren.ActAsync(ask, "hand-over", ("command", $"{Guid.NewGuid()}"), ("token", "1"), ("to", Tobias));
        Assert.Equal([Maren, Tobias], (await EventsAsync(ask)).OfType<ModeDrawn>().Select(drawn => drawn.By));
        using var tobias = request.As(Tobias);
        await AssertBlindAsync(tobias, ask);
        Assert.Contains(Song, (await RevealAsync(tobias, ask)).Body);
    }

    [Fact]
    public async Task Supervisors_read_what_each_kind_keeps_back_and_collectors_do_not()
    {
        using var audra = first.As(Audra);
        using var maren = first.As(Maren);
        var (status, body) = await audra.GetAsync("/supervision/kept-back");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("name of the model", body);
        Assert.Contains("judgement first", body);
        Assert.Equal(HttpStatusCode.Forbidden, (await maren.GetAsync("/supervision/kept-back")).Status);
        Assert.All(first.Services.GetServicesOf<ICaseView>(), view => Assert.Equal(view.Proposal is null, view.Withholds.Count == 0));
    }

    private async Task<InboxHouse> HouseAsync(string mode) => await InboxHouse.StartAsync(database, settings: new Dictionary<string, string?>
    {
        ["Inbox:Modes:Low"] = mode,
        ["Inbox:Modes:Adverse"] = mode == Modes.OnRequest ? mode : Modes.JudgementFirst,
    });

    /// By the policy of the house, which leaves all modes.
    private async Task OpenToAllAsync(OpenCase ask)
    {
        await using var house = await InboxHouse.StartAsync(database);
        await house.OpenAsync(ask);
    }

    private static OpenCase Low(string reference, string? subject = null) => Asks.Plan(reference, subject: subject, why: Song) with
    {
        Form = Sample.Form with { Choices = [.. Sample.Form.Choices.Where(choice => choice.Code == "keep")] },
        Proposal = new("keep", new Dictionary<string, string>(), new Dictionary<string, string>(), $"model {Song}", $$"""{"why":"{{Song}}"}"""),
    };

    private static async Task AssertBlindAsync(Person person, OpenCase ask)
    {
        foreach (var path in new[] { Tests.House.Person.PathOf(ask), $"/api{Tests.House.Person.PathOf(ask)}", "/inbox?tab=team", "/supervision" })
        {
            Assert.DoesNotContain(Song, (await person.GetAsync(path)).Body);
        }
    }

    private async Task<(HttpStatusCode Status, string Body, string? To)> RevealAsync(Person person, OpenCase ask) =>
        await person.ActAsync(ask, "reveal", ("command", $"{Guid.NewGuid()}"), ("token", $"{(await first.RowAsync(ask)).Token}"));

    private async Task<List<object>> EventsAsync(OpenCase ask) =>
        [.. (await first.Store.FetchStreamAsync(ask.Client, ask.CaseId, 0, Ct)).Select(stored => stored.Data)];

    private async Task LeaveAsync(OpenCase ask)
    {
        var handler = request.Sender(new FakeClock(DateTimeOffset.UtcNow.AddMinutes(1)));
        var due = new Inbox.Deciding.SendDecisionHandler.DueDecision(ask.CaseId, (await request.RowAsync(ask)).DecisionId!.Value, false);
        await handler.HandleAsync(
            new Message(Ids.New(TimeProvider.System), ask.Client, handler.Kind, System.Text.Json.JsonSerializer.Serialize(due), 1), Ct);
    }
}
