using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace HybridBpo.Host.Tests.Api;

/// <summary>Telling another program what was decided.</summary>
public sealed partial class WebhookTests(ApiHouse house) : IClassFixture<ApiHouse>
{
    private const string Page = "/admin/webhooks";

    private TestHost Host => house.Host;

    [Fact]
    public async Task A_decision_is_told_signed_and_the_receiver_reads_the_outcome()
    {
        await using var receiver = await SampleReceiver.StartAsync();
        var (admin, hook) = await AddAsync(receiver);
        var program = await house.ProgramAsync();
        var id = await DecidedAsync(program);
        await UntilAsync(() => receiver.Taken.Count == 1);

        var told = receiver.Taken.Single();
        Assert.Equal(("case.decided", id, "pay"), ((string?)told["type"], (string?)told["caseId"], (string?)told["outcome"]!["choice"]));
        // Ids and codes, none of the words or figures that stand in the case or its answer.
        Assert.DoesNotMatch("Alder|118620|1,486|INV|supplier|invoice", told.ToJsonString());
        var read = (await program.ReadAsync((string)told["caseId"]!)).Json;
        Assert.Equal((string?)told["outcome"]!["decisionId"], (string?)read["outcome"]!["decisionId"]);
        await UntilAsync(async () => (await admin.GetAsync($"{Page}/{hook}")).Body.Contains("taken (204)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_not_taken_is_told_again_under_the_same_id()
    {
        await using var receiver = await SampleReceiver.StartAsync();
        var (admin, hook) = await AddAsync(receiver);
        receiver.Instead = _ => Results.StatusCode(500);
        await DecidedAsync(await house.ProgramAsync());
        await UntilAsync(async () => (await admin.GetAsync($"{Page}/{hook}")).Body.Contains("answered 500; tried again", StringComparison.Ordinal));
        receiver.Instead = _ => null;
        await HurryAsync();
        await UntilAsync(() => receiver.Taken.Count == 1);
        Assert.Equal(2, receiver.Calls);
    }

    [Fact]
    public async Task After_a_day_of_tries_it_has_failed_and_a_person_tells_it_again()
    {
        await using var receiver = await SampleReceiver.StartAsync();
        var (admin, hook) = await AddAsync(receiver);
        receiver.Instead = _ => Results.StatusCode(503);
        await DecidedAsync(await house.ProgramAsync());
        await UntilAsync(() => receiver.Calls == 1);
        await UntilAsync(async () => await house.CountAsync(
            $"select count(*) from inbox.webhook_deliveries where webhook_id = '{hook}' and attempts = 1") == 1);
        // As it stands before the last try.
        await house.CountAsync($"""
            update inbox.webhook_deliveries set attempts = 9 where webhook_id = '{hook}';
            update platform.messages set json = jsonb_set(json::jsonb, array['Attempts'], '9')
              where kind = 'inbox.webhook' and state = 'waiting' and json::text like '%{hook}%';
            select 1::bigint
            """);
        await HurryAsync();
        await UntilAsync(async () => (await admin.GetAsync($"{Page}/{hook}")).Body.Contains("failed: answered 503", StringComparison.Ordinal));
        receiver.Instead = _ => null;
        var only = (await ScalarAsync($"select event_id::text from inbox.webhook_deliveries where webhook_id = '{hook}'"))!;
        Assert.Equal(303, (int)(await admin.PostAsync($"{Page}/{hook}/replay", [("only", only)])).Status);
        await UntilAsync(() => receiver.Taken.Count == 1);
        Assert.Equal(only, (string?)receiver.Taken.Single()["id"]);
    }

    [Fact]
    public async Task A_span_is_told_again_under_the_same_ids_and_a_receiver_takes_each_once()
    {
        await using var receiver = await SampleReceiver.StartAsync();
        var (admin, hook) = await AddAsync(receiver);
        var program = await house.ProgramAsync();
        await DecidedAsync(program);
        await DecidedAsync(program);
        await UntilAsync(() => receiver.Taken.Count == 2);
        await UntilAsync(async () => await house.CountAsync(
            $"select count(*) from inbox.webhook_deliveries where webhook_id = '{hook}' and state = 'done'") == 2);
        var today = DateTimeOffset.UtcNow.ToString("yyyy-MM-dd");
        Assert.Equal(303, (int)(await admin.PostAsync($"{Page}/{hook}/replay", [("from", today), ("to", today)])).Status);
        await UntilAsync(() => receiver.Calls == 4);
        Assert.Equal(2, receiver.Taken.Count);
        Assert.Equal(422, (int)(await admin.PostAsync($"{Page}/{hook}/replay", [("from", "soon"), ("to", today)])).Status);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var receiver = await SampleReceiver.StartAsync();
        var (admin, hook) = await AddAsync(receiver);
        receiver.Instead = context => context.Request.Path == "/hook" ? Results.Redirect("/inside", preserveMethod: true) : null;
        Assert.Equal(303, (int)(await admin.PostAsync($"{Page}/{hook}/test", [])).Status);
        await UntilAsync(async () => (await admin.GetAsync($"{Page}/{hook}")).Body.Contains("redirects are not followed", StringComparison.Ordinal));
        Assert.Equal(1, receiver.Calls);
    }

    [Fact]
    public async Task While_the_clients_sending_is_off_nothing_leaves()
    {
        await using var receiver = await SampleReceiver.StartAsync();
        var (admin, hook) = await AddAsync(receiver, "castlegate");
        await admin.PostAsync($"{Page}/{hook}/test", []);
        await UntilAsync(async () => (await admin.GetAsync($"{Page}/{hook}")).Body.Contains("waits: sending is off", StringComparison.Ordinal));
        Assert.Equal(0, receiver.Calls);
    }

    [Fact]
    public async Task A_webhook_that_is_switched_off_is_told_nothing_more()
    {
        await using var receiver = await SampleReceiver.StartAsync();
        var (admin, hook) = await AddAsync(receiver);
        Assert.Equal(303, (int)(await admin.PostAsync($"{Page}/{hook}/disable", [])).Status);
        Assert.Equal(404, (int)(await admin.PostAsync($"{Page}/{hook}/test", [])).Status);
        var program = await house.ProgramAsync();
        await DecidedAsync(program);
        Assert.Equal(0, await house.CountAsync($"select count(*) from inbox.webhook_deliveries where webhook_id = '{hook}'"));
    }

    [Theory]
    [InlineData("http://example.com/hook")]
    [InlineData("ftp://example.com/")]
    [InlineData("https://user:word@example.com/")]
    [InlineData("https://10.1.2.3/hook")]
    [InlineData("https://[::ffff:10.1.2.3]/hook")]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    [InlineData("not an address")]
    [InlineData("")]
    public async Task Only_public_addresses_under_https_are_taken(string url)
    {
        var admin = await Host.SignedInAsync("administrator");
        var answer = await admin.PostAsync(Page, [("client", "fernbrook"), ("url", url)]);
        Assert.Equal(422, (int)answer.Status);
        Assert.Contains("role=\"alert\"", answer.Body);
        Assert.Equal(422, (int)(await admin.PostAsync(Page, [("client", "nobodys"), ("url", "https://example.com/")])).Status);
    }

    [Fact]
    public async Task The_secret_is_shown_once_and_stands_in_no_row()
    {
        await using var receiver = await SampleReceiver.StartAsync();
        var (admin, hook) = await AddAsync(receiver);
        foreach (var path in new[] { Page, $"{Page}/{hook}" })
            Assert.DoesNotContain(receiver.Secret, (await admin.GetAsync(path)).Body);
        Assert.Equal(0, await house.CountAsync($"""
            select (select count(*) from inbox.webhooks w where w::text like '%{receiver.Secret}%')
              + (select count(*) from inbox.webhook_deliveries d where d::text like '%{receiver.Secret}%')
            """));
    }

    [Fact]
    public async Task A_new_secret_signs_beside_the_one_before_it_for_a_day_and_alone_after_that()
    {
        await using var receiver = await SampleReceiver.StartAsync();
        var (admin, hook) = await AddAsync(receiver);
        var before = receiver.Secret;
        var renewed = await admin.PostAsync($"{Page}/{hook}/secret", []);
        Assert.Contains("signed with the secret before it as well", renewed.Body);
        var after = Secret().Match(renewed.Body).Value;
        Assert.NotEqual(before, after);

        async Task<int> TakenAsync(string secret)
        {
            (receiver.Secret, var (taken, calls)) = (secret, (receiver.Taken.Count, receiver.Calls));
            await admin.PostAsync($"{Page}/{hook}/test", []);
            await UntilAsync(() => receiver.Calls > calls);
            await UntilAsync(async () => await house.CountAsync($"""
                select count(*) from inbox.webhook_deliveries where webhook_id = '{hook}' and tried_at is null
                """) == 0);
            return receiver.Taken.Count - taken;
        }

        Assert.Equal(1, await TakenAsync(before));
        Assert.Equal(1, await TakenAsync(after));
        await house.CountAsync($"update inbox.webhooks set secret_at = secret_at - interval '25 hours' where id = '{hook}'; select 1::bigint");
        Assert.Equal(0, await TakenAsync(before));
        Assert.Equal(1, await TakenAsync(after));

        await admin.PostAsync($"{Page}/{hook}/disable", []);
        Assert.Equal(HttpStatusCode.NotFound, (await admin.PostAsync($"{Page}/{hook}/secret", [])).Status);
    }

    [Fact]
    public void A_receiver_refuses_what_was_changed_or_is_older_than_five_minutes()
    {
        const string body = "{\"id\":\"1\"}", secret = "whsec_x";
        var now = DateTimeOffset.UtcNow;
        var header = Sign(body, secret, now.ToUnixTimeSeconds());
        Assert.True(SampleReceiver.IsGood(header, body, secret, now));
        Assert.True(SampleReceiver.IsGood(header, body, secret, now.AddMinutes(4.9)));
        Assert.True(SampleReceiver.IsGood(header, body, secret, now.AddMinutes(-4.9)));
        Assert.False(SampleReceiver.IsGood(header, body, secret, now.AddMinutes(5.1)));
        Assert.False(SampleReceiver.IsGood(header, body, secret, now.AddMinutes(-5.1)));
        Assert.False(SampleReceiver.IsGood(header, body + " ", secret, now));
        Assert.False(SampleReceiver.IsGood(header, body, "whsec_y", now));
        var late = header.Replace($"{now.ToUnixTimeSeconds()}", $"{now.ToUnixTimeSeconds() + 1}", StringComparison.Ordinal);
        Assert.False(SampleReceiver.IsGood(late, body, secret, now));
    }

    private static string Sign(string body, string secret, long seconds)
    {
        var mark = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{seconds}.{body}"));
        return $"t={seconds},v1={Convert.ToHexStringLower(mark)}";
    }

    private async Task<(Browser Admin, string Hook)> AddAsync(SampleReceiver receiver, string client = "fernbrook")
    {
        await house.CountAsync("""
            update inbox.webhooks set disabled_at = now();
            update platform.clients set sending_on = true where client_id = 'fernbrook';
            select 1::bigint
            """);
        var admin = await Host.SignedInAsync("administrator");
        var added = await admin.PostAsync(Page, [("client", client), ("url", receiver.Url)]);
        Assert.Equal(HttpStatusCode.OK, added.Status);
        receiver.Secret = Secret().Match(added.Body).Value;
        return (admin, Link().Match(added.Body).Groups[1].Value);
    }

    private async Task<string> DecidedAsync(SampleClient program)
    {
        var id = (await program.OpenAsync(await Samples.CaseAsync(Host))).Id;
        await new Decider(await Host.SignedInAsync("collector")).DecideAsync(id);
        await UntilAsync(async () => (string?)(await program.ReadAsync(id)).Json["state"] == "decided");
        return id;
    }

    // The pauses are long: the next try comes now.
    private Task HurryAsync() => house.CountAsync(
        "update platform.messages set not_before = now() where kind = 'inbox.webhook' and state = 'waiting'; select 1::bigint");

    private async Task<string?> ScalarAsync(string sql)
    {
        await using var connection = new Npgsql.NpgsqlConnection(Host.Database.ConnectionString);
        await connection.OpenAsync();
        await using var command = new Npgsql.NpgsqlCommand("set app.clients = '*'; " + sql, connection);
        return (string?)await command.ExecuteScalarAsync();
    }

    private static Task UntilAsync(Func<bool> come) => UntilAsync(() => Task.FromResult(come()));

    private static async Task UntilAsync(Func<Task<bool>> come)
    {
        for (var tries = 0; tries < 200; tries++)
        {
            if (await come()) return;
            await Task.Delay(75, TestContext.Current.CancellationToken);
        }
        throw new TimeoutException("It did not come about within 15 seconds.");
    }

    [GeneratedRegex("whsec_[0-9a-f]{64}")]
    private static partial Regex Secret();

    [GeneratedRegex("href=\"/admin/webhooks/([0-9a-f-]{36})\"")]
    private static partial Regex Link();
}
