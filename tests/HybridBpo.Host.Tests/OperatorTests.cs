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
    public async Task Where_a_changed_schema_lets_nothing_start_the_status_is_still_told()
    {
        await using (var command = database.DataSource.CreateCommand("""
            create trigger swallow before insert on platform.log_counts for each row execute function platform.keep_acts()
            """))
            await command.ExecuteNonQueryAsync(Ct);
        var status = await RunAsync("events", "status", "--json");
        Assert.Equal(0, status.Code);
        Assert.Contains("extra trigger platform.log_counts.swallow", status.Error);
        Assert.Equal(0, JsonDocument.Parse(status.Output).RootElement.GetProperty("highWaterMark").GetInt64());
        var skip = await RunAsync("events", "skip", "log_counts");
        Assert.Equal(1, skip.Code);
        Assert.Contains("extra trigger platform.log_counts.swallow", skip.Error);
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
        var skipped = await RunAsync("events", "skip", FussyModule.Projection);
        Assert.Equal(0, skipped.Code);
        Assert.Contains("Recorded without a reason", skipped.Error);
        Assert.Contains("no reason given", (await RunAsync("events", "status")).Output);
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
        Assert.Equal(0, saved.Code);
        Assert.Equal(
            "fernbrook: 1 event in 1 block fit together; 1 are not sealed yet. Whether somebody rewrote events and sealed them anew shows only "
            + "against a checkpoint from before (--checkpoint).\n",
            saved.Output);
        var key = System.Text.RegularExpressions.Regex.Match(saved.Error, "fingerprint: ([0-9a-f]{64})").Groups[1].Value;
        var held = await RunAsync("verify-log", "--client", "fernbrook", "--checkpoint", file, "--json");
        Assert.Equal((0, 1), (held.Code, JsonDocument.Parse(held.Output).RootElement.GetProperty("proven").GetInt64()));
        Assert.Equal(key, JsonDocument.Parse(held.Output).RootElement.GetProperty("key").GetString());
        var named = (await RunAsync("verify-log", "--client", "fernbrook", "--checkpoint", file, "--key", key.ToUpperInvariant())).Output;
        Assert.StartsWith($"fernbrook: 1 event in 1 block are as they were sealed; 1 are not sealed yet. The checkpoint's key is {key}", named);
        var wrong = await RunAsync("verify-log", "--client", "fernbrook", "--checkpoint", file, "--key", new string('a', 64));
        Assert.Equal((1, ""), (wrong.Code, wrong.Output));
        Assert.Contains("not from this log", wrong.Error);

        // Who offered which file is recorded; that is no verification, so what was found before stands.
        var refused = Assert.Single(await app.Services.GetRequiredService<Sealer>().SummaryAsync("fernbrook", Ct));
        Assert.Equal((key, $"command-line ({Environment.UserName})"), (refused.Refused!.Key, refused.Refused.By));
        Assert.Contains("not from this log", refused.Refused.Why);
        Assert.True(refused.Verified!.Ok);
        var forged = Checkpoint.Parse(await File.ReadAllTextAsync(file, Ct)) with { Events = 7 };
        await File.WriteAllTextAsync(file + ".forged", forged.ToJson(), Ct);
        Assert.Equal(1, (await RunAsync("verify-log", "--client", "fernbrook", "--checkpoint", file + ".forged")).Code);
        refused = Assert.Single(await app.Services.GetRequiredService<Sealer>().SummaryAsync("fernbrook", Ct));
        Assert.Equal((key, "The checkpoint itself was changed: its signature does not fit."), (refused.Refused!.Key, refused.Refused.Why));
        Assert.Contains("64 hexadecimal digits", (await RunAsync("verify-log", "--client", "fernbrook", "--checkpoint", file, "--key", "abc")).Error);
        var alone = await RunAsync("verify-log", "--client", "fernbrook", "--key", key);
        Assert.Equal((2, ""), (alone.Code, alone.Output));
        Assert.Contains("name the file with --checkpoint", alone.Error);
        var both = await RunAsync("verify-log", "--client", "fernbrook", "--save", file + ".2", "--json");
        Assert.Equal((0, key), (both.Code, JsonDocument.Parse(both.Output).RootElement.GetProperty("savedKey").GetString()));
        var late = await RunAsync("verify-log", "--client", "fernbrook", "--save", Path.Combine(folder, new string('n', 250)), "--json");
        Assert.Equal((1, JsonValueKind.Null), (late.Code, JsonDocument.Parse(late.Output).RootElement.GetProperty("savedKey").ValueKind));
        Assert.Contains("could not be written", late.Error);

        // What can be refused before the log is read is.
        var verifications = await VerificationsAsync();
        foreach (var target in new[] { file, Path.Combine(folder, "not", "there") })
            Assert.Equal(1, (await RunAsync("verify-log", "--client", "fernbrook", "--save", target)).Code);
        Assert.Equal(verifications, await VerificationsAsync());
        Assert.True(JsonDocument.Parse(held.Output).RootElement.GetProperty("ok").GetBoolean());

        await using (var command = database.DataSource.CreateCommand($"update events.mt_events set data = '{{\"Grams\": 9}}' where seq_id = {first}"))
            await command.ExecuteNonQueryAsync(Ct);
        var changed = await RunAsync("verify-log", "--client", "fernbrook", "--checkpoint", file);
        Assert.Equal((1, ""), (changed.Code, changed.Output));
        Assert.Contains($"Event {first} was changed. No block is known to be in order.", changed.Error);
        Assert.Equal(1, (await RunAsync("verify-log", "--client", "nobody")).Code);
        var other = typeof(OperatorTests).Assembly.Location;
        Assert.Contains("no checkpoint", (await RunAsync("verify-log", "--client", "fernbrook", "--checkpoint", other)).Error);
        Assert.Contains("could not be read", (await RunAsync("verify-log", "--client", "fernbrook", "--checkpoint", file + ".not")).Error);
    }

    [Fact]
    public async Task A_verified_log_is_as_it_was_sealed_up_to_the_checkpoint_and_only_fits_together_behind_it()
    {
        await using var app = host.Build(database.ConnectionString, [new FussyModule()]);
        await app.Services.AddClientAsync("fernbrook", Ct);
        var file = Path.Combine(folder, "early.json");
        var seqs = new List<long>();
        for (var block = 1; block <= 3; block++)
        {
            seqs.Add(await AppendAsync(app.Services, new FussyModule.Eaten(block)));
            await app.Services.GetRequiredService<SealDaemon>().SealAsync(Ct);
            if (block == 1) Assert.Equal(0, (await RunAsync("verify-log", "--client", "fernbrook", "--save", file)).Code);
        }

        const string Covered = "fit together, and what the checkpoint covers, 1 event, is as it was sealed";
        var whole = await RunAsync("verify-log", "--client", "fernbrook", "--checkpoint", file);
        Assert.StartsWith($"fernbrook: 3 events in 3 blocks {Covered}; 0 are not sealed yet.", whole.Output);
        var change = $"update events.mt_events set data = '{{\"Grams\": 9}}' where seq_id = {seqs[2]}";
        await using (var command = database.DataSource.CreateCommand(change))
            await command.ExecuteNonQueryAsync(Ct);
        Assert.Contains(
            $"Event {seqs[2]} was changed. From the first on, 2 events in 2 blocks {Covered}.",
            (await RunAsync("verify-log", "--client", "fernbrook", "--checkpoint", file)).Error);
        Assert.Contains(
            $"Event {seqs[2]} was changed. From the first on, 2 events in 2 blocks fit together.",
            (await RunAsync("verify-log", "--client", "fernbrook")).Error);
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
        foreach (var name in new[] { Path.Combine("none", "c.json"), new string('n', 250) })
            Assert.Equal(1, (await RunAsync("verify-log", "--client", "fernbrook", "--save", Path.Combine(folder, name), "--new-key")).Code);
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

    private async Task<long> VerificationsAsync()
    {
        await using var command = database.DataSource.CreateCommand("select count(*) from events.es_verifications");
        return (long)(await command.ExecuteScalarAsync(Ct))!;
    }

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
