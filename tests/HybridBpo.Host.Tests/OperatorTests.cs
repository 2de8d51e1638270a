using System.Text.Json;
using HybridBpo.Events;
using HybridBpo.Host.Cli;
using HybridBpo.Host.Web;
using HybridBpo.Platform;
using HybridBpo.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Host.Tests;

/// <summary>What an operator sees of the log and does about it: /health/ready, events, verify-log.</summary>
[Collection("command line")]
public sealed class OperatorTests(TestHost host) : IClassFixture<TestHost>, IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("hybridbpo-operator-").FullName;
    private TestDatabase database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        Environment.SetEnvironmentVariable("ConnectionStrings__HybridBpo", database.ConnectionString);
        Environment.SetEnvironmentVariable("HYBRIDBPO_DATA", host.DataFolder);
    }

    public async ValueTask DisposeAsync()
    {
        Environment.SetEnvironmentVariable("ConnectionStrings__HybridBpo", null);
        Environment.SetEnvironmentVariable("HYBRIDBPO_DATA", null);
        await database.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_stopped_projection_is_named_by_a_host_that_serves_on_and_goes_on_when_told_to_skip()
    {
        await using var app = host.Build(database.ConnectionString, [new FussyModule()]);
        var browser = new Browser(new Uri((await HostApp.StartAsync(app, Ct)).Staff[0]));
        app.Services.GetRequiredService<StartState>().Reached();
        await app.Services.AddClientAsync("fernbrook", Ct);
        Assert.Equal(1, (await RunAsync("events", "retry", FussyModule.Projection)).Code);
        var bad = await AppendAsync(app.Services, new FussyModule.Choked(1));
        var last = await AppendAsync(app.Services, new FussyModule.Eaten(2));

        var body = await UntilAsync(browser, ready => ready.GetProperty("stoppedProjections").GetArrayLength() == 1);
        Assert.Equal(FussyModule.Projection, body.GetProperty("stoppedProjections")[0].GetString());
        Assert.Equal("ok", body.GetProperty("checks").GetProperty("database").GetString());
        // The host serves on, and so stays ready; whoever calls people asks for the log alone.
        var alert = await browser.GetAsync("/health/log");
        Assert.Equal(503, (int)alert.Status);
        Assert.Equal("projection-stopped", JsonDocument.Parse(alert.Body).RootElement.GetProperty("attention")[0].GetString());
        Assert.DoesNotContain("Rowan", alert.Body);
        Assert.True(body.GetProperty("oldestUnsealedSeconds").GetInt64() >= 0);
        Assert.Equal(("never", 0), (body.GetProperty("lastBackup").GetString(), body.GetProperty("foreignInSchema").GetInt32()));
        Assert.DoesNotContain("Rowan", $"{body}");
        Assert.Equal((0, 0, 0, 0), StuckIn(body));
        await StickAsync(app.Services);
        Assert.Equal((1, 1, 1, 0), StuckIn(await UntilAsync(browser, ready => ready.GetProperty("failedDeliveries").GetInt64() == 1)));
        var doctor = await RunAsync("doctor");
        Assert.Contains("1 stuck in the outbox, 1 sent or not, nobody can tell, 1 failed and not looked at  → ", doctor.Output);

        var status = await RunAsync("events", "status");
        Assert.Contains($"stopped at {bad - 1}", status.Output);
        Assert.Contains("events skip fussy", status.Output);
        Assert.Contains($"event {bad} choked: FormatException", status.Output);
        var retried = await RunAsync("events", "retry", FussyModule.Projection, "--reason", "the scales were mended");
        Assert.Contains($"{bad}", retried.Output);
        await UntilAsync(async () => (await StateAsync(app.Services)).State == "stopped");
        Assert.Equal(0, (await RunAsync("events", "skip", FussyModule.Projection)).Code);
        await UntilAsync(browser, ready => ready.GetProperty("stoppedProjections").GetArrayLength() == 0);
        Assert.Equal(200, (int)(await browser.GetAsync("/health/log")).Status);

        using var json = JsonDocument.Parse((await RunAsync("events", "status", "--json")).Output);
        await UntilAsync(async () => (await StateAsync(app.Services)).Progress >= last);
        Assert.Equal(1, json.RootElement.GetProperty("projections").EnumerateArray()
            .Single(p => p.GetProperty("name").GetString() == FussyModule.Projection).GetProperty("skipped").GetInt64());
        var acts = json.RootElement.GetProperty("acts").EnumerateArray().ToList();
        Assert.Equal(["skip", "retry"], acts.Select(a => a.GetProperty("act").GetString()));
        Assert.All(acts, a => Assert.Equal((bad, "fussy:All"), (a.GetProperty("seq").GetInt64(), a.GetProperty("projection").GetString())));
        Assert.Equal("the scales were mended", acts[1].GetProperty("reason").GetString());
        Assert.All(acts, a => Assert.Contains(Environment.UserName, a.GetProperty("by").GetString()));
        await app.StopAsync(Ct);
    }

    [Fact]
    public async Task Doctor_mentions_failed_deliveries_and_finds_no_fault_in_them()
    {
        await using var app = host.Build(database.ConnectionString, [new FussyModule()]);
        await app.Services.AddClientAsync("fernbrook", Ct);
        await StickAsync(app.Services);
        await app.Services.GetRequiredService<Database>().ExecuteAsync(Access.System("test"), $"""
            with gone as (delete from platform.messages where state = 'stuck')
            update platform.deliveries set looked_at = now() where state = 'unknown'
            """, Ct);
        using var json = JsonDocument.Parse((await RunAsync("doctor", "--json")).Output);
        var check = json.RootElement.GetProperty("checks").EnumerateArray().Single(c => c.GetProperty("name").GetString() == "stuck work");
        Assert.Equal((true, "1 failed and not looked at"), (check.GetProperty("ok").GetBoolean(), check.GetProperty("found").GetString()));
    }

    [Fact]
    public async Task A_rebuild_runs_by_command_and_says_how_far_it_came()
    {
        await using var app = host.Build(database.ConnectionString, [new FussyModule()]);
        var last = await AppendAsync(app.Services, new FussyModule.Eaten(2));
        var (code, output, error) = await RunAsync("events", "rebuild", FussyModule.Projection, "--json");
        Assert.Equal((0, ""), (code, error));
        Assert.Equal(last, JsonDocument.Parse(output).RootElement.GetProperty("upTo").GetInt64());
        Assert.Contains("rebuild fussy:All", (await RunAsync("events", "status")).Output);
        var one = await RunAsync("events", "rebuild", FussyModule.Projection, "--stream", $"{Guid.Empty}");
        Assert.Equal(1, one.Code);
        Assert.Contains("gathers over many streams", one.Error);
        Assert.Equal(1, (await RunAsync("events", "rebuild", "unheard-of", "--stream", $"{Guid.Empty}")).Code);
        Assert.Equal(2, (await RunAsync("events", "rebuild", FussyModule.Projection, "--client", "fernbrook")).Code);
        Assert.Equal(2, (await RunAsync("events", "rebuild", FussyModule.Projection, "--stream", "x")).Code);
        var unknown = await RunAsync("events", "rebuild", "unheard-of");
        Assert.Equal((1, "There is no projection unheard-of; there are: log_counts, fussy.\n"), (unknown.Code, unknown.Error));
    }

    [Fact]
    public async Task A_rebuild_of_one_stream_names_the_event_that_cannot_be_read()
    {
        await using var app = host.Build(database.ConnectionString, []);
        await app.Services.AddClientAsync("fernbrook", Ct);
        var stream = Guid.CreateVersion7();
        await app.Services.GetRequiredService<Database>().ExecuteAsync(
            Access.System("test"), $"insert into events.mt_streams (id, version, tenant_id) values ({stream}, 0, 'fernbrook')", Ct);
        await app.Services.AppendOddAsync("fernbrook", stream, "candidate_applied", ct: Ct);

        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(["events", "rebuild", "applications", "--stream", $"{stream}"], TextWriter.Null, error);

        Assert.Equal(1, code);
        Assert.StartsWith($"Event 1 of stream {stream}", $"{error}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_verified_log_gives_a_checkpoint_against_which_a_later_change_shows()
    {
        await using var app = host.Build(database.ConnectionString, [new FussyModule()]);
        await app.Services.AddClientAsync("fernbrook", Ct);
        var file = Path.Combine(folder, "check point.json");
        var early = await RunAsync("verify-log", "--client", "fernbrook", "--save", file);
        Assert.Equal(1, early.Code);
        Assert.Contains("nothing is sealed yet", early.Error);
        var first = await AppendAsync(app.Services, new FussyModule.Eaten(1));
        await app.Services.GetRequiredService<SealDaemon>().SealAsync(Ct);
        await AppendAsync(app.Services, new FussyModule.Eaten(2));

        var saved = await RunAsync("verify-log", "--client", "fernbrook", "--save", file);
        Assert.Equal((0, "fernbrook: 1 events in 1 blocks are as they were sealed; 1 are not sealed yet.\n"), (saved.Code, saved.Output));
        var key = System.Text.RegularExpressions.Regex.Match(saved.Error, "fingerprint: ([0-9a-f]{64})").Groups[1].Value;
        var held = await RunAsync("verify-log", "--client", "fernbrook", "--checkpoint", file, "--json");
        Assert.Equal(0, held.Code);
        Assert.Equal(key, JsonDocument.Parse(held.Output).RootElement.GetProperty("key").GetString());
        Assert.Contains(key, (await RunAsync("verify-log", "--client", "fernbrook", "--checkpoint", file, "--key", key.ToUpperInvariant())).Output);
        var wrong = await RunAsync("verify-log", "--client", "fernbrook", "--checkpoint", file, "--key", new string('a', 64));
        Assert.Equal((1, ""), (wrong.Code, wrong.Output));
        Assert.Contains("not from this log", wrong.Error);
        Assert.Contains("64 hexadecimal digits", (await RunAsync("verify-log", "--client", "fernbrook", "--checkpoint", file, "--key", "abc")).Error);
        var alone = await RunAsync("verify-log", "--client", "fernbrook", "--key", key);
        Assert.Equal((2, ""), (alone.Code, alone.Output));
        Assert.Contains("name the file with --checkpoint", alone.Error);
        var both = await RunAsync("verify-log", "--client", "fernbrook", "--save", file + ".2", "--json");
        Assert.Equal((0, key), (both.Code, JsonDocument.Parse(both.Output).RootElement.GetProperty("savedKey").GetString()));
        var nowhere = await RunAsync("verify-log", "--client", "fernbrook", "--save", Path.Combine(folder, "not", "there"), "--json");
        Assert.Equal((1, JsonValueKind.Null), (nowhere.Code, JsonDocument.Parse(nowhere.Output).RootElement.GetProperty("savedKey").ValueKind));
        Assert.True(JsonDocument.Parse(held.Output).RootElement.GetProperty("ok").GetBoolean());

        await using (var command = database.DataSource.CreateCommand($"update events.mt_events set data = '{{\"Grams\": 9}}' where seq_id = {first}"))
            await command.ExecuteNonQueryAsync(Ct);
        var changed = await RunAsync("verify-log", "--client", "fernbrook", "--checkpoint", file);
        Assert.Equal((1, ""), (changed.Code, changed.Output));
        Assert.Contains($"Event {first} was changed.", changed.Error);
        Assert.Equal(1, (await RunAsync("verify-log", "--client", "nobody")).Code);
        var other = typeof(OperatorTests).Assembly.Location;
        Assert.Contains("no checkpoint", (await RunAsync("verify-log", "--client", "fernbrook", "--checkpoint", other)).Error);
        Assert.Contains("could not be read", (await RunAsync("verify-log", "--client", "fernbrook", "--checkpoint", file + ".not")).Error);
    }

    [Fact]
    public async Task A_checkpoint_is_verified_with_the_database_alone_and_nothing_is_made_for_it()
    {
        await using var app = host.Build(database.ConnectionString, [new FussyModule()]);
        await app.Services.AddClientAsync("fernbrook", Ct);
        await AppendAsync(app.Services, new FussyModule.Eaten(1));
        await app.Services.GetRequiredService<SealDaemon>().SealAsync(Ct);
        var file = Path.Combine(folder, "checkpoint.json");
        Assert.Equal(0, (await RunAsync("verify-log", "--client", "fernbrook", "--export", file)).Code);
        var key = Checkpoint.Parse(await File.ReadAllTextAsync(file, Ct)).Fingerprint;
        Assert.Contains("the master key proves it", (await RunAsync("verify-log", "--client", "fernbrook", "--checkpoint", file)).Output);

        var elsewhere = Path.Combine(folder, "another machine");
        Environment.SetEnvironmentVariable("HYBRIDBPO_DATA", elsewhere);
        var keyless = await RunAsync("verify-log", "--client", "fernbrook", "--checkpoint", file);
        Assert.Equal((0, ""), (keyless.Code, keyless.Error));
        Assert.Contains("without the master key", keyless.Output);
        using var json = JsonDocument.Parse((await RunAsync("verify-log", "--client", "fernbrook", "--checkpoint", file, "--json")).Output);
        Assert.Equal("row", json.RootElement.GetProperty("keyProof").GetString());
        Assert.Contains("as you named it", (await RunAsync("verify-log", "--client", "fernbrook", "--checkpoint", file, "--key", key)).Output);
        Assert.False(File.Exists(Path.Combine(elsewhere, "keys", "master-key")));
        Environment.SetEnvironmentVariable("HYBRIDBPO_DATA", host.DataFolder);

        // A new key signs from now on; the file that the old one signed stays good.
        var next = Path.Combine(folder, "next.json");
        Assert.Equal(2, (await RunAsync("verify-log", "--client", "fernbrook", "--new-key")).Code);
        Assert.Equal(0, (await RunAsync("verify-log", "--client", "fernbrook", "--save", next, "--new-key")).Code);
        Assert.NotEqual(key, Checkpoint.Parse(await File.ReadAllTextAsync(next, Ct)).Fingerprint);

        // What cannot be kept changes no key, and leaves nothing behind.
        Assert.Equal(1, (await RunAsync("verify-log", "--client", "fernbrook", "--save", next, "--new-key")).Code);
        Assert.Equal(1, (await RunAsync("verify-log", "--client", "fernbrook", "--save", Path.Combine(folder, "none", "c.json"), "--new-key")).Code);
        Assert.Equal(0, (await RunAsync("verify-log", "--client", "fernbrook", "--save", Path.Combine(folder, "third.json"))).Code);
        Assert.Equal(
            Checkpoint.Parse(await File.ReadAllTextAsync(next, Ct)).Fingerprint,
            Checkpoint.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "third.json"), Ct)).Fingerprint);
        Assert.Equal(["checkpoint.json", "next.json", "third.json"], Directory.GetFiles(folder, "*.json*").Select(Path.GetFileName).Order());
        foreach (var kept in new[] { file, next })
            Assert.Contains("the master key proves it", (await RunAsync("verify-log", "--client", "fernbrook", "--checkpoint", kept)).Output);
    }

    [Theory]
    [InlineData(0, 0, 0, "log ████████████████████████ 100 %  0 of 0")]
    [InlineData(0, 1_000, 0, "log ░░░░░░░░░░░░░░░░░░░░░░░░ 0 %  0 of 1,000")]
    [InlineData(250_000, 1_000_000, 5, "log ██████░░░░░░░░░░░░░░░░░░ 25 %  250,000 of 1,000,000, 50,000/s, 15 s left")]
    [InlineData(1_000_000, 1_000_000, 20, "log ████████████████████████ 100 %  1,000,000 of 1,000,000, 50,000/s")]
    [InlineData(1_000, 10_000_000, 10, "log ░░░░░░░░░░░░░░░░░░░░░░░░ 0 %  1,000 of 10,000,000, 100/s, 28 h left")]
    public void A_bar_says_how_much_is_done_how_fast_and_how_long_it_still_takes(long at, long of, int seconds, string words) =>
        Assert.Equal(words, ProgressBar.Words("log", at, of, TimeSpan.FromSeconds(seconds)));

    private static (long, long, long, long) StuckIn(JsonElement ready) => (
        ready.GetProperty("stuckMessages").GetInt64(), ready.GetProperty("unknownDeliveries").GetInt64(),
        ready.GetProperty("failedDeliveries").GetInt64(), ready.GetProperty("deliveriesTriedOften").GetInt64());

    private static Task<int> StickAsync(IServiceProvider services) => services.GetRequiredService<Database>().ExecuteAsync(Access.System("test"), $"""
        with message as (insert into platform.messages (id, client_id, kind, not_before, state) values ({Guid.CreateVersion7()}, 'fernbrook', 'x',
          now(), 'stuck'))
        insert into platform.deliveries (client_id, id, source, channel, template, subject_id, json, due_at, state)
        select 'fernbrook', gen_random_uuid(), 'test', 'email', '', gen_random_uuid(), jsonb_build_object(), now(), s
        from unnest(array['unknown', 'failed']) s
        """, Ct);

    private static async Task<ProjectionStatus> StateAsync(IServiceProvider services) =>
        (await services.GetRequiredService<ProjectionDaemon>().StatusAsync(Ct)).Projections.Single(p => p.Name == FussyModule.Projection);

    private static async Task<long> AppendAsync(IServiceProvider services, object e)
    {
        var session = services.GetRequiredService<EventStore>().OpenSession("fernbrook", Access.System("test"));
        session.StartStream<FussyModule.Eaten>(Guid.CreateVersion7(), e);
        return ((SaveOutcome.Saved)await session.SaveChangesAsync(Ct)).Events![0].Seq;
    }

    private static async Task<JsonElement> UntilAsync(Browser browser, Func<JsonElement, bool> done)
    {
        JsonElement body = default;
        await UntilAsync(async () =>
        {
            var answer = await browser.GetAsync("/health/ready");
            Assert.Equal(200, (int)answer.Status);
            return done(body = JsonDocument.Parse(answer.Body).RootElement);
        });
        return body;
    }

    private static async Task UntilAsync(Func<Task<bool>> done)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (!await done()) await Task.Delay(50, limit.Token);
    }

    // The commands of a host of its own on the same database, as ./run.sh starts them.
    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        return (await CommandLine.RunAsync(args, output, error, [new FussyModule()]), output.ToString(), error.ToString());
    }
}
