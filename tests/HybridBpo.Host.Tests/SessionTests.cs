using System.Text.RegularExpressions;
using HybridBpo.Host.SignIn;
using HybridBpo.Host.Web;
using HybridBpo.Platform;

namespace HybridBpo.Host.Tests;

/// <summary>A cookie is good while its session is open, on whichever host it is shown: a copy of it ends with the session.</summary>
public sealed class SessionTests(TestHost host) : IClassFixture<TestHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Signing_out_ends_a_copy_of_the_cookie_on_every_host()
    {
        await using var other = host.Build(host.Database.ConnectionString, []);
        var elsewhere = new Browser(new Uri((await HostApp.StartAsync(other, Ct)).Staff[0]));
        var (browser, cookie) = await SignInAsync(await host.AddAsync(["collector"]));
        var thief = host.Browse();
        Assert.Equal(200, await AskAsync(thief, cookie));
        Assert.Equal(200, await AskAsync(elsewhere, cookie));
        Assert.Equal(303, (int)(await browser.PostAsync("/account/sign-out", [])).Status);
        Assert.Equal(302, await AskAsync(thief, cookie));
        Assert.Equal(302, await AskAsync(elsewhere, cookie));
        await other.StopAsync(Ct);
    }

    [Fact]
    public async Task Switching_off_a_new_password_and_a_role_that_needs_a_second_factor_end_every_copy()
    {
        var off = await AfterAsync(async (a, id) => (await a.DisableAsync(TestHost.Tester, id, Ct)).Refusal);
        var reset = await AfterAsync(async (a, id) => (await a.ResetAsync(TestHost.Tester, id, false, Ct)).Refusal);
        var raised = await AfterAsync(
            async (a, id) => (await a.SetRightsAsync(TestHost.Tester, id, ["collector", "supervisor"], ["fernbrook"], Ct)).Refusal);
        Assert.Equal([302, 302, 302], [off, reset, raised]);
        Assert.Equal(200, await AfterAsync(
            async (a, id) => (await a.SetRightsAsync(TestHost.Tester, id, ["recruiter"], ["fernbrook"], Ct)).Refusal));

        async Task<int> AfterAsync(Func<Accounts, string, Task<Refusal?>> act)
        {
            var person = await host.AddAsync(["collector"]);
            var (_, cookie) = await SignInAsync(person);
            Assert.Null(await host.WithAccountsAsync(a => act(a, person.Id)));
            // Switched on again or not: what was ended stays ended.
            await host.WithAccountsAsync(a => a.EnableAsync(TestHost.Tester, person.Id, Ct));
            return await AskAsync(host.Browse(), cookie);
        }
    }

    [Fact]
    public async Task Ones_own_new_password_ends_the_copies_and_not_the_session_that_asked()
    {
        var person = await host.AddAsync(["collector"]);
        var (browser, cookie) = await SignInAsync(person);
        var changed = await browser.PostAsync(
            "/account/password", [("current", person.Password), ("chosen", "wet otter, warm lamp"), ("again", "wet otter, warm lamp")]);
        Assert.Equal(303, (int)changed.Status);
        Assert.Equal(200, (int)(await browser.GetAsync("/account")).Status);
        Assert.Equal(302, await AskAsync(host.Browse(), cookie));
    }

    [Fact]
    public async Task A_person_sees_where_they_are_signed_in_and_ends_another_session_but_nobody_elses()
    {
        var person = await host.AddAsync(["collector"]);
        var (browser, _) = await SignInAsync(person);
        var forgotten = host.Browse();
        await forgotten.SendAsync(HttpMethod.Get, "/account/sign-in", null);
        await forgotten.SignInAsync(person.Name, person.Password);
        var (stranger, _) = await SignInAsync(await host.AddAsync(["collector"]));
        Assert.Single(Regex.Matches((await stranger.GetAsync("/account")).Body, "this one"));

        var page = (await browser.GetAsync("/account")).Body;
        Assert.Contains("this one", page);
        var end = Assert.Single(Regex.Matches(page, "/account/sessions/[0-9a-f-]{36}/end")).Value;
        Assert.Equal(404, (int)(await stranger.PostAsync(end, [])).Status);
        Assert.Equal(200, (int)(await forgotten.GetAsync("/account")).Status);
        Assert.Equal(303, (int)(await browser.PostAsync(end, [])).Status);
        Assert.Equal(302, (int)(await forgotten.GetAsync("/account")).Status);
        Assert.Equal(200, (int)(await browser.GetAsync("/account")).Status);
        Assert.DoesNotContain(end, (await browser.GetAsync("/account")).Body);
    }

    [Fact]
    public async Task A_session_that_nobody_used_for_ten_hours_is_over_whatever_its_cookie_says()
    {
        var person = await host.AddAsync(["collector"]);
        var (browser, _) = await SignInAsync(person);
        await using var command = host.Database.DataSource.CreateCommand(
            $"update identity.sessions set seen_at = seen_at - interval '10 hours' where user_id = '{person.Id}'");
        Assert.Equal(1, await command.ExecuteNonQueryAsync(Ct));
        Assert.Equal(302, (int)(await browser.GetAsync("/account")).Status);
    }

    [Fact]
    public async Task What_an_open_page_asks_by_itself_keeps_no_session_open()
    {
        var person = await host.AddAsync(["collector"]);
        var (browser, _) = await SignInAsync(person);
        await SetBackAsync("9 hours");
        Assert.Equal(200, (int)(await browser.GetAsync("/inbox/queue", ("HB-By-Itself", "yes"))).Status);
        using (var live = (await browser.GetAsync("/inbox/live", ("Accept", "text/event-stream"))).Message)
            Assert.Equal(200, (int)live.StatusCode);
        await SetBackAsync("59 minutes");
        Assert.Equal(200, (int)(await browser.GetAsync("/inbox/queue", ("HB-By-Itself", "yes"))).Status);
        await SetBackAsync("2 minutes");
        Assert.Equal(302, (int)(await browser.GetAsync("/inbox/queue", ("HB-By-Itself", "yes"))).Status);

        async Task SetBackAsync(string by)
        {
            await using var command = host.Database.DataSource.CreateCommand(
                $"update identity.sessions set seen_at = seen_at - interval '{by}' where user_id = '{person.Id}'");
            Assert.Equal(1, await command.ExecuteNonQueryAsync(Ct));
        }
    }

    [Fact]
    public async Task Whoever_signs_in_over_somebody_else_in_the_same_browser_ends_their_session()
    {
        var (browser, cookie) = await SignInAsync(await host.AddAsync(["collector"]));
        var second = await host.AddAsync(["collector"]);
        Assert.Equal(200, await AskAsync(host.Browse(), cookie));
        Assert.Equal(303, (int)(await browser.PostAsync(
            "/account/sign-in", [("name", second.Name), ("password", second.Password), ("returnUrl", "/account")], from: "/account")).Status);
        Assert.Equal(200, (int)(await browser.GetAsync("/account")).Status);
        Assert.Equal(302, await AskAsync(host.Browse(), cookie));
    }

    [Fact]
    public async Task An_empty_new_password_is_answered_by_the_rule_of_length()
    {
        var person = await host.AddAsync(["collector"]);
        var (browser, _) = await SignInAsync(person);
        var refused = await browser.PostAsync("/account/password", [("current", person.Password), ("chosen", ""), ("again", "")]);
        Assert.Equal(422, (int)refused.Status);
        Assert.Contains("A password has 12 to 128 characters.", refused.Body);
        Assert.Null(StrongPasswords.WhyNot("", person.Name));
    }

    [Fact]
    public async Task The_right_password_of_somebody_switched_off_is_kept_in_the_audit()
    {
        var person = await host.AddAsync(["collector"]);
        await host.WithAccountsAsync(a => a.DisableAsync(TestHost.Tester, person.Id, Ct));
        await host.Browse().SignInAsync(person.Name, person.Password);
        var trail = (await (await host.SignedInAsync("administrator")).GetAsync($"/admin/users/{person.Id}")).Body;
        Assert.Contains("Right password, but the sign-in is switched off", trail);
    }

    [Theory]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows")]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605 Version/19 Mobile Safari/604.1", "Safari on iPhone")]
    [InlineData("<script>curl", "A browser")]
    [InlineData("", "A browser")]
    public void A_browser_is_named_in_our_words(string says, string words) => Assert.Equal(words, BrowserWords.Of(says));

    private async Task<(Browser Browser, string Cookie)> SignInAsync(NewSignIn person)
    {
        var browser = host.Browse();
        var answer = await browser.SignInAsync(person.Name, person.Password);
        var cookie = answer.Header("Set-Cookie").Split([';', ',']).Single(part => part.Trim().StartsWith("hb-session=", StringComparison.Ordinal));
        return (browser, cookie.Trim());
    }

    private static async Task<int> AskAsync(Browser browser, string cookie) =>
        (int)(await browser.GetAsync("/account", ("Cookie", cookie))).Status;
}
