using System.Net;
using HybridBpo.Inbox.Cases;
using HybridBpo.Inbox.Contracts;
using HybridBpo.Inbox.Tests.House;
using HybridBpo.Testing;
using static HybridBpo.Inbox.Tests.House.DemoPeople;

namespace HybridBpo.Inbox.Tests.Pages;

/// The same done with many cases: each by itself, and nothing that must be decided one by one.
public sealed class BulkTests : IAsyncLifetime
{
    private TestDatabase database = null!;
    private InboxHouse house = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        house = await InboxHouse.StartAsync(database);
    }

    public async ValueTask DisposeAsync()
    {
        await house.DisposeAsync();
        await database.DisposeAsync();
    }

    [Theory]
    [InlineData("decide")]
    [InlineData("release")]
    public async Task A_form_that_is_sent_again_after_it_was_taken_back_does_not_say_that_it_was_done(string act)
    {
        var ask = Asks.Plan($"AGAIN-{act}");
        await house.OpenAsync(ask);
        using var maren = house.As(Maren);
        if (act == "release")
        {
            await maren.TakeAsync(ask);
        }

        var batch = Guid.NewGuid();
        (string, string)[] answer = [("choice", "keep"), ("weight", "income"), ("sure", "fairly"), ("reason", "agree")];
        Assert.Contains("1 of 1 case", await SendAsync(act, answer));
        Assert.Contains("1 of 1 case", await SendAsync("undo", [("did", act)]));
        var again = await SendAsync(act, answer);
        Assert.Contains("0 of 1 case", again);
        Assert.Contains("You took this back since.", again);
        Assert.Equal(Stages.Open, (await house.RowAsync(ask)).Stage);

        async Task<string> SendAsync(string to, (string, string)[] more) => (await maren.PostAsync(
            $"/inbox/bulk/{to}", [("command", $"{batch}"), ("case", $"{ask.Client}:{ask.CaseId}"), .. more])).Body;
    }

    [Fact]
    public async Task The_same_judgement_and_decision_go_on_record_for_each_and_can_be_taken_back_one_by_one_or_all()
    {
        var asks = await OpenAsync("K-1", "K-2", "K-3");
        using var maren = house.As(Maren);
        var (status, page, _) = await AskAsync(maren, "decide", asks);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("Keep the usual reminders", page);
        Assert.DoesNotContain("Hold all contact", page);
        Assert.DoesNotContain("Offer a plan", page);
        Assert.DoesNotContain("Paid three times", page);
        Assert.Equal(["CaseOpened"], await EventsAsync(asks[0]));

        var batch = Guid.NewGuid();
        var done = await DecideAsync(maren, asks, batch);
        Assert.Contains("3 of 3 cases decided", done.Body);
        await DecideAsync(maren, asks, batch);
        foreach (var ask in asks)
        {
            Assert.Equal(["CaseOpened", "CaseClaimed", "JudgementRecorded", "DecisionMade"], await EventsAsync(ask));
            var made = (DecisionMade)(await house.Store.FetchStreamAsync(ask.Client, ask.CaseId, 0, Ct))[^1].Data;
            Assert.Equal((Maren, Taken.Own, "keep", batch, false), (made.By, made.Taken, made.Choice, made.Batch!.Value, made.Adverse));
        }

        Assert.Contains("1 of 1 case undone", (await UndoAsync(maren, batch, "decide", asks[..1])).Body);
        Assert.Equal((Stages.Open, Maren), (await house.RowAsync(asks[0])) is var row ? (row.Stage, row.Holder) : default);
        using var tobias = house.As(Tobias);
        Assert.Contains("0 of 3 cases undone", (await UndoAsync(tobias, batch, "decide", asks)).Body);
        Assert.Contains("3 of 3 cases undone", (await UndoAsync(maren, batch, "decide", asks)).Body);
        Assert.All(asks, ask => Assert.Equal(Stages.Open, house.RowAsync(ask).Result.Stage));
    }

    [Theory]
    [InlineData("hold", "is not decided for several cases at once")]
    [InlineData("offer-plan", "is not decided for several cases at once")]
    [InlineData("no-such", "Choose one of the answers")]
    public async Task What_is_adverse_or_needs_a_second_person_is_refused_by_the_server_and_nobody_holds_it_afterwards(string choice, string why)
    {
        var asks = await OpenAsync($"K-4 {choice}");
        using var maren = house.As(Maren);
        var (_, body, _) = await DecideAsync(maren, asks, Guid.NewGuid(), choice);
        Assert.Contains(why, body);
        Assert.Contains("0 of 1 case decided", body);
        Assert.Equal(["CaseOpened"], await EventsAsync(asks[0]));
    }

    [Fact]
    public async Task Whoever_saw_the_machines_answer_decides_that_case_by_itself()
    {
        var asks = await OpenAsync("K-seen", "K-not");
        using var maren = house.As(Maren);
        await maren.TakeAsync(asks[0]);
        await maren.JudgeAsync(house, asks[0]);
        await maren.SeeAsync(asks[0]);
        var done = (await DecideAsync(maren, asks, Guid.NewGuid())).Body;
        Assert.Contains("1 of 2 cases decided", done);
        Assert.Contains("You saw the machine's answer to this one", done);
    }

    [Fact]
    public async Task Each_case_that_cannot_be_done_says_why_and_stays_selected_while_the_others_are_done()
    {
        var asks = await OpenAsync("K-5 mine", "K-6 held", "K-7 judged", "K-8 not for me");
        var screening = Asks.Screening("K-9");
        await house.OpenAsync(screening);
        var kept = Asks.Plan("K-10", notFor: [Maren]);
        await house.OpenAsync(kept);
        var foreign = Asks.Plan("K-11 west", client: "castlegate");
        await house.OpenAsync(foreign);
        using var maren = house.As(Maren);
        using var tobias = house.As(Tobias);
        using var ines = house.As(Ines);
        await tobias.TakeAsync(asks[1]);
        await ines.TakeAsync(asks[2]);
        await ines.JudgeAsync(house, asks[2], "hold");
        var (_, body, _) = await DecideAsync(ines, [asks[0], asks[1], asks[2], screening, foreign], Guid.NewGuid());
        Assert.Contains("1 of 5 cases decided", body);
        Assert.Contains("Somebody else holds this case now. Nothing was recorded on it", body);
        Assert.DoesNotContain("draft", body);
        Assert.Contains("You judged it otherwise: “Hold all contact”", body);
        Assert.Contains("Cases of this kind are judged by other roles", body);
        Assert.Contains("There is no such case", body);
        Assert.DoesNotContain("K-11", body);
        Assert.Equal(4, body.Split("data-failed").Length - 1);
        Assert.Contains("You asked for this yourself", (await DecideAsync(maren, [kept], Guid.NewGuid())).Body);
        Assert.Equal(["CaseOpened"], await EventsAsync(kept));
        Assert.Contains("These are cases of several kinds", (await AskAsync(house.As(Sara), "decide", [asks[3], screening])).Body);
        using var rita = house.As(Rita);
        Assert.Contains("decided one by one", (await AskAsync(rita, "decide", [screening])).Body);
        Assert.Contains("0 of 1 case decided", (await DecideAsync(rita, [screening], Guid.NewGuid(), "interview")).Body);
    }

    [Fact]
    public async Task A_person_whose_other_case_is_in_other_hands_is_left_alone_and_the_second_person_decides_one_by_one()
    {
        var (one, other) = (Asks.Plan("K-12 a", subject: "same"), Asks.Plan("K-12 b", subject: "same"));
        await house.OpenAsync(one);
        await house.OpenAsync(other);
        using var maren = house.As(Maren);
        using var tobias = house.As(Tobias);
        await tobias.TakeAsync(one);
        Assert.Contains("another case of the same person", (await DecideAsync(maren, [other], Guid.NewGuid())).Body);

        var waiting = (await OpenAsync("K-13"))[0];
        await maren.TakeAsync(waiting);
        await maren.JudgeAsync(house, waiting, "offer-plan");
        await maren.DecideAsync(house, waiting);
        await house.Sender(new FakeClock(DateTimeOffset.UtcNow.AddMinutes(1))).HandleAsync(new(Guid.NewGuid(), waiting.Client, "inbox.send-decision",
            $$"""{"CaseId":"{{waiting.CaseId}}","DecisionId":"{{(await house.RowAsync(waiting)).DecisionId}}","Confirmed":false}""", 1), Ct);
        Assert.Equal(Stages.WaitingSecond, (await house.RowAsync(waiting)).Stage);
        Assert.Contains("waits for a second person", (await DecideAsync(tobias, [waiting], Guid.NewGuid())).Body);
    }

    [Fact]
    public async Task What_one_holds_is_put_aside_or_given_back_together_and_taken_again_by_undo()
    {
        var asks = await OpenAsync("K-14", "K-15", "K-16 free");
        using var maren = house.As(Maren);
        await maren.TakeAsync(asks[0]);
        await maren.TakeAsync(asks[1]);
        var batch = Guid.NewGuid();
        var until = DateTimeOffset.UtcNow.AddHours(1).ToString("O");
        var (_, body, _) = await RunAsync(maren, "snooze", asks, batch, ("until", until));
        Assert.Contains("2 of 3 cases put aside", body);
        Assert.Contains("You do not hold it. Take it first.", body);
        Assert.Equal(Maren, (await house.RowAsync(asks[0])).SnoozedBy);
        Assert.Contains("2 of 2 cases undone", (await UndoAsync(maren, batch, "snooze", asks[..2])).Body);
        Assert.Equal((Maren, null), (await house.RowAsync(asks[1])) is var row ? (row.Holder, row.SnoozedBy) : default);

        Assert.Contains("2 of 3 cases given back", (await RunAsync(maren, "release", asks, batch)).Body);
        Assert.Contains("2 of 3 cases given back", (await RunAsync(maren, "release", asks, batch)).Body);
        Assert.Equal(1, (await EventsAsync(asks[0])).Count(name => name == nameof(CaseReleased)));
        Assert.Null((await house.RowAsync(asks[0])).Holder);
        Assert.Contains("2 of 2 cases undone", (await UndoAsync(maren, batch, "release", asks[..2])).Body);
        Assert.Equal(Maren, (await house.RowAsync(asks[0])).Holder);
        var late = DateTimeOffset.UtcNow.AddDays(9).ToString("O");
        Assert.Contains("It is due", (await RunAsync(maren, "snooze", asks[..1], Guid.NewGuid(), ("until", late))).Body);
    }

    [Fact]
    public async Task At_most_a_hundred_and_nothing_made_up()
    {
        using var maren = house.As(Maren);
        var many = Enumerable.Range(0, 101).Select(n => Asks.Plan($"K-17 {n}")).ToList();
        foreach (var act in new[] { "decide", "snooze", "release" })
        {
            Assert.Contains("At most 100 cases at once; these are 101.", (await AskAsync(maren, act, many)).Body);
            var run = await RunAsync(maren, act, many, Guid.NewGuid(), ("until", "2030-01-01"));
            Assert.Contains("At most 100 cases at once; these are 101.", run.Body);
            Assert.Contains("Select a case first", (await AskAsync(maren, act, [])).Body);
        }

        foreach (var key in new[] { "x", "fernbrook:x", ":", "fernbrook:" + new string('1', 400) })
        {
            var made = await maren.PostAsync("/inbox/bulk/release", ("command", $"{Guid.NewGuid()}"), ("case", key));
            Assert.Contains("could not be read", made.Body);
        }

        var unknown = await maren.PostAsync("/inbox/bulk/close", ("command", $"{Guid.NewGuid()}"), ("case", "x"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, unknown.Status);
    }

    [Fact]
    public async Task A_hundred_cases_are_done_in_one_act_each_with_an_event_of_its_own()
    {
        var asks = await OpenAsync([.. Enumerable.Range(0, 100).Select(n => $"K-18 {n}")]);
        using var maren = house.As(Maren);
        Assert.Contains("100 of 100 cases decided", (await DecideAsync(maren, asks, Guid.NewGuid())).Body);
        Assert.All(asks, ask => Assert.Equal(Stages.Decided, house.RowAsync(ask).Result.Stage));
    }

    private async Task<List<OpenCase>> OpenAsync(params string[] references)
    {
        var asks = references.Select(reference => Asks.Plan(reference)).ToList();
        foreach (var ask in asks)
        {
            await house.OpenAsync(ask);
        }

        return asks;
    }

    private async Task<List<string>> EventsAsync(OpenCase ask) =>
        [.. (await house.Store.FetchStreamAsync(ask.Client, ask.CaseId, 0, Ct)).Select(e => e.Data.GetType().Name)];

    private static Task<(HttpStatusCode Status, string Body, string? To)> AskAsync(Person by, string act, IEnumerable<OpenCase> asks) =>
        by.PostAsync("/inbox/bulk", [("command", $"{Guid.NewGuid()}"), ("act", act), .. Keys(asks)]);

    private static Task<(HttpStatusCode Status, string Body, string? To)> RunAsync(
        Person by, string act, IEnumerable<OpenCase> asks, Guid batch, params (string Name, string Value)[] more) =>
        by.PostAsync($"/inbox/bulk/{act}", [("command", $"{batch}"), .. more, .. Keys(asks)]);

    private static Task<(HttpStatusCode Status, string Body, string? To)> DecideAsync(
        Person by, IEnumerable<OpenCase> asks, Guid batch, string choice = "keep") => RunAsync(by, "decide", asks, batch,
            ("choice", choice), ("weight", "income"), ("sure", "fairly"), ("reason", "agree"));

    private static Task<(HttpStatusCode Status, string Body, string? To)> UndoAsync(Person by, Guid batch, string did, IEnumerable<OpenCase> asks) =>
        RunAsync(by, "undo", asks, batch, ("did", did));

    private static IEnumerable<(string Name, string Value)> Keys(IEnumerable<OpenCase> asks) =>
        asks.Select(ask => ("case", $"{ask.Client}:{ask.CaseId}"));
}
