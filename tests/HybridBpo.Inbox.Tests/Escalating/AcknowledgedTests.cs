using System.Net;
using System.Text.RegularExpressions;
using HybridBpo.Inbox.Cases;
using HybridBpo.Inbox.Contracts;
using HybridBpo.Inbox.Escalating;
using HybridBpo.Inbox.Tests.House;
using HybridBpo.Inbox.Working;
using HybridBpo.Platform;
using HybridBpo.Testing;
using static HybridBpo.Inbox.Tests.House.DemoPeople;

namespace HybridBpo.Inbox.Tests.Escalating;

/// What was told to the supervisors has one of them who looks after it, whom the others see.
public sealed class AcknowledgedTests : IAsyncLifetime
{
    private static readonly Access Test = Access.System("test");

    private TestDatabase database = null!;

    private InboxHouse house = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        house = await InboxHouse.StartAsync(database);
        house.People.Add(Person("sune", "Sune A.", ["fernbrook"], Roles.Supervisor));
        house.People.Add(Person("lars", "Lars O.", ["castlegate"], Roles.Supervisor));
    }

    public async ValueTask DisposeAsync()
    {
        await house.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task Whoever_looks_after_it_is_named_with_when_and_words_to_the_others_and_in_its_history()
    {
        var ask = await ToldAsync("A-1", "past-due");
        using var sara = house.As(Sara);
        using var sune = house.As("sune");
        var (status, body, to) = await TakeOnAsync(sara, ask, "I call the client at ten");
        Assert.Equal((HttpStatusCode.OK, "/supervision"), (status, to));
        Assert.Contains("Each is in somebody’s hands.", body);

        var page = (await sune.GetAsync("/supervision")).Body;
        Assert.Matches(@"<b>Sara L\.</b> looks after it, since [^:]+\d:\d\d[^:]*: “I call the client at ten”", page);
        Assert.Contains("Take it on from them…", page);
        Assert.DoesNotContain("Take it on from them…", (await sara.GetAsync("/supervision")).Body);
        Assert.Contains("Sara L. looks after it", (await sune.SeeAsync(ask)).Body);

        var kept = Assert.Single(await EventsAsync(ask));
        Assert.Equal((Sara, "past-due", "I call the client at ten"), (kept.By, kept.Step, kept.Note));
    }

    [Fact]
    public async Task It_is_not_told_again_for_that_step_and_a_later_one_tells_anew()
    {
        var ask = await ToldAsync("A-2", "past-due");
        using var sara = house.As(Sara);
        await TakeOnAsync(sara, ask, "");
        await TellAsync(ask, "past-due");
        Assert.True(await IsLookedAfterAsync(ask));
        // A step that only makes it more urgent is told to nobody.
        await TellAsync(ask, "past-due", 2, "raise");
        Assert.True(await IsLookedAfterAsync(ask));

        await TellAsync(ask, "past-due", 3);
        Assert.False(await IsLookedAfterAsync(ask));
        var page = (await sara.GetAsync("/supervision")).Body;
        Assert.Contains("I look after it…", page);
        Assert.DoesNotContain("looks after it, since", page);
        await TakeOnAsync(sara, ask, "again");
        Assert.True(await IsLookedAfterAsync(ask));
        Assert.Equal(["past-due", "past-due:3"], (await EventsAsync(ask)).Select(e => e.Step));
    }

    [Fact]
    public async Task Of_two_at_a_time_one_takes_it_on_and_the_other_is_told_and_may_take_it_from_them()
    {
        var ask = await ToldAsync("A-3", "unclaimed");
        using var sara = house.As(Sara);
        using var sune = house.As("sune");
        await TakeOnAsync(sara, ask, "");
        var late = await PostAsync(sune, ask, "unclaimed", "", "me too");
        Assert.Equal(HttpStatusCode.Conflict, late.Status);
        Assert.Contains("Somebody else took it on a moment ago.", late.Body);
        Assert.Contains("<b>Sara L.</b> looks after it", late.Body);

        await TakeOnAsync(sune, ask, "Sara is ill");
        Assert.Equal([Sara, "sune"], (await EventsAsync(ask)).Select(e => e.By));
        Assert.Contains("<b>Sune A.</b> looks after it", (await sara.GetAsync("/supervision")).Body);
    }

    [Fact]
    public async Task What_was_escalated_since_the_page_was_made_is_looked_at_first_and_a_form_sent_twice_counts_once()
    {
        var ask = await ToldAsync("A-4", "at-risk");
        using var sara = house.As(Sara);
        await TellAsync(ask, "past-due");
        var stale = await PostAsync(sara, ask, "at-risk", "", "");
        Assert.Equal(HttpStatusCode.Conflict, stale.Status);
        Assert.Contains("escalated again meanwhile", stale.Body);
        Assert.Empty(await EventsAsync(ask));

        var command = Guid.NewGuid();
        for (var times = 0; times < 2; times++)
        {
            Assert.Equal(HttpStatusCode.OK, (await PostAsync(sara, ask, "past-due", "", "", command)).Status);
        }

        Assert.Equal(HttpStatusCode.OK, (await PostAsync(sara, ask, "past-due", "", "")).Status);
        Assert.Single(await EventsAsync(ask));
    }

    [Theory]
    [InlineData(Maren, HttpStatusCode.Forbidden)]
    [InlineData(Audra, HttpStatusCode.Forbidden)]
    [InlineData("lars", HttpStatusCode.NotFound)]
    public async Task Only_a_supervisor_of_the_client_says_so(string who, HttpStatusCode status)
    {
        var ask = await ToldAsync("A-5", "past-due");
        using var person = house.As(who);
        Assert.Equal(status, (await PostAsync(person, ask, "past-due", "", "")).Status);
        Assert.Empty(await EventsAsync(ask));
        if (who == Audra)
        {
            var page = (await person.GetAsync("/supervision")).Body;
            Assert.Contains("A-5", page);
            Assert.DoesNotContain("I look after it", page);
        }
    }

    [Fact]
    public async Task A_case_that_was_never_told_one_that_is_decided_and_too_many_words_are_refused()
    {
        var (quiet, decided, told) = (Asks.Plan("A-6"), await ToldAsync("A-7", "past-due"), await ToldAsync("A-8", "past-due"));
        await house.OpenAsync(quiet);
        using var sara = house.As(Sara);
        using var maren = house.As(Maren);
        Assert.Contains("was not escalated", (await PostAsync(sara, quiet, "past-due", "", "")).Body);
        await maren.TakeAsync(decided);
        await maren.JudgeAsync(house, decided);
        await maren.DecideAsync(house, decided);
        Assert.Equal(HttpStatusCode.Conflict, (await PostAsync(sara, decided, "past-due", "", "")).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity,
            (await PostAsync(sara, told, "past-due", "", new string('x', AcknowledgeEscalation.Limit + 1))).Status);
    }

    [Fact]
    public async Task Words_of_one_who_knows_the_proposal_stay_in_the_history_and_an_erased_persons_are_gone()
    {
        house.People.Add(Person("sol", "Sol B.", ["fernbrook"], Roles.Supervisor, Roles.Collector));
        var ask = await ToldAsync("A-9", "past-due");
        using var sol = house.As("sol");
        using var sune = house.As("sune");
        using var maren = house.As(Maren);
        await sol.TakeAsync(ask);
        await sol.JudgeAsync(house, ask);
        await TakeOnAsync(sol, ask, "Rowan Ellery wants 62 a month");
        Assert.DoesNotContain("62 a month", (await sune.GetAsync("/supervision")).Body);
        Assert.DoesNotContain("62 a month", (await maren.SeeAsync(ask)).Body);

        var plain = await ToldAsync("A-10", "past-due");
        await TakeOnAsync(sune, plain, "Rowan Ellery calls back");
        Assert.Contains("Rowan Ellery calls back", (await sol.GetAsync("/supervision")).Body);
        foreach (var each in new[] { ask, plain })
        {
            await house.Get<Erasure>().EraseAsync(each.Client, each.SubjectId, Ct);
            Assert.Null(Assert.Single(await EventsAsync(each)).Note);
        }

        Assert.Equal(0, await house.Database.SingleOrDefaultAsync<long>(Test,
            $"select count(*) from inbox.timers t where t::text like '%Rowan%' or t.looked_after_words <> ''", Ct));
    }

    [Fact]
    public async Task What_somebody_looks_after_crowds_out_nothing_that_waits()
    {
        var waits = await ToldAsync("B-0", "past-due");
        using var sara = house.As(Sara);
        for (var n = 1; n <= 25; n++)
        {
            await TakeOnAsync(sara, await ToldAsync($"B-{n}", "past-due"), "");
        }

        var page = (await sara.GetAsync("/supervision")).Body;
        Assert.Contains(Tests.House.Person.PathOf(waits), page);
        Assert.Equal(20, Regex.Count(page, "looks after it, since"));
    }

    private async Task<OpenCase> ToldAsync(string reference, string why)
    {
        var ask = Asks.Plan(reference);
        await house.OpenAsync(ask);
        await TellAsync(ask, why);
        return ask;
    }

    private async Task TellAsync(OpenCase ask, string why, int step = 1, string does = EscalationLine.Tell) =>
        Assert.Null((await house.Get<CaseDesk>().RunAsync(Test, ask.Client, ask.CaseId, Ids.New(TimeProvider.System),
            state => EscalateCase.Decide(new(why, step, "late@1", [does]), state, DateTimeOffset.UtcNow), null, Ct)).Refusal);

    /// As the page's own form for this case has it.
    private async Task<(HttpStatusCode Status, string Body, string? To)> TakeOnAsync(Person person, OpenCase ask, string words)
    {
        var page = (await person.GetAsync("/supervision")).Body;
        var form = Regex.Match(page, $"<form method=\"post\" action=\"{AcknowledgeEscalation.PathOf(ask.Client, ask.CaseId)}\">.*?</form>",
            RegexOptions.Singleline).Value;
        string Hidden(string name) => Regex.Match(form, $"name=\"{name}\" value=\"([^\"]*)\"").Groups[1].Value;
        var answer = await PostAsync(person, ask, Hidden("step"), Hidden("from"), words, Guid.Parse(Hidden("command")));
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        return answer;
    }

    private static Task<(HttpStatusCode Status, string Body, string? To)> PostAsync(
        Person person, OpenCase ask, string step, string from, string words, Guid? command = null) =>
        person.PostAsync(AcknowledgeEscalation.PathOf(ask.Client, ask.CaseId), ("command", $"{command ?? Guid.NewGuid()}"), ("step", step),
            ("from", from), ("words", words));

    private Task<bool> IsLookedAfterAsync(OpenCase ask) => house.Database.SingleOrDefaultAsync<bool>(Test,
        $"select coalesce(looked_after_of = told_at, false) from inbox.timers where case_id = {ask.CaseId}", Ct);

    private async Task<IReadOnlyList<EscalationAcknowledged>> EventsAsync(OpenCase ask) =>
        [.. (await house.Store.FetchStreamAsync(ask.Client, ask.CaseId, 0, Ct)).Select(e => e.Data).OfType<EscalationAcknowledged>()];
}
