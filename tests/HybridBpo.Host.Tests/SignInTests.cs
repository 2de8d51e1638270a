using System.Text.RegularExpressions;
using HybridBpo.Host.SignIn;

namespace HybridBpo.Host.Tests;

public sealed class SignInTests(TestHost host) : IClassFixture<TestHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_right_password_lets_in_and_signing_out_ends_it()
    {
        var browser = await host.SignedInAsync("collector");
        Assert.Equal(200, (int)(await browser.GetAsync("/account")).Status);
        Assert.Equal(303, (int)(await browser.PostAsync("/account/sign-out", [])).Status);
        Assert.Contains("/account/sign-in", (await browser.GetAsync("/account")).Location);
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_name_get_the_same_answer()
    {
        var person = await host.AddAsync(["collector"]);
        var wrong = await host.Browse().SignInAsync(person.Name, "not the password");
        var unknown = await host.Browse().SignInAsync("who-is-this", "not the password");
        Assert.Equal(422, (int)wrong.Status);
        Assert.Equal(422, (int)unknown.Status);
        Assert.Contains("Name and password do not match.", wrong.Body);
        Assert.Contains("Name and password do not match.", unknown.Body);
    }

    [Fact]
    public async Task Five_wrong_tries_pause_the_sign_in_even_for_the_right_password()
    {
        var person = await host.AddAsync(["collector"]);
        for (var i = 0; i < 4; i++) Assert.Equal(422, (int)(await host.Browse().SignInAsync(person.Name, "wrong")).Status);
        Assert.Equal(429, (int)(await host.Browse().SignInAsync(person.Name, "wrong")).Status);
        var right = await host.Browse().SignInAsync(person.Name, person.Password);
        Assert.Equal(429, (int)right.Status);
        Assert.Contains("we paused this sign-in until", right.Body);
    }

    [Fact]
    public async Task A_name_that_nobody_has_is_paused_with_the_same_words_after_as_many_tries()
    {
        var person = await host.AddAsync(["collector"]);
        var answers = new List<string>();
        for (var i = 0; i < 7; i++)
        {
            var known = await host.Browse().SignInAsync(person.Name, "wrong");
            var unknown = await host.Browse().SignInAsync("nobody" + person.Name, "wrong");
            Assert.Equal(known.Status, unknown.Status);
            Assert.Equal(Words(known.Body), Words(unknown.Body));
            answers.Add($"{(int)unknown.Status}");
        }
        Assert.Equal("422 422 422 422 429 429 429", string.Join(' ', answers));
    }

    [Fact]
    public async Task Wrong_passwords_at_the_same_instant_are_counted_each()
    {
        var person = await host.AddAsync(["collector"]);
        var browsers = Enumerable.Range(0, 24).Select(_ => host.Browse()).ToList();
        foreach (var browser in browsers) await browser.GetAsync("/account/sign-in");
        var answers = await Task.WhenAll(browsers.Select(b => b.SignInAsync(person.Name, "wrong")));
        Assert.Equal(4, answers.Count(a => (int)a.Status == 422));
        Assert.Equal(20, answers.Count(a => (int)a.Status == 429));
        Assert.Equal(429, (int)(await host.Browse().SignInAsync(person.Name, person.Password)).Status);
        const string verified = "select count(*) from identity.audit where user_id = $1 and act in ('sign-in-failed', 'sign-in-paused')";
        Assert.Equal(5L, await AskAsync(verified, person.Id));
    }

    [Fact]
    public async Task The_pause_ends_and_counting_begins_anew()
    {
        const string row = "identity.wrong_tries {0} where name_hash = sha256(upper($1)::bytea)";
        var person = await host.AddAsync(["collector"]);
        for (var i = 0; i < 5; i++) await host.Browse().SignInAsync(person.Name, "wrong");
        await AskAsync("update " + string.Format(null, row, "set paused_until = now() - interval '1 second'"), person.Name);
        Assert.Equal(422, (int)(await host.Browse().SignInAsync(person.Name, "wrong")).Status);
        Assert.Equal(1L, await AskAsync("select count(*) from " + string.Format(null, row, ""), person.Name));
        Assert.Equal(303, (int)(await host.Browse().SignInAsync(person.Name, person.Password)).Status);
        Assert.Equal(0L, await AskAsync("select count(*) from " + string.Format(null, row, ""), person.Name));
    }

    [Theory]
    [InlineData("' or 1=1 --")]
    [InlineData("")]
    public async Task A_hostile_name_is_a_name_that_nobody_has(string name) =>
        Assert.Equal(422, (int)(await host.Browse().SignInAsync(name, "wrong")).Status);

    [Fact]
    public async Task The_way_to_sign_in_names_no_host_that_the_visitor_made_up()
    {
        var answer = await host.Browse().GetAsync("/account?x=1", ("Host", "evil.example"));
        Assert.Equal("/account/sign-in?returnUrl=%2Faccount%3Fx%3D1", answer.Location);
    }

    [Fact]
    public async Task A_new_password_lifts_the_pause_and_ends_open_sessions()
    {
        var person = await host.AddAsync(["collector"]);
        var open = await host.SignInAsync(person);
        for (var i = 0; i < 5; i++) await host.Browse().SignInAsync(person.Name, "wrong");
        var reset = await host.WithAccountsAsync(a => a.ResetAsync(TestHost.Tester, person.Id, secondFactor: false, Ct));
        Assert.Contains("/account/sign-in", (await open.GetAsync("/account")).Location);
        Assert.Equal(422, (int)(await host.Browse().SignInAsync(person.Name, person.Password)).Status);
        Assert.Equal(303, (int)(await host.Browse().SignInAsync(person.Name, reset.Value.Password)).Status);
    }

    [Fact]
    public async Task A_switched_off_sign_in_says_so_only_to_who_knows_the_password()
    {
        var person = await host.AddAsync(["collector"]);
        await host.WithAccountsAsync(a => a.DisableAsync(TestHost.Tester, person.Id, Ct));
        Assert.Contains("switched off", (await host.Browse().SignInAsync(person.Name, person.Password)).Body);
        Assert.DoesNotContain("switched off", (await host.Browse().SignInAsync(person.Name, "wrong")).Body);
    }

    [Theory]
    [InlineData("https://evil.example/", "/")]
    [InlineData("//evil.example/", "/")]
    [InlineData("/\\evil.example/", "/")]
    [InlineData("javascript:alert(1)", "/")]
    [InlineData("/accounts?page=2", "/accounts?page=2")]
    public async Task Signing_in_never_leads_to_another_site(string asked, string led)
    {
        var person = await host.AddAsync(["collector"]);
        Assert.Equal(led, (await host.Browse().SignInAsync(person.Name, person.Password, asked)).Location);
    }

    [Fact]
    public async Task The_session_cookie_is_out_of_reach_for_scripts_and_other_sites_forms()
    {
        var person = await host.AddAsync(["collector"]);
        var cookie = (await host.Browse().SignInAsync(person.Name, person.Password)).Header("Set-Cookie");
        Assert.Matches("hb-session=[^;]+;[^,]*samesite=lax;[^,]*httponly", cookie.ToLowerInvariant());
    }

    [Theory]
    [InlineData("aaaaaaaaaaaaa", "repeats")]
    [InlineData("abcabcabcabcabc", "repeats")]
    [InlineData("harbour7harbour7", "repeats")]
    [InlineData("abcdefghijklmn", "among the first")]
    [InlineData("98765432109876", "among the first")]
    [InlineData("qwertyuiopasdf", "among the first")]
    [InlineData("Password123456", "among the first")]
    [InlineData("nora.p-nora.p-12", "among the first")]
    [InlineData("correct horse battery", null)]
    [InlineData("wet-otter-lamp", null)]
    [InlineData("7hK2-mmp9-x3qa", null)]
    public void A_long_password_that_is_easily_tried_is_refused_in_plain_words(string password, string? because)
    {
        var why = StrongPasswords.WhyNot(password, "nora.p");
        if (because is null) Assert.Null(why);
        else Assert.Contains(because, why);
    }

    [Fact]
    public async Task What_is_wrong_with_a_new_password_is_said_in_our_own_words()
    {
        var person = await host.AddAsync(["collector"]);
        var browser = await host.SignInAsync(person);
        async Task<string> ChangeAsync(string current, string chosen) => System.Net.WebUtility.HtmlDecode(
            (await browser.PostAsync("/account/password", [("current", current), ("chosen", chosen), ("again", chosen)])).Body);
        Assert.Contains("That is not your current password.", await ChangeAsync("wrong", "wet otter under a lamp"));
        Assert.Contains("A password has 12 to 128 characters.", await ChangeAsync(person.Password, "short"));
        Assert.Contains("This repeats the same few characters.", await ChangeAsync(person.Password, "aaaaaaaaaaaaa"));
    }

    [Fact]
    public async Task A_password_is_changed_only_with_the_current_one_and_only_to_a_long_one()
    {
        var person = await host.AddAsync(["collector"]);
        var browser = await host.SignInAsync(person);
        async Task<int> ChangeAsync(string current, string chosen) =>
            (int)(await browser.PostAsync("/account/password", [("current", current), ("chosen", chosen), ("again", chosen)])).Status;
        Assert.Equal(422, await ChangeAsync("wrong", "a long new password"));
        Assert.Equal(422, await ChangeAsync(person.Password, "short"));
        Assert.Equal(303, await ChangeAsync(person.Password, "a long new password"));
        Assert.Equal(200, (int)(await browser.GetAsync("/account")).Status);
        Assert.Equal(303, (int)(await host.Browse().SignInAsync(person.Name, "a long new password")).Status);
    }

    // The words of the answer; the two pauses could begin in different minutes.
    private static string Words(string body) => Regex.Replace(Regex.Match(body, "(Name and password|Too many)[^<]*").Value, @"\d\d:\d\d", "12:00");

    private async Task<object?> AskAsync(string sql, string value)
    {
        await using var command = host.Database.DataSource.CreateCommand(sql);
        command.Parameters.AddWithValue(value);
        return await command.ExecuteScalarAsync(Ct);
    }
}
