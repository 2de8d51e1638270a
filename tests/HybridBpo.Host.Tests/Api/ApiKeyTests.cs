using System.Net;
using System.Text.RegularExpressions;
using HybridBpo.Host.Web;
using HybridBpo.Platform;
using Microsoft.Extensions.DependencyInjection;
using static HybridBpo.Host.Tests.ApiKeysOfTests;

namespace HybridBpo.Host.Tests.Api;

/// <summary>The life of a key, from the page that makes it to the request that it is refused.</summary>
public sealed partial class ApiKeyTests(ApiHouse house) : IClassFixture<ApiHouse>
{
    private const string Page = "/admin/api-keys";

    private TestHost Host => house.Host;

    [Fact]
    public async Task A_key_is_shown_once_and_kept_as_a_hash()
    {
        var admin = await Host.SignedInAsync("administrator");
        var made = await admin.PostAsync(Page, [("name", "Ledger <b>"), ("client", "fernbrook"), ("scope", "outcomes:read"), ("days", "90")]);
        var key = Secret().Match(made.Body).Groups[1].Value;
        Assert.Equal(HttpStatusCode.OK, (await ReadAsync(key)).Status);
        foreach (var path in new[] { Page, $"{Page}/{IdOf(key)}" })
        {
            var shown = await admin.GetAsync(path);
            Assert.Contains("Ledger &lt;b&gt;", shown.Body);
            Assert.DoesNotContain(key, shown.Body);
        }
        var secret = key.Split('_', 3)[2];
        Assert.Equal(0, await house.CountAsync($"select count(*) from identity.api_secrets s where position('{secret}' in s::text) > 0"));
        Assert.Equal(1, await house.CountAsync($"select count(*) from identity.audit where act = 'made-key' and user_id = '{IdOf(key)}'"));
        Assert.Equal(1, await house.CountAsync($"select count(*) from identity.api_keys where id = '{IdOf(key)}' and last_used_at is not null"));
    }

    [Theory]
    [InlineData("", "fernbrook", "outcomes:read", "90")]
    [InlineData("Fine", "nobodys", "outcomes:read", "90")]
    [InlineData("Fine", "fernbrook", "cases:judge", "90")]
    [InlineData("Fine", "fernbrook", "outcomes:read", "366")]
    [InlineData("Fine", "fernbrook", "outcomes:read", "0")]
    [InlineData("Fine", "fernbrook", "outcomes:read", "soon")]
    public async Task Bad_input_makes_no_key(string name, string client, string scope, string days)
    {
        var admin = await Host.SignedInAsync("administrator");
        var answer = await admin.PostAsync(Page, [("name", name), ("client", client), ("scope", scope), ("days", days)]);
        Assert.True((int)answer.Status is 400 or 422, $"{answer.Status}");
        Assert.DoesNotMatch(Secret(), answer.Body);
        Assert.Equal(0, await house.CountAsync("select count(*) from identity.api_keys where name = 'Fine'"));
    }

    [Fact]
    public async Task A_key_that_is_switched_off_is_refused_by_the_next_request_and_on_again_taken()
    {
        var (admin, key) = (await Host.SignedInAsync("administrator"), await Host.KeyAsync([.. ApiScopes.All], "fernbrook"));
        Assert.Equal(HttpStatusCode.OK, (await ReadAsync(key)).Status);
        Assert.Equal(303, (int)(await admin.PostAsync($"{Page}/{IdOf(key)}/disable", [])).Status);
        var refused = await ReadAsync(key);
        Assert.Equal((HttpStatusCode.Unauthorized, "KeyDisabled"), (refused.Status, refused.Code));
        Assert.Equal("Bearer", refused.Message.Headers.WwwAuthenticate.Single().Scheme);
        Assert.Equal(1, await house.CountAsync($"select count(*) from identity.audit where act = 'disabled-key' and user_id = '{IdOf(key)}'"));
        Assert.Contains("Switched off", (await admin.GetAsync($"{Page}/{IdOf(key)}")).Body);
        Assert.Equal(303, (int)(await admin.PostAsync($"{Page}/{IdOf(key)}/enable", [])).Status);
        Assert.Equal(HttpStatusCode.OK, (await ReadAsync(key)).Status);
    }

    [Fact]
    public async Task While_a_key_is_rotated_both_secrets_work_and_of_a_third_the_first_does_not()
    {
        var (admin, first) = (await Host.SignedInAsync("administrator"), await Host.KeyAsync([.. ApiScopes.All], "fernbrook"));
        var second = await RotateAsync(admin, first, "24");
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK], [(await ReadAsync(first)).Status, (await ReadAsync(second)).Status]);
        var third = await RotateAsync(admin, first, "24");
        Assert.Equal("KeyExpired", (await ReadAsync(first)).Code);
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK], [(await ReadAsync(second)).Status, (await ReadAsync(third)).Status]);
        var last = await RotateAsync(admin, first, "0");
        Assert.Equal(("KeyExpired", "KeyExpired"), ((await ReadAsync(second)).Code, (await ReadAsync(third)).Code));
        Assert.Equal(HttpStatusCode.OK, (await ReadAsync(last)).Status);
    }

    [Fact]
    public async Task An_expired_key_is_refused_with_what_to_do()
    {
        var key = await Host.KeyAsync([.. ApiScopes.All], "fernbrook");
        await house.CountAsync($"update identity.api_secrets set expires_at = now() where key_id = '{IdOf(key)}'; select 1::bigint");
        var refused = await ReadAsync(key);
        Assert.Equal("KeyExpired", refused.Code);
        Assert.Contains("rotate", (string?)refused.Json["detail"]);
    }

    [Fact]
    public async Task A_scope_that_the_key_lacks_is_refused_by_name()
    {
        var program = new SampleClient(Host.Staff, await Host.KeyAsync([ApiScopes.OpenCases], "fernbrook"));
        var id = (await program.OpenAsync(await Samples.CaseAsync(Host))).Id;
        var refused = await program.ReadAsync(id);
        Assert.Equal((HttpStatusCode.Forbidden, "ScopeMissing"), (refused.Status, refused.Code));
        Assert.Contains("outcomes:read", (string?)refused.Json["detail"]);
    }

    [Fact]
    public async Task Only_administrators_make_keys()
    {
        var others = await Host.SignedInAsync([.. Roles.All.Except([Roles.Administrator])]);
        Assert.Equal(403, (int)(await others.GetAsync(Page)).Status);
        (string, string)[] form = [("name", "x"), ("client", "fernbrook"), ("scope", "cases:open"), ("days", "1")];
        Assert.Equal(403, (int)(await others.PostAsync(Page, form)).Status);
    }

    [Fact]
    public async Task Wrong_keys_are_slowed_down()
    {
        await using var app = Host.Build(Host.Database.ConnectionString, Composition.Modules, ("RateLimits:WrongKeysPerMinute", "3"));
        var address = new Uri((await HostApp.StartAsync(app, CancellationToken.None)).Staff[0]);
        var good = await Host.KeyAsync([.. ApiScopes.All], "fernbrook");
        Assert.Equal(HttpStatusCode.OK, (await new SampleClient(address, good).OutcomesStatusAsync()).Status);
        foreach (var wrong in new[] { "x", "hbk_abcdefghjkmn_zzz", good[..^1] })
            Assert.Equal("KeyUnknown", (await new SampleClient(address, wrong).OutcomesStatusAsync()).Code);
        var slowed = await new SampleClient(address, "hbk_abcdefghjkmn_yyy").OutcomesStatusAsync();
        Assert.Equal((HttpStatusCode.TooManyRequests, "TooManyWrongKeys"), (slowed.Status, slowed.Code));
        await app.StopAsync(TestContext.Current.CancellationToken);
    }

    private Task<SampleClient.Answer> ReadAsync(string key) => new SampleClient(Host.Staff, key).OutcomesStatusAsync();

    private static async Task<string> RotateAsync(Browser admin, string key, string overlap)
    {
        var answer = await admin.PostAsync($"{Page}/{IdOf(key)}/rotate", [("days", "90"), ("overlap", overlap)]);
        return Secret().Match(answer.Body).Groups[1].Value;
    }

    [GeneratedRegex("hb-secret d-block[^>]*>(hbk_[^<]+)<")]
    private static partial Regex Secret();
}
