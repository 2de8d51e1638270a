using HybridBpo.Platform;
using HybridBpo.Testing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Host.Tests;

/// <summary>Every endpoint there is, found in the running host: none can be forgotten.</summary>
public sealed class EndpointSweepTests(TestHost host) : IClassFixture<TestHost>
{
    private static readonly string[] ForEverybodySignedIn =
    [
        "/", "/menu", "/keys", "/search", "/account", "/account/theme", "/account/keys", "/account/password", "/account/client", "/account/sign-out",
        "/account/second-factor/set-up", "/account/sessions/00000000-0000-0000-0000-000000000001/end",
    ];

    private static readonly string[] ForStrangers =
        ["/account/sign-in", "/account/second-factor", "/api/v1/openapi.json", "/health/live", "/health/log", "/health/ready"];

    private IEnumerable<RouteEndpoint> All => host.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    private IEnumerable<RouteEndpoint> ForKeys => All.Where(e => e.Metadata.GetMetadata<RequiredScope>() is not null);

    private IEnumerable<RouteEndpoint> Closed =>
        All.Where(e => e.Metadata.GetMetadata<IAllowAnonymous>() is null && e.Metadata.GetMetadata<PublicListenerOnly>() is null);

    [Fact]
    public void Only_sign_in_and_health_are_open_to_strangers_on_the_staff_listener()
    {
        var open = All.Except(Closed).Where(e => e.Metadata.GetMetadata<PublicListenerOnly>() is null).Select(PathOf).Distinct();
        Assert.Equal(ForStrangers.Order(), open.Order());
    }

    [Fact]
    public void Every_other_endpoint_names_the_permission_that_it_needs()
    {
        var without = Closed.Except(ForKeys).Where(e => e.Metadata.GetMetadata<RequiredActs>() is null).Select(PathOf).Distinct();
        Assert.Equal(ForEverybodySignedIn.Order(), without.Order());
    }

    [Fact]
    public void Every_endpoint_says_whether_it_shows_peoples_data()
    {
        var silent = All.Where(e => e.Metadata.GetMetadata<Showing>() is null).Select(e => e.RoutePattern.RawText).Distinct();
        Assert.Equal([], silent);
    }

    /// <summary>A browser test opens each of them: what is new is added here, and with that to what it must reach.</summary>
    [Fact]
    public void What_can_be_looked_at_in_the_inbox_is_pinned()
    {
        string[] areas = ["/inbox", "/supervision", "/admin/webhooks", "/api/inbox"];
        Snapshot.Match(string.Join('\n', Closed.Except(ForKeys)
            .Where(e => e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains("GET") == true)
            .Select(e => "/" + e.RoutePattern.RawText!.Trim('/'))
            .Where(path => areas.Any(area => path == area || path.StartsWith($"{area}/", StringComparison.Ordinal)
                || path.StartsWith($"{area}.", StringComparison.Ordinal)))
            .Distinct().Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Every_page_that_shows_people_says_whom_or_is_not_sent()
    {
        var everything = await host.SignedInAsync([.. Roles.All]);
        var shows = All.Where(e => e.Metadata.GetMetadata<Showing>() is { Act: not null }
            && e.Metadata.GetMetadata<RequiredScope>() is null).ToList();
        Assert.True(shows.Count > 40, $"only {shows.Count} endpoints");
        foreach (var (method, path) in Requests(shows).Where(r => r.Method == HttpMethod.Get))
        {
            var answer = await everything.GetAsync(path);
            Assert.True((int)answer.Status is 200 or 403 or 404, $"{path}: {answer.Status}");
        }
    }

    [Fact]
    public async Task A_stranger_is_sent_to_sign_in_from_every_closed_endpoint()
    {
        var stranger = host.Browse();
        foreach (var (method, path) in Requests(Closed))
        {
            var answer = await stranger.SendAsync(method, path, Empty(method));
            if (path.StartsWith("/api", StringComparison.Ordinal)) Assert.True((int)answer.Status == 401, $"{method} {path}: {answer.Status}");
            else Assert.True(answer.Location.Contains("/account/sign-in"), $"{method} {path}: {answer.Status} {answer.Location}");
        }
    }

    [Fact]
    public async Task Somebody_without_a_role_is_refused_by_every_endpoint_that_needs_one()
    {
        var nobody = await host.SignedInAsync();
        foreach (var (method, path) in Requests(Closed.Where(e => e.Metadata.GetMetadata<RequiredActs>() is not null)))
        {
            var answer = await nobody.SendAsync(method, path, Empty(method));
            Assert.True((int)answer.Status == 403, $"{method} {path}: {answer.Status}");
        }
    }

    [Fact]
    public async Task Every_form_without_its_token_is_refused_before_it_acts()
    {
        var everything = await host.SignedInAsync([.. Roles.All]);
        var forms = All.Except(ForKeys).Where(e => e.Metadata.GetMetadata<PublicListenerOnly>() is null).SelectMany(e => Requests([e]))
            .Where(r => r.Method != HttpMethod.Get && r.Method != HttpMethod.Head);
        foreach (var (method, path) in forms)
        {
            var answer = await everything.SendAsync(method, path, Empty(method));
            Assert.True((int)answer.Status == 400, $"{method} {path}: {answer.Status}");
        }
        Assert.Equal(200, (int)(await everything.GetAsync("/account")).Status);
    }

    [Fact]
    public async Task What_is_for_programs_is_opened_by_a_key_alone_whoever_is_signed_in()
    {
        var everything = await host.SignedInAsync([.. Roles.All]);
        var asked = Requests(ForKeys).ToList();
        Assert.Equal(6, asked.Count);
        foreach (var (method, path) in asked)
        {
            var answer = await everything.SendAsync(method, path, Empty(method));
            Assert.True((int)answer.Status == 401, $"{method} {path}: {answer.Status}");
            Assert.Contains("\"code\":\"KeyMissing\"", answer.Body);
        }
    }

    [Fact]
    public async Task A_key_opens_nothing_that_is_for_people_not_even_beside_somebodys_cookie()
    {
        var key = await host.KeyAsync([.. ApiScopes.All], "fernbrook", "castlegate", "oakmere");
        var everything = await host.SignedInAsync([.. Roles.All]);
        var asked = Requests(Closed.Except(ForKeys)).ToList();
        Assert.True(asked.Count > 100, $"only {asked.Count} endpoints");
        foreach (var browser in new[] { host.Browse(), everything })
        {
            foreach (var (method, path) in asked)
            {
                var answer = await browser.SendAsync(method, path, Empty(method), ("Authorization", $"Bearer {key}"));
                Assert.True((int)answer.Status == 403, $"{method} {path}: {answer.Status}");
            }
        }
    }

    [Fact]
    public async Task Every_answer_carries_the_security_headers()
    {
        var everything = await host.SignedInAsync([.. Roles.All]);
        var open = new Browser(host.Public);
        var opened = Requests(All.Where(e => e.Metadata.GetMetadata<PublicListenerOnly>() is not null)).ToList();
        Assert.Contains(opened, r => r.Path.StartsWith("/o/", StringComparison.Ordinal));
        (HttpMethod, string)[] always = [(HttpMethod.Get, "/nowhere"), (HttpMethod.Get, "/_content/HybridBpo.Platform/js/app.js")];
        var asked = Requests(All).Concat(always).Select(r => (Browser: everything, r.Item1, r.Item2))
            .Concat(opened.Concat(always).Append((HttpMethod.Get, "/health/live")).Select(r => (Browser: open, r.Item1, r.Item2)));
        foreach (var (browser, method, path) in asked)
        {
            var answer = await browser.SendAsync(method, path, Empty(method));
            var policy = answer.Header("Content-Security-Policy");
            Assert.True(policy.Contains("script-src 'self';"), $"{method} {path}: {answer.Status} {policy}");
            Assert.DoesNotContain("unsafe", answer.Header("Content-Security-Policy"));
            Assert.Contains("frame-ancestors 'none'", answer.Header("Content-Security-Policy"));
            Assert.Equal("nosniff", answer.Header("X-Content-Type-Options"));
            Assert.Equal("same-origin", answer.Header("Referrer-Policy"));
            Assert.Equal("DENY", answer.Header("X-Frame-Options"));
            Assert.Equal("", answer.Header("Server"));
            Assert.DoesNotContain(" style=\"", answer.Body);
            Assert.DoesNotMatch("<script(?![^>]*(src=|application/json))", answer.Body);
        }
    }

    [Fact]
    public async Task No_page_breaks_when_there_is_no_data_or_the_object_is_not_there()
    {
        var everything = await host.SignedInAsync([.. Roles.All]);
        foreach (var path in Requests(All).Where(r => r.Method == HttpMethod.Get).Select(r => r.Path).Where(p => !p.StartsWith("/probe")))
        {
            var answer = await everything.GetAsync(path);
            Assert.True((int)answer.Status < 500, $"{path}: {answer.Status}");
        }
    }

    [Fact]
    public async Task Pages_of_one_listener_do_not_exist_on_the_other()
    {
        var staff = host.Browse();
        var open = new Browser(host.Public);
        Assert.Equal(404, (int)(await staff.GetAsync("/probe-open/abc")).Status);
        Assert.Equal("public abc", (await open.GetAsync("/probe-open/abc")).Body);
        foreach (var (method, path) in Requests(Closed))
            Assert.True((int)(await open.SendAsync(method, path, Empty(method))).Status == 404, $"{method} {path} is on the public listener");
        Assert.Equal(404, (int)(await open.GetAsync("/account/sign-in")).Status);
        Assert.Equal(200, (int)(await open.GetAsync("/health/live")).Status);
        Assert.Equal(200, (int)(await open.GetAsync("/_content/HybridBpo.Platform/css/tokens.css")).Status);
    }

    private static IEnumerable<(HttpMethod Method, string Path)> Requests(IEnumerable<RouteEndpoint> endpoints) =>
        from endpoint in endpoints
        let methods = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"]
        from method in methods
        select (HttpMethod.Parse(method), PathOf(endpoint));

    private static string PathOf(RouteEndpoint endpoint)
    {
        var filled = endpoint.RoutePattern.PathSegments.Select(s => string.Concat(s.Parts.Select(p => p switch
        {
            RoutePatternLiteralPart literal => literal.Content,
            RoutePatternSeparatorPart separator => separator.Content,
            RoutePatternParameterPart { Name: "client" } => "fernbrook",
            RoutePatternParameterPart parameter when parameter.ParameterPolicies.Any(c => c.Content is "int" or "long") => "1",
            RoutePatternParameterPart => "00000000-0000-0000-0000-000000000001",
            _ => "",
        })));
        return "/" + string.Join('/', filled);
    }

    private static HttpContent? Empty(HttpMethod method) =>
        method == HttpMethod.Get || method == HttpMethod.Head ? null : new MultipartFormDataContent { { new StringContent("x"), "x" } };
}
