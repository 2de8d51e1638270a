using HybridBpo.Inbox.Cases;
using HybridBpo.Inbox.Contracts;
using HybridBpo.Inbox.Queue;
using HybridBpo.Inbox.Routing;
using HybridBpo.Inbox.Tests.House;
using HybridBpo.Inbox.Tests.Pages;
using HybridBpo.Inbox.Working;
using HybridBpo.Platform;
using HybridBpo.Testing;
using static HybridBpo.Inbox.Tests.House.DemoPeople;

namespace HybridBpo.Inbox.Tests.Persistence;

/// Eighteen of sixty people are away, and what they hold goes to others in one act.
public sealed class HandOverAllTests : IAsyncLifetime
{
    private const int People = 60, Away = 18, Held = 37, Aside = 6;

    private TestDatabase database = null!;
    private InboxHouse house = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static string[] Gone => [.. Enumerable.Range(0, Away).Select(i => $"p{i:00}")];

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        house = await InboxHouse.StartAsync(database);
        for (var i = 0; i < People; i++)
        {
            // Some serve one client, some the other, most both; some screen resumes.
            string[] clients = i % 7 == 3 ? ["fernbrook"] : i % 7 == 5 ? ["castlegate"] : ["fernbrook", "castlegate"];
            house.People.Add(Person($"p{i:00}", $"Person {i:00}", clients, i % 10 == 9 ? Roles.Recruiter : Roles.Collector));
        }

        using var sara = house.As(Sara);
        await sara.PostAsync("/supervision/routing", ("after", "0"), ("why", "languages"), ("yaml",
            "routes: [{id: spanish, when: {traits: [spanish]}, needs: {skills: [spanish]}}, {id: everybody}]"));
        foreach (var i in new[] { 0, 1, 2, 20, 30, 40 })
        {
            await sara.PostAsync($"/supervision/team/p{i:00}", ("skills", "spanish"));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await house.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task Thirty_seven_held_cases_of_eighteen_people_and_their_callbacks_all_have_an_owner_afterwards()
    {
        var (held, aside) = await WorkAsync();
        using var sara = house.As(Sara);
        var command = Guid.NewGuid();
        var page = (await TeamTests.AwayAsync(sara, Gone, "away", hand: true, command: command)).Body;
        Assert.Contains($"{Held + Aside} of {Held + Aside} handed over", page);
        Assert.Contains("none is left without an owner", page);

        var rows = await RowsAsync(held);
        Assert.All(rows, row => Assert.True(row.Held && !Gone.Contains(row.Holder), $"{row.Reference} is with {row.Holder}"));
        Assert.All(await RowsAsync(aside), row => Assert.True(row.SnoozedUntil > DateTimeOffset.UtcNow && !Gone.Contains(row.SnoozedBy)));
        // Nobody got a heap, whoever has it may have it, and those about one person went together.
        Assert.InRange(rows.GroupBy(row => row.Holder).Max(group => group.Count()), 1, 3);
        Assert.All(rows, row => Assert.True(house.People.Of(row.Holder!).Sees(row.ClientId)));
        Assert.All(rows.Where(row => row.Needs.Length > 0), row => Assert.Contains(row.Holder, new[] { "p20", "p30", "p40" }));
        Assert.All(rows.GroupBy(row => row.SubjectId), group => Assert.Single(group.Select(row => row.Holder).Distinct()));

        // Whose names the answer shows is written down, and nobody's reason for being away stands in a debtor's case.
        var shown = await house.Database.QueryAsync<Guid>(Access.System("test"), $"""
            select t.subject from platform.looked_at t join platform.looks l on l.id = t.look_id and l.client_id = t.client_id
            where l.actor_id = {Sara} and l.object_kind = 'queue'
            """, Ct);
        Assert.Equal(held.Concat(aside).Select(ask => ask.SubjectId).ToHashSet(), shown.ToHashSet());
        foreach (var ask in held)
        {
            var events = await house.Store.FetchStreamAsync(ask.Client, ask.CaseId, 0, Ct);
            Assert.Equal("", events.Select(e => e.Data).OfType<CaseHandedOver>().Single().Note);
        }

        // The same form again, and a host that dies in the middle and does it again, change nothing.
        Assert.Contains("There was nothing to hand over", (await TeamTests.AwayAsync(sara, Gone, "away", hand: true, command: command)).Body);
        Assert.Equal(rows.Select(row => row.Token), (await RowsAsync(held)).Select(row => row.Token));
        using var old = house.As("p00");
        Assert.Equal(System.Net.HttpStatusCode.Conflict, (await old.TryJudgeAsync(house, held[0], token: 1)).Status);
        using var heir = house.As(rows[0].Holder!);
        await heir.JudgeAsync(house, held[0]);
    }

    [Fact]
    public async Task What_nobody_can_take_goes_back_to_its_queue_and_is_told()
    {
        var ask = Asks.Plan("H-odd") with { NotFor = [.. house.People.Ids.Where(id => id != "p00")] };
        await house.OpenAsync(ask);
        using var p00 = house.As("p00");
        await p00.TakeAsync(ask);
        using var sara = house.As(Sara);
        var page = (await TeamTests.AwayAsync(sara, ["p00"], "away", hand: true)).Body;
        Assert.Contains("0 of 1 handed over", page);
        Assert.Contains("1 back in the queue", page);
        var row = await house.RowAsync(ask);
        Assert.Equal((false, "open"), (row.Held, row.Stage));
        // By the watch, so that the policy's further steps follow.
        await house.Get<Supervision.InboxWatch>().RunAsync(Ct);
        Assert.Contains(EscalateCase.NobodyEligible, (await house.RowAsync(ask)).EscalatedWhy);
        var events = await house.Store.FetchStreamAsync(ask.Client, ask.CaseId, 0, Ct);
        Assert.Equal(ReleaseCase.HandedBack, Assert.Single(events.Select(e => e.Data).OfType<CaseReleased>()).Why);
    }

    [Fact]
    public async Task A_supervisor_of_one_client_hands_over_nothing_of_another()
    {
        var (here, there) = (Asks.Plan("H-here"), Asks.Plan("H-there", client: "castlegate"));
        using var p00 = house.As("p00");
        foreach (var ask in new[] { here, there })
        {
            await house.OpenAsync(ask);
            await p00.TakeAsync(ask);
        }

        house.People.Add(Person("sol", "Sol", ["castlegate"], Roles.Supervisor));
        using var sol = house.As("sol");
        await TeamTests.AwayAsync(sol, ["p00"], "hand-over", hand: false);
        Assert.Equal("p00", (await house.RowAsync(here)).Holder);
        Assert.NotEqual("p00", (await house.RowAsync(there)).Holder);
        Assert.Contains("does not work for your clients", (await TeamTests.AwayAsync(sol, ["p03"], "hand-over", hand: false)).Body);
    }

    [Fact]
    public async Task Who_is_away_is_away_for_all_clients_whichever_one_the_lists_are_narrowed_to()
    {
        var (here, there) = (Asks.Plan("H-one"), Asks.Plan("H-two", client: "castlegate"));
        using var p00 = house.As("p00");
        foreach (var ask in new[] { here, there })
        {
            await house.OpenAsync(ask);
            await p00.TakeAsync(ask);
        }

        using var sara = house.As(Sara, chosen: "fernbrook");
        Assert.Contains("2 of 2 handed over", (await TeamTests.AwayAsync(sara, ["p00"], "hand-over", hand: false)).Body);
        Assert.All(await RowsAsync([here, there]), row => Assert.NotEqual("p00", row.Holder));
    }

    [Fact]
    public async Task Only_who_serves_the_same_client_ends_an_absence()
    {
        using var sara = house.As(Sara);
        await TeamTests.AwayAsync(sara, ["p03"], "away", hand: false);
        var absence = Assert.Single(await house.Get<StaffBook>().AbsencesAsync(Ct), row => row.UserId == "p03").Id;
        house.People.Add(Person("sol", "Sol", ["castlegate"], Roles.Supervisor));
        using var sol = house.As("sol");
        Assert.Contains("There is no such absence", (await sol.PostAsync($"/supervision/away/{absence}/end")).Body);
        Assert.Contains(await house.Get<StaffBook>().AbsencesAsync(Ct), row => row.Id == absence);
        await sara.PostAsync($"/supervision/away/{absence}/end");
        Assert.DoesNotContain(await house.Get<StaffBook>().AbsencesAsync(Ct), row => row.Id == absence);
    }

    private async Task<(List<OpenCase> Held, List<OpenCase> Aside)> WorkAsync()
    {
        var (held, aside) = ((List<OpenCase>)[], (List<OpenCase>)[]);
        for (var i = 0; i < Held + Aside; i++)
        {
            var who = i % Away;
            var person = house.People.Of(Gone[who]);
            var screens = person.Roles.Contains(Roles.Recruiter);
            var client = person.Clients[i % person.Clients.Count];
            var ask = screens && client == "fernbrook" ? Asks.Screening($"H-{i:00}")
                : Asks.Plan($"H-{i:00}", client: client, dueInHours: 20 + i, subject: i is 20 or 38 ? "both" : null) with
                {
                    Traits = who < 3 && i < Away ? ["spanish"] : [],
                };
            if (screens && client != "fernbrook")
            {
                ask = Asks.Screening($"H-{i:00}");
            }

            await house.OpenAsync(ask);
            using var browser = house.As(person.Actor.Id);
            await browser.TakeAsync(ask);
            if (i < Held)
            {
                held.Add(ask);
                continue;
            }

            var until = DateTimeOffset.UtcNow.AddHours(2).ToString("O");
            await browser.ActAsync(ask, "snooze", ("command", $"{Guid.NewGuid()}"), ("token", "1"), ("until", until));
            aside.Add(ask);
        }

        return (held, aside);
    }

    private async Task<IReadOnlyList<CaseRow>> RowsAsync(IEnumerable<OpenCase> asks)
    {
        var rows = new List<CaseRow>();
        foreach (var ask in asks)
        {
            rows.Add(await house.RowAsync(ask));
        }

        return rows;
    }
}
