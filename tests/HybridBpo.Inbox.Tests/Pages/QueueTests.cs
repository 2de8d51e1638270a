using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using HybridBpo.Inbox.Tests.House;
using HybridBpo.Platform;
using static HybridBpo.Inbox.Tests.House.DemoPeople;

namespace HybridBpo.Inbox.Tests.Pages;

public class QueueTests(HouseFixture fixture) : IClassFixture<HouseFixture>
{
    private readonly InboxHouse house = fixture.House;

    [Fact]
    public async Task Snoozed_cases_wait_under_their_tab_and_come_back_when_taken()
    {
        var ask = Asks.Plan("Q-1", dueInHours: 30);
        await house.OpenAsync(ask);
        using var maren = house.As(Maren);
        await maren.TakeAsync(ask);
        Assert.Contains("Put aside until", (await maren.GetAsync($"{Tests.House.Person.PathOf(ask)}?open=snooze")).Body);
        var until = DateTimeOffset.UtcNow.AddHours(1).ToString("O");
        Assert.Equal("/inbox", (await maren.ActAsync(ask, "snooze", ("command", $"{Guid.NewGuid()}"), ("token", "1"), ("until", until))).To);

        Assert.DoesNotContain("Q-1", (await maren.GetAsync("/inbox/queue")).Body);
        Assert.Contains("Q-1", (await maren.GetAsync("/inbox/queue?tab=waiting")).Body);
        await maren.TakeAsync(ask);
        Assert.Contains("Q-1", (await maren.GetAsync("/inbox/queue")).Body);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await maren.ActAsync(ask, "snooze", ("command", $"{Guid.NewGuid()}"), ("token", "2"),
            ("until", DateTimeOffset.UtcNow.AddHours(31).ToString("O")))).Status);
    }

    [Fact]
    public async Task Groups_filters_and_empty_states_say_what_they_are()
    {
        await house.OpenAsync(Asks.Plan("Q-2 past", dueInHours: -1));
        await house.OpenAsync(Asks.Plan("Q-3 elsewhere", client: "castlegate", dueInHours: 200));
        using var maren = house.As(Maren);
        house.People.Add(Person("rob", "Rob N.", ["castlegate"], HybridBpo.Platform.Roles.Recruiter));
        using var rob = house.As("rob");
        using var sara = house.As(Sara);

        var all = (await maren.GetAsync("/inbox/queue")).Body;
        Assert.Contains("Past due", all);
        Assert.Contains("Later", all);
        Assert.DoesNotContain("Q-3", (await maren.GetAsync("/inbox/queue?client=fernbrook")).Body);
        Assert.DoesNotContain("Q-3", (await maren.GetAsync("/inbox/queue?due=past")).Body);
        Assert.Contains("Nothing waits for you", (await rob.GetAsync("/inbox")).Body);
        Assert.Contains("No case fits these filters", (await rob.GetAsync("/inbox?due=past")).Body);
        Assert.Contains("Q-3", (await sara.GetAsync("/inbox?tab=team")).Body);
        Assert.DoesNotContain("Q-3 elsewhere", (await rob.GetAsync("/inbox?tab=team")).Body);
    }

    [Fact]
    public async Task Rows_of_clients_in_different_zones_stand_by_one_clock_that_is_named_once()
    {
        var now = DateTimeOffset.UtcNow;
        var east = Asks.Plan("Q-7 east", urgency: 2, dueInHours: -1);
        var west = Asks.Plan("Q-8 west", urgency: 2, dueInHours: -1, client: "castlegate");
        await house.OpenAsync(east);
        await house.OpenAsync(west);
        using var maren = house.As(Maren);
        var list = (await maren.GetAsync("/inbox/queue")).Body;
        Assert.Equal(2, list.Split("times in ").Length);
        var times = new[] { east, west }.Select(ask => Regex.Match(list[list.IndexOf($"{ask.CaseId}", StringComparison.Ordinal)..],
            "<time[^>]*title=\"([^\"]*)\">([^<]*)</time>")).ToList();
        Assert.Equal(times[0].Groups[2].Value, times[1].Groups[2].Value);
        Assert.NotEqual(times[0].Groups[1].Value, times[1].Groups[1].Value);
        string Zone(string place) => ClockText.Format(now, place, now, "time")[6..];
        var zone = Zone("America/Chicago");
        Assert.EndsWith(zone, times[1].Groups[1].Value);
        Assert.Contains($"times in {zone}", (await maren.GetAsync("/inbox/queue?client=castlegate")).Body);
        Assert.Contains($"times in {Zone("America/New_York")}", (await maren.GetAsync("/inbox/queue?client=fernbrook")).Body);
        Assert.Contains($"{times[1].Groups[1].Value}", (await maren.SeeAsync(west)).Body);
    }

    [Fact]
    public async Task A_draft_is_kept_and_filled_in_again_for_its_author_alone()
    {
        var ask = Asks.Plan("Q-4");
        await house.OpenAsync(ask);
        using var maren = house.As(Maren);
        using var tobias = house.As(Tobias);
        await maren.TakeAsync(ask);
        Assert.Equal(HttpStatusCode.OK, (await maren.ActAsync(ask, "draft", ("choice", "hold"), ("note", "only mine"), ("f.hold.why", "so"))).Status);

        Assert.Contains("only mine", (await maren.SeeAsync(ask)).Body);
        Assert.DoesNotContain("only mine", (await tobias.SeeAsync(ask)).Body);
        Assert.DoesNotContain("only mine", (await house.As(Sara).SeeAsync(ask)).Body);
    }

    [Fact]
    public async Task The_api_reads_the_same_queue_and_case()
    {
        var ask = Asks.Plan("Q-5");
        await house.OpenAsync(ask);
        using var maren = house.As(Maren);
        await maren.TakeAsync(ask);
        using var list = JsonDocument.Parse((await maren.GetAsync("/api/inbox/cases")).Body);
        Assert.Contains(list.RootElement.EnumerateArray(), row => row.GetProperty("reference").GetString() == "Q-5");

        async Task<JsonElement> Proposal() =>
            JsonDocument.Parse((await maren.GetAsync($"/api{Tests.House.Person.PathOf(ask)}")).Body).RootElement.GetProperty("proposal").Clone();
        Assert.Equal(JsonValueKind.Null, (await Proposal()).ValueKind);
        await maren.JudgeAsync(house, ask);
        Assert.Equal("offer-plan", (await Proposal()).GetProperty("choice").GetString());
    }

    [Fact]
    public async Task Hiring_compares_question_by_question_and_offers_no_answer_of_the_machine()
    {
        var ask = Asks.Screening("Q-6");
        await house.OpenAsync(ask);
        using var rita = house.As(Rita);
        await rita.TakeAsync(ask);
        Assert.Contains("in hiring it is always so", (await rita.SeeAsync(ask)).Body);
        await rita.JudgeAsync(house, ask, "interview");

        var body = (await rita.SeeAsync(ask)).Body;
        Assert.Contains("1 of 2 differ", body);
        Assert.Contains("Here it may not choose", body);
        Assert.DoesNotContain("value=\"machine\"", body);
    }

    [Fact]
    public async Task No_key_reaches_the_machines_answer_and_nothing_is_chosen()
    {
        var ask = Asks.Plan("Q-7");
        await house.OpenAsync(ask);
        using var maren = house.As(Maren);
        await maren.TakeAsync(ask);
        Assert.DoesNotContain(" checked", (await maren.SeeAsync(ask)).Body);
        await maren.JudgeAsync(house, ask);

        var body = (await maren.SeeAsync(ask)).Body;
        var machine = body[body.IndexOf("value=\"machine\"", StringComparison.Ordinal)..][..200];
        Assert.DoesNotContain("data-key", machine[..machine.IndexOf('>')]);
        Assert.DoesNotContain(" checked", body);
    }

    [Fact]
    public async Task A_part_that_cannot_be_shown_fails_alone()
    {
        var ask = Asks.Plan("Q-8") with { Evidence = new HybridBpo.Inbox.Contracts.Evidence(1, "{}", "Q-8") };
        ask = ask with { Proposal = ask.Proposal! with { Json = "{}" } };
        await house.OpenAsync(ask);
        using var maren = house.As(Maren);
        await maren.TakeAsync(ask);
        Assert.Contains("The evidence could not be shown", (await maren.SeeAsync(ask)).Body);
        await maren.JudgeAsync(house, ask);
        Assert.Contains("reasons could not be shown", (await maren.SeeAsync(ask)).Body);
    }
}
