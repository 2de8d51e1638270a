using System.IO.Compression;
using System.Text.RegularExpressions;
using HybridBpo.Host.Web;
using Microsoft.AspNetCore.Builder;

namespace HybridBpo.Host.Tests;

/// <summary>What the host does at its edge: how often it is asked, and by whom it stands behind.</summary>
public sealed class EdgeTests(TestHost host) : IClassFixture<TestHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Trying_to_sign_in_too_often_from_one_address_is_answered_with_wait()
    {
        await using var app = host.Build(host.Database.ConnectionString, [], ("RateLimits:SignInPerMinute", "3"));
        var listeners = await HostApp.StartAsync(app, Ct);
        var browser = new Browser(new Uri(listeners.Staff[0]));
        for (var i = 0; i < 3; i++) Assert.Equal(422, (int)(await browser.SignInAsync($"nobody{i}", "x")).Status);
        var fourth = await browser.SignInAsync("nobody4", "x");
        Assert.Equal(429, (int)fourth.Status);
        Assert.Contains("Wait a minute", fourth.Body);
        await app.StopAsync(Ct);
    }

    [Fact]
    public async Task Addresses_of_one_ipv6_network_are_counted_together()
    {
        await using var app = host.Build(
            host.Database.ConnectionString, [], ("RateLimits:SignInPerMinute", "3"), ("TrustedProxies", "127.0.0.1"));
        var browser = new Browser(new Uri((await HostApp.StartAsync(app, Ct)).Staff[0]));
        async Task<int> TryAsync(string address) => (int)(await browser.PostAsync("/account/sign-in",
            [("name", $"nobody-{address}"), ("password", "x")], "/account/sign-in", ("X-Forwarded-For", address))).Status;
        foreach (var address in new[] { "2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:2:3:4:5:6" })
            Assert.Equal(422, await TryAsync(address));
        Assert.Equal(429, await TryAsync("2001:db8:1:2:abcd::"));
        Assert.Equal(422, await TryAsync("2001:db8:1:3::1"));
        Assert.Equal(422, await TryAsync("192.0.2.7"));
        await app.StopAsync(Ct);
    }

    [Fact]
    public async Task Behind_a_trusted_proxy_with_tls_cookies_are_secure_and_the_browser_keeps_to_it()
    {
        await using var app = host.Build(host.Database.ConnectionString, [], ("TrustedProxies", "127.0.0.1"));
        var listeners = await HostApp.StartAsync(app, Ct);
        var answer = await new Browser(new Uri(listeners.Staff[0])).GetAsync("/account/sign-in", ("X-Forwarded-Proto", "https"));
        Assert.Contains("secure", answer.Header("Set-Cookie"));
        Assert.Contains("max-age", answer.Header("Strict-Transport-Security"));
        await app.StopAsync(Ct);

        var plain = await host.Browse().GetAsync("/account/sign-in", ("X-Forwarded-Proto", "https"));
        Assert.DoesNotContain("secure", plain.Header("Set-Cookie"));
        Assert.Equal("", plain.Header("Strict-Transport-Security"));
    }

    // For some milliseconds the public port showed the staff app.
    [Fact]
    public async Task Until_the_ports_are_told_apart_no_page_is_shown_on_either()
    {
        await using var app = host.Build(host.Database.ConnectionString, [new ProbeModule()]);
        await app.StartAsync(Ct);
        foreach (var address in app.Urls)
        {
            var browser = new Browser(new Uri(address));
            foreach (var path in new[] { "/account/sign-in", "/probe-open/abc" })
            {
                var early = await browser.GetAsync(path);
                Assert.Equal((503, "1"), ((int)early.Status, early.Header("Retry-After")));
                Assert.DoesNotContain("password", early.Body);
            }
            Assert.Equal(200, (int)(await browser.GetAsync("/health/live")).Status);
        }
        await app.StopAsync(Ct);
    }

    [Fact]
    public async Task Style_sheets_and_scripts_are_packed_and_pages_are_not()
    {
        var page = await host.Browse().GetAsync("/account/sign-in", ("Accept-Encoding", "br"));
        Assert.Empty(page.Message.Content.Headers.ContentEncoding);
        var sheet = Regex.Match(page.Body, "href=\"([^\"]*tokens[^\"]*css[^\"]*)\"").Groups[1].Value;
        Assert.NotEqual("", sheet);
        var plain = await host.Browse().GetAsync(sheet);
        Assert.Empty(plain.Message.Content.Headers.ContentEncoding);

        var packed = await host.Browse().GetAsync(sheet, ("Accept-Encoding", "br"));
        Assert.Equal(["br"], packed.Message.Content.Headers.ContentEncoding);
        Assert.Contains("Accept-Encoding", packed.Header("Vary"));
        var bytes = await packed.Message.Content.ReadAsByteArrayAsync(Ct);
        await using var unpacked = new BrotliStream(new MemoryStream(bytes), CompressionMode.Decompress);
        Assert.Equal(plain.Body, await new StreamReader(unpacked).ReadToEndAsync(Ct));
    }

    [Theory]
    [InlineData(false, "/account/sign-in", 200)]
    [InlineData(true, "/probe-open/abc", 200)]
    [InlineData(true, "/o/no-such-token", 404)]
    [InlineData(false, "/health/live", 200)]
    public async Task Head_is_answered_as_get_without_a_body(bool isPublic, string path, int status)
    {
        var browser = new Browser(isPublic ? host.Public : host.Staff);
        var head = await browser.SendAsync(HttpMethod.Head, path, null);
        var get = await browser.GetAsync(path);
        Assert.Equal((status, status, ""), ((int)head.Status, (int)get.Status, head.Body));
        Assert.Equal(get.Message.Content.Headers.ContentType, head.Message.Content.Headers.ContentType);
    }

    [Fact]
    public async Task A_host_that_still_starts_is_alive_but_not_ready()
    {
        await using var app = host.Build(host.Database.ConnectionString, []);
        var listeners = await HostApp.StartAsync(app, Ct);
        var browser = new Browser(new Uri(listeners.Staff[0]));
        Assert.Equal(200, (int)(await browser.GetAsync("/health/live")).Status);
        var starting = await browser.GetAsync("/health/ready");
        Assert.Equal(503, (int)starting.Status);
        Assert.Contains("\"start\":\"not yet\"", starting.Body);
        Assert.Equal(200, (int)(await host.Browse().GetAsync("/health/ready")).Status);
        await app.StopAsync(Ct);
    }
}
