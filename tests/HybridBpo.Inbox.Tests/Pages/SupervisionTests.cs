using System.Net;
using HybridBpo.Inbox.Cases;
using HybridBpo.Inbox.Supervision;
using HybridBpo.Inbox.Tests.House;
using HybridBpo.Inbox.Working;
using HybridBpo.Platform;
using static HybridBpo.Inbox.Tests.House.DemoPeople;

namespace HybridBpo.Inbox.Tests.Pages;

public class SupervisionTests(HouseFixture fixture) : IClassFixture<HouseFixture>
{
    private readonly InboxHouse house = fixture.House;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_supervisor_sees_queues_ages_holders_and_ends_a_lease()
    {
        var (late, held) = (Asks.Plan("S-1", dueInHours: -2), Asks.Plan("S-2"));
        await house.OpenAsync(late);
        await house.OpenAsync(held);
        using var sara = house.As(Sara);
        using var maren = house.As(Maren);
        await maren.TakeAsync(held);

        var page = (await sara.GetAsync("/supervision")).Body;
        Assert.Matches(@"\d late", page);
        Assert.Contains("Maren K.", page);
        Assert.Contains("S-2", page);

        var (status, body, to) = await sara.ActAsync(held, "end-lease", ("command", $"{Guid.NewGuid()}"));
        Assert.Equal((HttpStatusCode.OK, "/supervision"), (status, to));
        Assert.DoesNotContain("S-2", body);
        Assert.Equal(HttpStatusCode.Conflict, (await maren.TryJudgeAsync(house, held)).Status);
    }

    [Fact]
    public async Task A_handed_over_case_is_held_by_the_other_and_lost_to_the_first()
    {
        var ask = Asks.Plan("S-3");
        await house.OpenAsync(ask);
        using var sara = house.As(Sara);
        using var maren = house.As(Maren);
        using var tobias = house.As(Tobias);
        await maren.TakeAsync(ask);
        await maren.ActAsync(ask, "draft", ("choice", "hold"), ("note", "call again on Friday"));
        Assert.Contains("Hand over to", (await sara.GetAsync($"{Tests.House.Person.PathOf(ask)}?open=hand-over")).Body);
        Assert.Equal(HttpStatusCode.OK,
            (await sara.ActAsync(ask, "hand-over", ("command", $"{Guid.NewGuid()}"), ("to", Tobias), ("note", "please"))).Status);

        Assert.Equal((Tobias, 2L), (await house.RowAsync(ask)) is var row ? (row.Holder, row.Token) : default);
        var (status, body, _) = await maren.TryJudgeAsync(house, ask, token: 1);
        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Contains("Tobias R. holds this case", body);
        await tobias.JudgeAsync(house, ask);
        Assert.Contains("Sara L. handed it to Tobias R.", (await maren.SeeAsync(ask)).Body.Replace("handed it to You", "handed it to Tobias R."));
        Assert.Equal(HttpStatusCode.Forbidden, (await maren.ActAsync(ask, "hand-over", ("command", $"{Guid.NewGuid()}"), ("to", Ines))).Status);
    }

    [Fact]
    public async Task What_nobody_eligible_can_take_is_an_alert_and_told_once()
    {
        var ask = Asks.Plan("S-4", notFor: [.. house.People.Ids]);
        await house.OpenAsync(ask);
        var late = Asks.Plan("S-5", dueInHours: -1);
        await house.OpenAsync(late);
        await house.Get<InboxWatch>().RunAsync(Ct);
        await house.Get<InboxWatch>().RunAsync(Ct);

        using var sara = house.As(Sara);
        var page = (await sara.GetAsync("/supervision")).Body;
        Assert.Contains("Nobody eligible can take these", page);
        Assert.Contains("What should we offer S-4?", page);
        var told = (await house.Store.FetchStreamAsync(ask.Client, ask.CaseId, 0, Ct)).Select(e => e.Data).OfType<CaseEscalated>();
        Assert.Equal([EscalateCase.NobodyEligible], told.Select(e => e.Why));
        Assert.Equal([EscalateCase.PastDue], (await house.RowAsync(late)).EscalatedWhy);
        // What was told is not loaded again each minute; the page still lists it.
        var watch = Access.System("test");
        Assert.DoesNotContain(await house.Get<Stranded>().NobodyCanTakeAsync(watch, EscalateCase.NobodyEligible, Ct), c => c.CaseId == ask.CaseId);
        Assert.Contains(await house.Get<Stranded>().NobodyCanTakeAsync(watch, null, Ct), c => c.CaseId == ask.CaseId);
    }

    [Fact]
    public async Task Sending_is_turned_on_by_one_stopped_by_one_and_started_again_by_two()
    {
        using var sara = house.As(Sara);
        house.People.Add(Person("sven", "Sven T.", ["fernbrook", "castlegate"], Roles.Supervisor));
        using var sven = house.As("sven");
        Assert.Contains("off · nothing leaves", (await sara.GetAsync("/supervision")).Body);
        Assert.Contains("turned on by you", (await sara.PostAsync("/supervision/sending/on", ("client", "fernbrook"))).Body);
        Assert.Null(await house.Get<SendingSwitch>().WhyNotAsync(sara.Access, "fernbrook", "email", "reminder", Ct));

        Assert.Equal(HttpStatusCode.UnprocessableEntity,
            (await sara.PostAsync("/supervision/sending/stop", ("scope", "client:fernbrook"), ("reason", " "))).Status);
        Assert.Contains("Wrong text went out",
            (await sara.PostAsync("/supervision/sending/stop", ("scope", "client:fernbrook"), ("reason", "Wrong text went out"))).Body);
        Assert.NotNull(await house.Get<SendingSwitch>().WhyNotAsync(sara.Access, "fernbrook", "email", "reminder", Ct));

        var stop = (await house.Get<SendingSwitch>().StopsAsync(sara.Access, true, Ct)).Single().Id;
        await PlanAsync("fernbrook", 3);
        await PlanAsync("castlegate", 1);
        Assert.Contains("3 messages are due and leave at once", (await sara.GetAsync("/supervision")).Body);
        Assert.Contains("Start again…", (await sara.GetAsync("/supervision")).Body);
        var asked = (await sara.PostAsync("/supervision/sending/restart", ("stop", $"{stop}"))).Body;
        Assert.Contains("You asked to start again", asked);
        Assert.Matches(@"A second person confirms \([^)]*Sven T", asked);
        Assert.DoesNotContain("Confirm the restart…", asked);
        var seen = (await sven.GetAsync("/supervision")).Body;
        Assert.Contains("Sara L. asked to start again", seen);
        Assert.Contains("Confirm the restart…", seen);
        Assert.Contains("3 messages are due and leave at once", seen);
        Assert.Equal(HttpStatusCode.Conflict, (await sara.PostAsync("/supervision/sending/restart", ("stop", $"{stop}"))).Status);
        Assert.Equal(HttpStatusCode.OK, (await sven.PostAsync("/supervision/sending/restart", ("stop", $"{stop}"))).Status);
        Assert.Null(await house.Get<SendingSwitch>().WhyNotAsync(sara.Access, "fernbrook", "email", "reminder", Ct));
        using var audra = house.As(Audra);
        Assert.Equal(HttpStatusCode.Forbidden, (await audra.PostAsync("/supervision/sending/on", ("client", "castlegate"))).Status);
    }

    [Fact]
    public async Task A_stop_under_another_one_lets_nothing_leave_and_a_lone_supervisor_is_told()
    {
        house.People.Add(Person("lena", "Lena O.", ["lonely"], Roles.Supervisor));
        await house.Database.ExecuteAsync(Access.System("test"), $"""
            insert into platform.clients (client_id, name, currency, country, time_zone, regime, created_at)
            values ('lonely', 'Lonely Loans', 'USD', 'US', 'America/New_York', 'us', now()) on conflict do nothing
            """, Ct);
        await PlanAsync("lonely", 2);
        using var lena = house.As("lena");
        Assert.Contains("2 messages are due and leave at once", (await lena.GetAsync("/supervision")).Body);
        Assert.Contains("By text: “reminder” to 2.", (await lena.GetAsync("/supervision")).Body);
        Assert.Contains("Sending is on for Lonely Loans: 2 messages that are due leave now, unless a rule forbids one.",
            (await lena.PostAsync("/supervision/sending/on", ("client", "lonely"))).Body);
        Assert.Contains("Sending is stopped: all sending for Lonely Loans. What is due waits.",
            (await lena.PostAsync("/supervision/sending/stop", ("scope", "client:lonely"), ("reason", "First"))).Body);
        var two = (await lena.PostAsync("/supervision/sending/stop", ("scope", "channel:email:lonely"), ("reason", "Second"))).Body;
        Assert.Contains("Nothing is due, so nothing leaves at once. 2 more are held back by another stop", two);

        var stop = (await house.Get<SendingSwitch>().StopsAsync(lena.Access, true, Ct))[0].Id;
        Assert.Contains("an administrator has to name a second supervisor",
            (await lena.PostAsync("/supervision/sending/restart", ("stop", $"{stop}"))).Body);
    }

    [Fact]
    public async Task Whoever_works_on_a_case_is_told_that_sending_is_stopped_and_why()
    {
        var ask = Asks.Plan("S-6");
        await house.OpenAsync(ask);
        using var maren = house.As(Maren);
        await maren.TakeAsync(ask);
        Assert.DoesNotContain("Sending is stopped", (await maren.SeeAsync(ask)).Body);
        var sending = house.Get<SendingSwitch>();
        var stop = await sending.StopAsync(house.People.Of(Sara), SendingScope.OfClient("fernbrook"), "The letters named a wrong sum", Ct);
        var body = (await maren.SeeAsync(ask)).Body;
        Assert.Contains("Sending is stopped for Fernbrook Energy: “The letters named a wrong sum” (Sara L.,", body);

        house.People.Add(Person("sune", "Sune A.", ["fernbrook"], Roles.Supervisor));
        await sending.RestartAsync(house.People.Of(Sara), stop.Value, Ct);
        await sending.RestartAsync(house.People.Of("sune"), stop.Value, Ct);
        Assert.DoesNotContain("Sending is stopped", (await maren.SeeAsync(ask)).Body);
    }

    private async Task PlanAsync(string client, int many)
    {
        for (var i = 0; i < many; i++)
        {
            await house.Database.ExecuteAsync(Access.System("test"), $"""
                insert into platform.deliveries (client_id, id, source, channel, template, subject_id, json, due_at)
                values ({client}, {Ids.New(TimeProvider.System)}, 'test', 'email', 'reminder', {Guid.Empty}, jsonb_build_object(),
                  now() - interval '1 minute')
                """, Ct);
        }
    }

    [Theory]
    [InlineData("firm", true)]
    [InlineData("client:fernbrook", true)]
    [InlineData("channel:email:fernbrook", true)]
    [InlineData("channel:email", true)]
    [InlineData("", false)]
    [InlineData("client:", false)]
    [InlineData("channel:pigeon", false)]
    [InlineData("client:a:b", false)]
    public void What_stops_is_read_from_a_closed_list(string text, bool known) => Assert.Equal(known, SwitchSending.ScopeOf(text) is not null);
}
