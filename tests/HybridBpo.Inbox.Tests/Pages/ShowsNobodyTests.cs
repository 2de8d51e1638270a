using System.Net;
using HybridBpo.Inbox.Cases;
using HybridBpo.Inbox.Contracts;
using HybridBpo.Inbox.Escalating;
using HybridBpo.Inbox.Seeding;
using HybridBpo.Inbox.Tests.House;
using HybridBpo.Inbox.Working;
using HybridBpo.Platform;
using HybridBpo.Testing;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using static HybridBpo.Inbox.Tests.House.DemoPeople;

namespace HybridBpo.Inbox.Tests.Pages;

/// Whatever says that it shows nobody is asked by each role in a house full of people, and names none of them: what it shows is in no log of looks.
public sealed class ShowsNobodyTests : IAsyncLifetime
{
    // A name that nobody else has, in everything that a case says of its person.
    private const string Name = "Quillonette";

    // Goes on for as long as anybody listens; LiveQueueTests read what it says.
    private static readonly string[] Endless = ["/inbox/live"];

    private static readonly Access Test = Access.System("test");

    private TestDatabase database = null!;

    private InboxHouse house = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        house = await InboxHouse.StartAsync(database, relay: true, undoSeconds: 1,
            settings: new Dictionary<string, string?> { ["Inbox:WebhooksToLoopback"] = "true" });
        foreach (var role in Roles.All)
        {
            house.People.Add(Person($"as-{role}", $"As {role}", ["fernbrook", "castlegate"], role));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await house.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task Nothing_that_says_it_shows_nobody_names_anybody_to_any_role()
    {
        var ids = await FillAsync();
        using (var sara = house.As(Sara))
        {
            // Whatever shows people does name them: what is looked for is there to be found.
            Assert.Contains(Name, (await sara.GetAsync("/inbox?tab=team")).Body);
            Assert.Contains(Name, (await sara.GetAsync("/supervision")).Body);
        }

        var (asked, told) = (0, new List<string>());
        var nobody = house.Endpoints.Where(e => e.Metadata.GetMetadata<Showing>() is { Act: null }
            && !Endless.Contains(e.RoutePattern.RawText)).ToList();
        Assert.True(nobody.Count > 35, $"only {nobody.Count} endpoints");
        // First what only looks; what acts may change what there is to see.
        foreach (var post in new[] { false, true })
        {
            foreach (var endpoint in nobody.Where(e => e.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Contains("POST") == post))
            {
                foreach (var who in house.People.Ids.ToList())
                {
                    using var person = house.As(who);
                    foreach (var path in PathsOf(endpoint, ids))
                    {
                        var (status, body) = post ? await SendAsync(person, path) : await person.GetAsync(path);
                        Assert.True((int)status < 500, $"{path} as {who}: {status}");
                        asked += status == HttpStatusCode.OK ? 1 : 0;
                        if (body.Contains(Name, StringComparison.OrdinalIgnoreCase))
                        {
                            told.Add($"{(post ? "POST" : "GET")} {endpoint.RoutePattern.RawText}");
                        }
                    }
                }
            }
        }

        Assert.Equal([], told.Distinct());
        Assert.True(asked > 150, $"only {asked} answers had anything in them");
    }

    [Fact]
    public async Task Views_that_name_somebody_are_a_look_at_them()
    {
        await FillAsync();
        using var maren = house.As(Maren);
        Assert.Contains($"{Name} calls", (await maren.GetAsync("/inbox/views")).Body);
        var looks = await house.Database.QueryAsync<Guid>(Test, $"""
            select a.subject from platform.looks l join platform.looked_at a on a.client_id = l.client_id and a.look_id = l.id
            where l.actor_id = {Maren} and l.page = '/inbox/views' and l.act = 'viewed'
            """, Ct);
        Assert.Equal([Of("Q-alone").SubjectId], looks);
    }

    private static OpenCase Of(string reference) => Asks.Plan(reference, dueInHours: reference == "Q-late" ? -3 : 9) with
    {
        Question = $"What should we offer {Name} {reference}?",
        Reference = $"{Name}-{reference}",
        Title = $"{Name} {reference} asks",
        Evidence = new Evidence(1, Asks.Facts.Replace("budget form", Name, StringComparison.Ordinal), $"{reference} {Name} Ellery"),
    };

    /// Cases in every state, with all that people add to them. The ids by which addresses may ask.
    private async Task<Guid[]> FillAsync()
    {
        var cases = new[] { "Q-free", "Q-late", "Q-alone", "Q-held", "Q-judged", "Q-decided", "Q-second", "Q-aside", "Q-asked", "Q-gone" }
            .ToDictionary(reference => reference, Of);
        foreach (var ask in cases.Values)
        {
            await house.OpenAsync(ask);
        }

        using var maren = house.As(Maren);
        using var sara = house.As(Sara);
        foreach (var ask in cases.Values.Skip(3).Take(6))
        {
            await maren.TakeAsync(ask);
        }

        await maren.ActAsync(cases["Q-held"], "draft", ("token", "1"), ("note", $"{Name} again"));
        await maren.ActAsync(cases["Q-held"], "note", ("command", $"{Guid.NewGuid()}"), ("text", $"{Name} again"));
        await maren.UploadAsync(cases["Q-held"], $"{Name}.txt", [.. "Hello"u8]);
        await maren.JudgeAsync(house, cases["Q-judged"]);
        await maren.JudgeAsync(house, cases["Q-decided"]);
        await maren.JudgeAsync(house, cases["Q-second"], "offer-plan");
        await maren.ActAsync(cases["Q-aside"], "snooze", ("command", $"{Guid.NewGuid()}"), ("token", "1"),
            ("until", $"{DateTimeOffset.UtcNow.AddHours(2):O}"));
        await maren.ActAsync(cases["Q-asked"], "delegate", ("command", $"{Guid.NewGuid()}"), ("token", "1"), ("to", Tobias), ("note", Name));
        await house.SendAsync(CaseMessages.Withdraw, "fernbrook", new WithdrawCase(cases["Q-gone"].CaseId, "fernbrook", "paid-in-full"));
        await house.Get<CaseDesk>().RunAsync(Test, "fernbrook", cases["Q-late"].CaseId, Ids.New(TimeProvider.System), state =>
            EscalateCase.Decide(new(EscalateCase.PastDue, 1, "late@1", [EscalationLine.Tell]), state, DateTimeOffset.UtcNow), null, Ct);
        await sara.PostAsync(AcknowledgeEscalation.PathOf("fernbrook", cases["Q-late"].CaseId), ("command", $"{Guid.NewGuid()}"),
            ("step", EscalateCase.PastDue), ("from", ""), ("words", $"{Name} is called"));
        await sara.PostAsync($"/supervision/team/{Maren}", ("team", "north"), ("zone", "UTC"), ("day0", "00:00-23:59"));
        await maren.PostAsync("/inbox/views", ("command", $"{Guid.NewGuid()}"), ("name", $"{Name} calls"), ("query", "?q=Q-alone"));
        await house.Database.ExecuteAsync(Test, $"""
            insert into inbox.absences (id, user_id, from_at, until_at, why, said_by, said_at)
            values (gen_random_uuid(), {Maren}, now() + interval '1 day', now() + interval '2 days', 'Training', {Sara}, now())
            """, Ct);
        using (var admin = house.As($"as-{Roles.Administrator}"))
        {
            await admin.PostAsync("/admin/webhooks", ("client", "fernbrook"), ("url", "http://127.0.0.1:9/hook"));
        }

        await maren.DecideAsync(house, cases["Q-second"]);
        await maren.DecideAsync(house, cases["Q-decided"]);
        await house.UntilAsync(cases["Q-decided"], Stages.Delivered);
        await house.UntilAsync(cases["Q-second"], Stages.WaitingSecond);
        var known = await house.DecidedAsync("INV-4001", Ines);
        await sara.MakeAsync(known, "INV-7001", Purposes.Practice);
        return [.. cases.Values.Select(ask => ask.CaseId), known.CaseId, Guid.NewGuid(), .. await house.Database.QueryAsync<Guid>(Test, $"""
            select sample_id from inbox.samples union all select id from inbox.webhooks union all select id from inbox.absences
            union all select id from inbox.saved_views union all select review_id from inbox.reviews
            """, Ct)];
    }

    private static IEnumerable<string> PathsOf(RouteEndpoint endpoint, IReadOnlyList<Guid> ids)
    {
        var path = "/" + endpoint.RoutePattern.RawText!.Trim('/').Replace("{client}", "fernbrook", StringComparison.Ordinal)
            .Replace("{user}", Maren, StringComparison.Ordinal);
        return path.Contains("{id:guid}", StringComparison.Ordinal)
            ? ids.Select(id => path.Replace("{id:guid}", $"{id}", StringComparison.Ordinal)) : [path];
    }

    /// A form with nothing in it but what every form has; a way elsewhere is not followed, as that is a page of its own.
    private static async Task<(HttpStatusCode Status, string Body)> SendAsync(Person person, string path)
    {
        var (status, body, to) = await person.PostAsync(path, ("command", $"{Guid.NewGuid()}"), ("token", "1"));
        return to is null ? (status, body) : (HttpStatusCode.SeeOther, "");
    }
}
