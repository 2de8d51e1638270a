using HybridBpo.Host.SignIn;
using HybridBpo.Platform;

namespace HybridBpo.Host.Tests;

/// <summary>Rights are read for every request: what an administrator changes counts from the next click.</summary>
public sealed class RightsTests(TestHost host) : IClassFixture<TestHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Somebody_switched_off_is_out_at_the_next_click()
    {
        var person = await host.AddAsync(["analyst"]);
        var browser = await host.SignInAsync(person);
        Assert.Equal(200, (int)(await browser.GetAsync("/probe/models")).Status);
        await host.WithAccountsAsync(a => a.DisableAsync(TestHost.Tester, person.Id, Ct));
        Assert.Contains("/account/sign-in", (await browser.GetAsync("/probe/models")).Location);
    }

    [Fact]
    public async Task A_role_taken_or_given_counts_at_the_next_click()
    {
        var person = await host.AddAsync(["analyst"]);
        var browser = await host.SignInAsync(person);
        await host.WithAccountsAsync(a => a.SetRightsAsync(TestHost.Tester, person.Id, ["collector"], ["fernbrook"], Ct));
        Assert.Equal(403, (int)(await browser.GetAsync("/probe/models")).Status);
        await host.WithAccountsAsync(a => a.SetRightsAsync(TestHost.Tester, person.Id, ["analyst"], ["fernbrook"], Ct));
        Assert.Equal(200, (int)(await browser.GetAsync("/probe/models")).Status);
    }

    [Fact]
    public async Task A_client_taken_away_does_not_exist_from_the_next_click()
    {
        var person = await host.AddAsync(["analyst"], ["fernbrook", "oakmere"]);
        var browser = await host.SignInAsync(person);
        Assert.Equal(200, (int)(await browser.GetAsync("/probe/oakmere/object")).Status);
        Assert.Equal(404, (int)(await browser.GetAsync("/probe/castlegate/object")).Status);
        await host.WithAccountsAsync(a => a.SetRightsAsync(TestHost.Tester, person.Id, ["analyst"], ["fernbrook"], Ct));
        Assert.Equal(404, (int)(await browser.GetAsync("/probe/oakmere/object")).Status);
    }

    [Fact]
    public async Task The_client_switch_narrows_lists_but_not_pages_that_name_a_client_and_never_widens()
    {
        var person = await host.AddAsync(["analyst"], ["fernbrook", "oakmere"]);
        var browser = await host.SignInAsync(person);
        Assert.Equal("clients: fernbrook,oakmere", (await browser.GetAsync("/probe/models")).Body);
        await browser.PostAsync("/account/client", [("client", "oakmere")]);
        Assert.Equal("clients: oakmere", (await browser.GetAsync("/probe/models")).Body);
        Assert.Equal(200, (int)(await browser.GetAsync("/probe/fernbrook/object")).Status);
        await browser.PostAsync("/account/client", [("client", "castlegate")]);
        Assert.Equal("clients: fernbrook,oakmere", (await browser.GetAsync("/probe/models")).Body);
    }

    [Fact]
    public async Task The_side_bar_shows_only_what_the_person_may_open()
    {
        Assert.DoesNotContain("/probe/models", (await (await host.SignedInAsync("recruiter")).GetAsync("/account")).Body);
        Assert.Contains("/probe/models", (await (await host.SignedInAsync("analyst")).GetAsync("/account")).Body);
    }

    [Fact]
    public async Task Everybody_lands_on_a_page_that_they_may_open()
    {
        Assert.Equal("/inbox", (await (await host.SignedInAsync("collector")).GetAsync("/")).Location);
        Assert.Equal("/admin/users", (await (await host.SignedInAsync("administrator")).GetAsync("/")).Location);
        Assert.Equal("/account", (await (await host.SignedInAsync("client-viewer")).GetAsync("/")).Location);
    }

    [Fact]
    public async Task Eligible_people_are_active_hold_the_role_and_are_assigned()
    {
        var here = await host.AddAsync(["recruiter"], ["oakmere"]);
        var elsewhere = await host.AddAsync(["recruiter"], ["fernbrook"]);
        var otherRole = await host.AddAsync(["collector"], ["oakmere"]);
        var off = await host.AddAsync(["recruiter"], ["oakmere"]);
        await host.WithAccountsAsync(a => a.DisableAsync(TestHost.Tester, off.Id, Ct));
        var people = new People(host.Database.DataSource);
        Assert.Equal([here.Id], await people.WhoMayAsync("oakmere", Act.DecideHiring, Ct));
        Assert.Equal(3, (await people.NamesAsync([here.Id, elsewhere.Id, otherRole.Id, "nobody"], Ct)).Count);
    }
}
