using System.Net;
using HybridBpo.Events;
using HybridBpo.Platform;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Host.Tests;

/// <summary>The page Event log: who sees it, what it says, and what may be done there.</summary>
public sealed class EventLogTests(TestHost host) : IClassFixture<TestHost>
{
    private const string Projection = "log_counts";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private IServiceProvider Services => host.App.Services;

    private ProjectionDaemon Daemon => Services.GetRequiredService<ProjectionDaemon>();

    [Fact]
    public async Task Every_event_is_counted_by_client_kind_and_day_and_nobody_sees_another_clients()
    {
        await AppendAsync("fernbrook", 3);
        var last = await AppendAsync("castlegate", 2);
        await UntilAsync(async () => (await StateAsync()).Progress >= last);
        var figures = Services.GetRequiredService<LogFigures>();
        var mine = await figures.KindsAsync(Access.System("test", "fernbrook"), Ct);
        Assert.All(mine, count => Assert.Equal("fernbrook", count.ClientId));
        var day = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        var probed = mine.Single(count => count.Kind == "probed");
        Assert.True(probed.Events >= 3 && probed.First <= probed.Last && probed.Last <= day);
        Assert.Equal(
            await ScalarAsync($"select (select count(*) from events.mt_events) - (select count(*) from events.es_dead_letters)"),
            (await figures.KindsAsync(Access.System("test"), Ct)).Sum(count => count.Events));
        var page = await PageAsync(await host.SignedInAsync(Roles.Auditor));
        Assert.Contains("probed", page);
        Assert.Contains("fernbrook Ltd", page);
        Assert.DoesNotContain("castlegate Ltd", page);
    }

    [Fact]
    public async Task Who_may_not_read_it_is_turned_away_and_who_may_only_read_is_offered_no_act()
    {
        Assert.Equal(403, (int)(await (await host.SignedInAsync(Roles.Collector)).GetAsync("/event-log")).Status);
        (string, bool)[] expected = [(Roles.Administrator, true), (Roles.Supervisor, true), (Roles.Compliance, false), (Roles.Auditor, false)];
        foreach (var (role, mends) in expected)
        {
            var browser = await host.SignedInAsync(role);
            Assert.Equal(mends, (await PageAsync(browser)).Contains("What can be done", StringComparison.Ordinal));
            Assert.Equal(mends ? 404 : 403, (int)(await ActAsync(browser, "retry", "unheard-of")).Status);
        }
    }

    [Fact]
    public async Task A_stopped_projection_is_tried_again_or_its_event_passed_over_with_a_reason_and_a_name()
    {
        var seq = await AppendAsync("fernbrook", 1);
        var person = await host.AddAsync([Roles.Supervisor]);
        var browser = await host.SignInAsync(person);
        Assert.Equal(409, (int)(await ActAsync(browser, "retry", Projection)).Status);
        await StopAsync(seq);
        var page = await PageAsync(browser);
        Assert.Contains($"stopped at event {seq:N0}", page);
        Assert.Contains($"Event {seq:N0}, probed: FormatException", page);
        Assert.Contains("Load it again", WebUtility.HtmlDecode((await browser.GetAsync("/event-log/live?was=-")).Body));

        var silent = await ActAsync(browser, "retry", Projection, " ");
        Assert.Equal(422, (int)silent.Status);
        Assert.Contains("Say why", silent.Body);
        Assert.Equal(422, (int)(await ActAsync(browser, "retry", Projection, new string('x', 201))).Status);
        Assert.Equal(303, (int)(await ActAsync(browser, "retry", Projection, "mended the scales")).Status);
        await StopAsync(seq);
        Assert.Equal(409, (int)(await ActAsync(browser, "skip", Projection, "another one", seq + 1)).Status);
        Assert.Equal(409, (int)(await browser.PostAsync("/event-log/skip", [("projection", Projection), ("reason", "no number")])).Status);
        Assert.Equal(303, (int)(await ActAsync(browser, "skip", Projection, "agreed with the client", seq)).Status);

        var acts = (await Daemon.StatusAsync(Ct)).Acts.Where(a => a.Seq == seq).Select(a => (a.Act, a.By, a.Reason));
        Assert.Equal([("skip", person.Id, "agreed with the client"), ("retry", person.Id, "mended the scales")], acts);
        page = await PageAsync(browser);
        Assert.Contains($"Event {seq:N0} passed over", page);
        Assert.Contains("agreed with the client", page);
        Assert.DoesNotContain(person.Id, page);

        Assert.Equal(303, (int)(await ActAsync(browser, "rebuild", Projection, "counted anew")).Status);
        await UntilAsync(async () => (await Daemon.StatusAsync(Ct)).Acts[0] is { Act: "rebuild", Reason: "counted anew" });
        await UntilAsync(async () => await StateAsync() is { Lag: 0, State: "running" });
    }

    [Fact]
    public async Task A_client_is_verified_and_gets_a_checkpoint_file_and_another_ones_is_not_there()
    {
        await AppendAsync("fernbrook", 2);
        await Services.GetRequiredService<Sealer>().SealAsync("fernbrook", Ct);
        var person = await host.AddAsync([Roles.Auditor]);
        var browser = await host.SignInAsync(person);
        Assert.Contains("Checkpoint file", await PageAsync(browser));
        Assert.Equal(404, (int)(await browser.PostAsync("/event-log/verify", [("client", "castlegate")])).Status);
        Assert.Equal(404, (int)(await browser.GetAsync("/event-log/checkpoint/castlegate")).Status);
        Assert.Equal(404, (int)(await browser.GetAsync("/event-log/seals/castlegate")).Status);
        var started = await browser.PostAsync("/event-log/verify", [("client", "fernbrook")]);
        Assert.Equal((303, "/event-log#seal-fernbrook"), ((int)started.Status, started.Location));
        await UntilAsync(async () =>
            (await browser.GetAsync("/event-log/seals/fernbrook")).Body.Contains("fits its seals", StringComparison.Ordinal));
        var seals = (await Services.GetRequiredService<Sealer>().SummaryAsync("fernbrook", Ct)).Single();
        Assert.Equal((true, person.Id, null), (seals.Verified!.Ok, seals.Verified.By, seals.Verified.Problem));

        var file = await browser.GetAsync("/event-log/checkpoint/fernbrook");
        var name = file.Message.Content.Headers.ContentDisposition!.FileName!;
        Assert.StartsWith("checkpoint-fernbrook-", name.Trim('"'));
        var checkpoint = Checkpoint.Parse(file.Body);
        Assert.Equal((seals.Events, true), (checkpoint.Events, checkpoint.IsGenuine()));
        Assert.Equal("own", (await Services.GetRequiredService<LogVerifier>().VerifyAsync("fernbrook", checkpoint, ct: Ct)).KeyProof);
        Assert.Contains(checkpoint.Fingerprint, await PageAsync(browser));
    }

    private static async Task<string> PageAsync(Browser browser)
    {
        var answer = await browser.GetAsync("/event-log");
        Assert.Equal(200, (int)answer.Status);
        return WebUtility.HtmlDecode(answer.Body);
    }

    private static Task<Browser.Answer> ActAsync(Browser browser, string act, string projection, string reason = "because", long? seq = null) =>
        browser.PostAsync($"/event-log/{act}", [("projection", projection), ("reason", reason), ("seq", $"{seq}")]);

    private async Task<ProjectionStatus> StateAsync() => (await Daemon.StatusAsync(Ct)).Projections.Single(p => p.Name == Projection);

    // As the worker does when it cannot digest an event.
    private async Task StopAsync(long seq)
    {
        await using var command = host.Database.DataSource.CreateCommand(
            """
            update events.es_projection_leases set stopped = true, failed_seq = $1, error = 'FormatException: bad', changed_at = now()
            where name = 'log_counts:All'
            """);
        command.Parameters.AddWithValue(seq);
        Assert.Equal(1, await command.ExecuteNonQueryAsync(Ct));
    }

    private async Task<long> AppendAsync(string client, int count)
    {
        var session = Services.GetRequiredService<EventStore>().OpenSession(client, Access.System("test"));
        session.StartStream<ProbeModule>(Guid.CreateVersion7(), [.. Enumerable.Range(0, count).Select(i => (object)new ProbeModule.Probed(i))]);
        return ((SaveOutcome.Saved)await session.SaveChangesAsync(Ct)).Events![^1].Seq;
    }

    private async Task<long> ScalarAsync(FormattableString sql) =>
        await Services.GetRequiredService<Database>().SingleOrDefaultAsync<long>(Access.System("test"), sql, Ct);

    private static async Task UntilAsync(Func<Task<bool>> done)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (!await done()) await Task.Delay(50, limit.Token);
    }
}
