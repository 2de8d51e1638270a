using System.Net;
using HybridBpo.Inbox.Cases;
using HybridBpo.Inbox.Contracts;
using HybridBpo.Inbox.Supervision;
using HybridBpo.Inbox.Tests.House;
using HybridBpo.Platform;
using HybridBpo.Testing;
using static HybridBpo.Inbox.Tests.House.DemoPeople;

namespace HybridBpo.Inbox.Tests.Pages;

/// Teams, skills, shifts and absences, as supervisors use them.
public sealed class TeamTests : IAsyncLifetime
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

    [Fact]
    public async Task A_case_that_asks_for_a_skill_comes_only_to_those_who_have_it()
    {
        using var sara = house.As(Sara);
        await RouteAsync(sara, 0, """
            routes:
              - id: spanish
                when: { traits: ["language:es"] }
                needs: { skills: [spanish] }
              - id: everybody
            """);
        await SkillAsync(sara, Tobias, "spanish");
        var (spanish, other) = (Asks.Plan("T-1", urgency: 2) with { Traits = ["language:es"] }, Asks.Plan("T-2"));
        await house.OpenAsync(spanish);
        await house.OpenAsync(other);
        using var maren = house.As(Maren);
        using var tobias = house.As(Tobias);
        Assert.DoesNotContain("T-1", (await maren.GetAsync("/inbox/queue")).Body);
        Assert.Equal(Tests.House.Person.PathOf(other), (await NextAsync(maren)).To);
        var (status, body, _) = await maren.ActAsync(spanish, "take");
        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Contains("This case is for people with: spanish.", body);
        Assert.Equal(Tests.House.Person.PathOf(spanish), (await NextAsync(tobias)).To);
        var opened = (CaseOpened)(await house.Store.FetchStreamAsync(spanish.Client, spanish.CaseId, 0, Ct))[0].Data;
        Assert.Equal(("skill:spanish", "spanish@1"), (Assert.Single(opened.Needs!), opened.RoutedBy));
        Assert.Contains("T-1", (await sara.GetAsync("/inbox?tab=team")).Body);
    }

    [Fact]
    public async Task Routing_is_refused_with_the_line_and_two_who_write_at_once_do_not_overwrite_each_other()
    {
        using var sara = house.As(Sara);
        const string yaml = "routes: [{id: north, when: {clients: [fernbrook]}, needs: {team: north}}, {id: everybody}]";
        var (status, body, _) = await sara.PostAsync("/supervision/routing", ("yaml", "routes: [{id: a}, {id: b}]"), ("why", "try"), ("after", "0"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains("“b” is never reached", body);
        Assert.Contains("routes: [{id: a}, {id: b}]", body);
        Assert.Contains("Say why", (await sara.PostAsync("/supervision/routing", ("yaml", yaml), ("why", " "), ("after", "0"))).Body);

        Assert.Equal(HttpStatusCode.OK, (await RouteAsync(sara, 0, yaml)).Status);
        var late = await RouteAsync(sara, 0, "routes: [{id: everybody}]");
        Assert.Equal(HttpStatusCode.Conflict, late.Status);
        Assert.Contains("Somebody else changed the routing meanwhile", late.Body);
        Assert.Contains("Nobody has what the routing asks for: team north", (await sara.GetAsync("/supervision/routing")).Body);
        using var maren = house.As(Maren);
        Assert.Equal(HttpStatusCode.Forbidden, (await RouteAsync(maren, 1, "routes: [{id: everybody}]")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await maren.GetAsync("/supervision/team")).Status);
    }

    [Fact]
    public async Task A_case_that_nobody_has_the_skill_for_is_told_to_the_supervisors()
    {
        using var sara = house.As(Sara);
        await RouteAsync(sara, 0, "routes: [{id: signing, when: {traits: [signing]}, needs: {skills: [signing]}}, {id: everybody}]");
        var ask = Asks.Plan("T-3") with { Traits = ["signing"] };
        await house.OpenAsync(ask);
        await house.OpenAsync(Asks.Plan("T-4"));
        await house.Get<InboxWatch>().RunAsync(Ct);
        var events = await house.Store.FetchStreamAsync(ask.Client, ask.CaseId, 0, Ct);
        Assert.Equal("nobody-eligible", Assert.Single(events.Select(e => e.Data).OfType<CaseEscalated>()).Why);
        var page = (await sara.GetAsync("/supervision")).Body;
        Assert.Contains("Nobody eligible can take these", page);
        Assert.Contains("T-3", page);
        await SkillAsync(sara, Maren, "signing");
        Assert.DoesNotContain("Nobody eligible can take these", (await sara.GetAsync("/supervision")).Body);
    }

    [Fact]
    public async Task A_persons_shift_and_skills_are_saved_and_what_cannot_be_read_is_refused_with_what_was_typed()
    {
        using var sara = house.As(Sara);
        Assert.Contains("name=\"zone\" maxlength=\"60\" value=\"America/Chicago\"", (await sara.GetAsync($"/supervision/team/{Tobias}")).Body);
        var bad = await sara.PostAsync($"/supervision/team/{Maren}", ("team", "north"), ("skills", "spanish"), ("day0", "9 to 5"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, bad.Status);
        Assert.Contains("Write a span such as 09:00-17:30", bad.Body);
        Assert.Contains("value=\"9 to 5\"", bad.Body);
        Assert.Contains("Say by which clock they work", (await sara.PostAsync($"/supervision/team/{Maren}", ("day0", "09:00-17:30"))).Body);
        Assert.Contains("is no time zone", (await sara.PostAsync($"/supervision/team/{Maren}", ("zone", "Mars"))).Body);
        Assert.Contains("is no team or skill", (await sara.PostAsync($"/supervision/team/{Maren}", ("skills", "<b>"))).Body);
        Assert.Equal(HttpStatusCode.NotFound, (await sara.PostAsync("/supervision/team/nobody", ("team", "x"))).Status);

        var saved = await sara.PostAsync($"/supervision/team/{Maren}",
            [("team", "North"), ("skills", "Spanish, hardship"), ("zone", "America/New_York"),
            .. Enumerable.Range(0, 5).Select(day => ($"day{day}", "09:00-17:30")), ("day5", "10:00-14:00")]);
        Assert.Equal("/supervision/team", saved.To);
        Assert.Contains("Mon–Fri 09:00-17:30, Sat 10:00-14:00", saved.Body);
        Assert.Contains("hardship, spanish", saved.Body);
    }

    [Fact]
    public async Task Whoever_was_said_to_be_away_comes_back()
    {
        using var sara = house.As(Sara);
        var page = (await AwayAsync(sara, [Maren], "away", hand: false, fromHours: 2, untilHours: 30)).Body;
        Assert.Contains("1 person is away then", page);
        Assert.Contains("Maren K.", page[page.IndexOf("Away, now and later", StringComparison.Ordinal)..]);
        var end = System.Text.RegularExpressions.Regex.Match(page, "/supervision/away/([0-9a-f-]{36})/end").Value;
        Assert.Contains("Nobody is away", (await sara.PostAsync(end)).Body);
        Assert.Equal(HttpStatusCode.NotFound, (await sara.PostAsync(end)).Status);
        Assert.Contains("ends after it begins", (await AwayAsync(sara, [Maren], "away", hand: false, fromHours: 2, untilHours: 1)).Body);
        Assert.Contains("Choose who is away", (await AwayAsync(sara, [], "away", hand: false)).Body);
    }

    private static Task<(HttpStatusCode Status, string Body, string? To)> NextAsync(Person person) =>
        person.PostAsync("/inbox/next", ("command", $"{Guid.NewGuid()}"));

    private static Task<(HttpStatusCode Status, string Body, string? To)> RouteAsync(Person by, int after, string yaml) =>
        by.PostAsync("/supervision/routing", ("yaml", yaml), ("why", "the client asked"), ("after", $"{after}"));

    private static Task<(HttpStatusCode Status, string Body, string? To)> SkillAsync(Person by, string who, string skill) =>
        by.PostAsync($"/supervision/team/{who}", ("skills", skill));

    internal static Task<(HttpStatusCode Status, string Body, string? To)> AwayAsync(
        Person by, IEnumerable<string> who, string act, bool hand, double fromHours = 0, double untilHours = 9, Guid? command = null) =>
        by.PostAsync("/supervision/away", [("command", $"{command ?? Guid.NewGuid()}"), ("act", act), ("why", "flu"), ("from", Local(fromHours)),
            ("until", Local(untilHours)), ("hand", hand ? "yes" : ""), .. who.Select(id => ("who", id))]);

    // The house's clients are in New York, the first of them by name in Chicago.
    private static string Local(double hours) => NodaTime.Instant.FromDateTimeOffset(DateTimeOffset.UtcNow.AddHours(hours))
        .InZone(NodaTime.DateTimeZoneProviders.Tzdb["America/Chicago"]).LocalDateTime.ToString("uuuu-MM-dd'T'HH:mm", null);
}
