using System.Net;
using HybridBpo.Inbox.Contracts;
using HybridBpo.Inbox.Tests.House;
using HybridBpo.Platform;
using Microsoft.AspNetCore.Routing;
using static HybridBpo.Inbox.Tests.House.DemoPeople;

namespace HybridBpo.Inbox.Tests.Pages;

/// Whose case it is, and what roles open.
public class BorderTests(HouseFixture fixture) : IClassFixture<HouseFixture>
{
    private readonly InboxHouse house = fixture.House;

    [Fact]
    public async Task Another_clients_case_is_404_on_every_endpoint()
    {
        var ask = Asks.Plan("B-1");
        await house.OpenAsync(ask);
        house.People.Add(Person("olga", "Olga T.", ["castlegate"], Roles.Collector, Roles.Supervisor));
        using var olga = house.As("olga");
        var tried = 0;
        foreach (var endpoint in Endpoints().Where(endpoint => endpoint.RoutePattern.RawText!.Contains("{client}")))
        {
            var path = endpoint.RoutePattern.RawText!.Replace("{client}", ask.Client).Replace("{id:guid}", ask.CaseId.ToString());
            var status = Method(endpoint) == "GET"
                ? (await olga.GetAsync(path)).Status
                : (await olga.PostAsync(path, ("command", $"{Guid.NewGuid()}"), ("token", "1"), ("text", "x"), ("until", "2030-01-01"), ("take",
                    "own"),
                    ("decision", $"{Guid.NewGuid()}"), ("to", Maren))).Status;
            Assert.True(status == HttpStatusCode.NotFound, $"{Method(endpoint)} {path} answered {status}");
            tried++;
        }

        Assert.True(tried >= 15, $"only {tried} endpoints");
        Assert.DoesNotContain("B-1", (await olga.GetAsync("/inbox")).Body);
        Assert.Empty(await house.Services.GetServicesOf<ISearchSource>().Single().SearchAsync(olga.Access, "B-1",
            TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_unknown_case_and_another_clients_case_answer_alike()
    {
        var ask = Asks.Plan("B-2");
        await house.OpenAsync(ask);
        using var otto = house.As(Otto);
        using var maren = house.As(Maren);

        Assert.Equal(HttpStatusCode.NotFound, (await maren.GetAsync($"/inbox/cases/castlegate/{ask.CaseId}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await otto.SeeAsync(ask)).Status);
    }

    [Fact]
    public async Task Roles_open_their_own_kinds_and_browsers_take_nothing()
    {
        var (plan, screening) = (Asks.Plan("B-3"), Asks.Screening("B-4"));
        await house.OpenAsync(plan);
        await house.OpenAsync(screening);
        using var maren = house.As(Maren);
        using var rita = house.As(Rita);
        using var audra = house.As(Audra);
        using var cora = house.As(Cora);

        Assert.Equal(HttpStatusCode.Forbidden, (await maren.SeeAsync(screening)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await rita.SeeAsync(plan)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await rita.ActAsync(plan, "take")).Status);
        Assert.Equal(HttpStatusCode.OK, (await audra.SeeAsync(plan)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await audra.ActAsync(plan, "take")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await audra.ActAsync(plan, "note", ("command", $"{Guid.NewGuid()}"), ("text", "psst"))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await cora.GetAsync("/inbox")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await maren.GetAsync("/supervision")).Status);
        Assert.DoesNotContain("Team ·", (await maren.GetAsync("/inbox")).Body);
    }

    [Fact]
    public async Task Every_post_needs_the_token_of_our_page()
    {
        var ask = Asks.Plan("B-5");
        await house.OpenAsync(ask);
        using var http = new HttpClient { BaseAddress = house.Address };
        http.DefaultRequestHeaders.Add("X-Person", Maren);
        using var empty = new FormUrlEncodedContent([]);

        Assert.Equal(HttpStatusCode.BadRequest, (await http.PostAsync($"{Tests.House.Person.PathOf(ask)}/take", empty,
            TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task Hostile_input_is_refused_in_words_and_writes_nothing()
    {
        var ask = Asks.Plan("B-6");
        await house.OpenAsync(ask);
        using var maren = house.As(Maren);
        await maren.TakeAsync(ask);
        (string, string)[][] forms =
        [
            [("token", "1")],
            [("command", "x"), ("token", "1"), ("choice", "keep")],
            [("command", $"{Guid.NewGuid()}"), ("token", "99999999999999999999"), ("choice", "keep")],
            [("command", $"{Guid.NewGuid()}"), ("token", "1"), ("choice", "'; drop table inbox.cases; --")],
            [("command", $"{Guid.NewGuid()}"), ("token", "1"), ("choice", "keep"), ("weight", "income"), ("sure", "fairly"), ("note",
                new string('x', 5_000))],
            [("command", $"{Guid.NewGuid()}"), ("token", "1"), ("choice", "offer-plan"), ("f.offer-plan.amount", "62,50"), ("weight", "income"),
                ("sure", "fairly")],
        ];
        foreach (var form in forms)
        {
            var (status, body, _) = await maren.ActAsync(ask, "judge", form);
            Assert.True((int)status is 409 or 422, $"{status}");
            Assert.NotEqual("", Steps.Said(body));
        }

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await maren.ActAsync(ask, "draft", ("note", new string('x', 40_000)))).Status);
        Assert.DoesNotContain((await house.Store.FetchStreamAsync(ask.Client, ask.CaseId, 0, TestContext.Current.CancellationToken)),
            e => e.Data is Inbox.Cases.JudgementRecorded);
        Assert.Contains("value=\"62,50\"", (await maren.SeeAsync(ask)).Body);
    }

    private IEnumerable<RouteEndpoint> Endpoints() =>
        house.Services.GetServicesOf<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>();

    private static string Method(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0];
}
