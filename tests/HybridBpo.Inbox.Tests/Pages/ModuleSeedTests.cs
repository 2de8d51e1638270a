using System.Net;
using System.Text.RegularExpressions;
using HybridBpo.Events;
using HybridBpo.Inbox.Cases;
using HybridBpo.Inbox.Contracts;
using HybridBpo.Inbox.Seeding;
using HybridBpo.Inbox.Tests.House;
using HybridBpo.Platform;
using HybridBpo.Testing;
using static HybridBpo.Inbox.Tests.House.DemoPeople;

namespace HybridBpo.Inbox.Tests.Pages;

/// Cases with a known answer of a kind that a module opens, from its decided ones.
public sealed partial class ModuleSeedTests : IAsyncLifetime
{
    private static readonly Access Test = Access.System("test");
    private readonly DemoSample module = new();
    private readonly OpenCase decided = Asks.Plan("PLAN-900") with { Title = "Rowan Ellery" };
    private TestDatabase database = null!;
    private InboxHouse house = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        house = await InboxHouse.StartAsync(database, relay: true, undoSeconds: 1, sample: module);
        await house.OpenAsync(decided);
        using (var ines = house.As(Ines))
        {
            await ines.TakeAsync(decided);
            await ines.JudgeAsync(house, decided);
            await ines.DecideAsync(house, decided);
        }

        await house.UntilAsync(decided, Stages.Delivered);
        for (var i = 0; i < 3; i++)
        {
            await house.OpenAsync(Asks.Plan($"PLAN-20{i}"));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await house.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task A_supervisor_makes_it_of_a_decided_case_that_its_module_tells_about_nobody()
    {
        using var sara = house.As(Sara);
        Assert.Contains($"/supervision/samples/new/fernbrook/{decided.CaseId}", (await sara.GetAsync("/supervision/samples")).Body);
        var form = (await sara.GetAsync($"/supervision/samples/new/fernbrook/{decided.CaseId}")).Body;
        Assert.Contains("MADE-77", form);
        Assert.Contains("$1,333.00", form);
        Assert.DoesNotContain("$1,486.20", form);
        Assert.Contains("Invent a name", (await TryMakeAsync(sara, name: "")).Body);
        Assert.Contains("There is something real with the reference", (await TryMakeAsync(sara, reference: DemoSample.Taken)).Body);
        Assert.Contains("“900” stands in the decided case", (await TryMakeAsync(sara, reference: "MADE 900")).Body);
        Assert.Contains("Choose what the machine is said to propose", (await TryMakeAsync(sara, proposed: "hold")).Body);
        module.Leaves = true;
        Assert.Contains("“PLAN-900” stands in the decided case", (await TryMakeAsync(sara)).Body);
        module.Leaves = false;
        Assert.Equal(HttpStatusCode.OK, (await TryMakeAsync(sara)).Status);
        var kept = (await house.Database.SingleOrDefaultAsync<string>(Test, $"select (p.*)::text from inbox.samples p", Ct))!;
        Assert.DoesNotContain("PLAN-900", kept);
        Assert.DoesNotContain("Rowan", kept);
        Assert.DoesNotContain("1,486.20", kept);
    }

    [Fact]
    public async Task It_comes_by_next_and_is_judged_and_decided_without_any_difference_to_a_real_one()
    {
        using var maren = house.As(Maren);
        var seed = await SeedAsync(maren);
        var (_, _, to) = await maren.PostAsync("/inbox/next", ("command", $"{Guid.NewGuid()}"));
        var real = Enumerable.Range(0, 3).Select(i => Asks.Plan($"PLAN-20{i}"))
            .Single(ask => to!.EndsWith($"{ask.CaseId}", StringComparison.Ordinal));
        Assert.Equal(Bare((await maren.SeeAsync(real)).Body), Bare((await maren.SeeAsync(seed)).Body));
        Assert.DoesNotContain("/accounts/", (await maren.SeeAsync(real)).Body);
        foreach (var on in new[] { real, seed })
        {
            var (status, body, _) = await TryJudgeAsync(maren, on, 31);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
            Assert.Contains("30 months pay it all.", body);
            await maren.JudgeItAsync(house, on, "keep");
        }

        Assert.Equal(Bare((await maren.SeeAsync(real)).Body), Bare((await maren.SeeAsync(seed)).Body));
        Assert.Equal(await TypesAsync(real), await TypesAsync(seed));
        var told = await DecideAsync(maren, seed);
        Assert.Contains("This was a seeded case", told);
        Assert.Contains("although the machine proposed “Offer a plan”: well seen.", told);
        Assert.Contains("Little is open, and they pay.", told);
        Assert.DoesNotContain("/accounts/", told);
        Assert.Contains($"/accounts/fernbrook/{real.SubjectId}", await DecideAsync(maren, real));
        await house.UntilAsync(real, Stages.Delivered);
        Assert.Equal([decided.CaseId, real.CaseId], house.Outcomes.Applied.Select(outcome => outcome.CaseId));
        using var sara = house.As(Sara);
        Assert.Matches("data-label=\"Answered\">1<", (await sara.GetAsync("/supervision/samples")).Body);
        Assert.Equal(HttpStatusCode.NotFound, (await sara.SeeAsync(seed)).Status);
    }

    [Fact]
    public async Task Whoever_judged_the_decided_case_never_gets_it_as_a_seed()
    {
        using var ines = house.As(Ines);
        using var maren = house.As(Maren);
        Assert.NotNull(await SeedAsync(maren));
        Assert.Equal(0, await house.Database.SingleOrDefaultAsync<long>(Test, $"select count(*) from inbox.seeds where user_id = {Ines}", Ct));
    }

    [Fact]
    public async Task Erasing_the_person_ends_what_was_made_from_them_and_nothing_of_it_leaves()
    {
        using var maren = house.As(Maren);
        var seed = await SeedAsync(maren);
        Assert.Equal(HttpStatusCode.OK, (await TryJudgeAsync(maren, seed, 24)).Status);
        var eraser = house.Services.GetServicesOf<ISubjectEraser>().Single(one => one.Owners.ContainsKey("inbox.proposals"));
        while (await eraser.SweepAsync("fernbrook", decided.SubjectId, Ct))
        {
        }

        Assert.Equal(0, await house.Database.SingleOrDefaultAsync<long>(Test, $"select count(*) from inbox.samples", Ct));
        Assert.Equal(0, await house.Database.SingleOrDefaultAsync<long>(Test,
            $"select count(*) from inbox.proposals where case_id = {seed.CaseId}", Ct));
        var page = (await maren.SeeAsync(seed)).Body;
        Assert.Contains("there is nothing left to decide", page);
        var answer = await maren.ActAsync(seed, "decide", ("command", $"{Guid.NewGuid()}"), ("token", "1"), ("take", "own"), ("reason", "agree"));
        Assert.NotEqual(HttpStatusCode.OK, answer.Status);
        var events = (await house.Store.FetchStreamAsync(seed.Client, seed.CaseId, 0, Ct)).Select(e => e.Data).ToList();
        Assert.IsType<CaseWithdrawn>(events[^1]);
        Assert.DoesNotContain(events, e => e is DecisionMade);
        Assert.Single(house.Outcomes.Applied);
    }

    [Fact]
    public async Task Practice_on_it_tells_what_is_right_and_changes_nothing()
    {
        using var sara = house.As(Sara);
        Assert.Equal(HttpStatusCode.OK, (await TryMakeAsync(sara, purpose: Purposes.Practice)).Status);
        using var maren = house.As(Maren);
        var (_, page, at) = await maren.PostAsync("/inbox/practice/next");
        Assert.Contains("$1,333.00", page);
        Assert.Contains("What should we offer Linden Grey?", page);
        Assert.DoesNotContain("Little is open", page);
        var told = (await maren.PostAsync(at!, ("choice", "offer-plan"))).Body;
        Assert.Contains("Not this time", told);
        Assert.Contains("Little is open, and they pay.", told);
        Assert.Single(house.Outcomes.Applied);
    }

    private Task<(HttpStatusCode Status, string Body, string? To)> TryMakeAsync(
        Person person, string name = "Linden Grey", string reference = "MADE-77", string proposed = "offer-plan",
        string purpose = Purposes.Seed) => person.PostAsync($"/supervision/samples/new/fernbrook/{decided.CaseId}",
            ("command", $"{Guid.NewGuid()}"), ("purpose", purpose), ("name", name), ("reference", reference), ("proposed", proposed),
            ("truth", "keep"), ("why", "Little is open, and they pay."), ("attested", "yes"));

    private async Task<OpenCase> SeedAsync(Person person)
    {
        using (var sara = house.As(Sara))
        {
            Assert.Equal(HttpStatusCode.OK, (await TryMakeAsync(sara)).Status);
        }

        await house.Get<SeedReserve>().RunAsync(Ct);
        Assert.Equal(0, await house.Database.SingleOrDefaultAsync<long>(Access.System("test"), $"select count(*) from inbox.seeds", Ct));
        // Not within two days of the decided case, whose days it would have.
        await house.Database.ExecuteAsync(Access.System("test"), $"""
            update inbox.samples set opened_at = opened_at - interval '3 days', due_at = due_at - interval '3 days'
            """, Ct);
        await house.Get<SeedReserve>().RunAsync(Ct);
        var seed = await person.NextSeedAsync(house);
        Assert.NotNull(seed);
        return seed;
    }

    private async Task<(HttpStatusCode Status, string Body, string? To)> TryJudgeAsync(Person person, OpenCase on, int months)
    {
        house.Outcomes.MostMonths = 30;
        return await person.ActAsync(on, "judge", ("command", $"{Guid.NewGuid()}"), ("token", $"{await house.TokenAsync(person, on)}"),
            ("choice", "offer-plan"), ("weight", "income"), ("sure", "fairly"), ("f.offer-plan.amount", "62"), ("f.offer-plan.months", $"{months}"));
    }

    private async Task<string> DecideAsync(Person person, OpenCase on)
    {
        var (status, body, _) = await person.ActAsync(on, "decide", ("command", $"{Guid.NewGuid()}"),
            ("token", $"{await house.TokenAsync(person, on)}"), ("take", "own"), ("reason", "agree"));
        Assert.True(status == HttpStatusCode.OK, $"{status}: {Steps.Said(body)}");
        return body;
    }

    private async Task<List<string>> TypesAsync(OpenCase on) =>
        [.. (await house.Store.FetchStreamAsync(on.Client, on.CaseId, 0, Ct)).Select(e => e.Type)];

    /// The pane without what differs from case to case.
    private static string Bare(string page)
    {
        var pane = page[page.IndexOf("<section class=\"hb-case\"", StringComparison.Ordinal)..];
        return Volatile().Replace(pane, "#");
    }

    [GeneratedRegex("PLAN-\\d+|MADE-77|Linden Grey|\\$1,[\\d.,]+|[0-9a-f]{8}-[0-9a-f-]{27}|value=\"[^\"]{40,}\"|\\d+")]
    private static partial Regex Volatile();
}
