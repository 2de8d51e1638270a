using System.Text.Json;
using HybridBpo.Events;
using HybridBpo.Host.Cli;
using HybridBpo.Platform;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Host.Tests;

/// <summary>
/// Somebody takes events out of the log and with them what would tell of it, streams and seals: the host notices without any checkpoint, and every
/// place says so, of the log as a whole and not of a client.
/// </summary>
[Collection("command line")]
public sealed class LostEventsAlarmTests(TestHost host) : IClassFixture<TestHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Health_page_and_commands_say_it_and_none_says_whose_they_were()
    {
        await AppendAsync("castlegate");
        var (gone, more) = (await AppendAsync("castlegate"), await AppendAsync("castlegate"));
        var last = await AppendAsync("fernbrook");
        await UntilAsync(async () => (await Status()).HighWaterMark >= last);
        await SealAsync();
        Assert.Equal(0, (await HealthAsync(codes => !codes.Contains("events-lost"))).GetProperty("lostEvents").GetInt64());
        Assert.DoesNotContain("gone from the log", await PageAsync());
        var (code, said, _) = await CommandAsync("verify-log", "--client", "castlegate");
        Assert.Equal((0, true), (code, said.StartsWith("castlegate: 3 events in ", StringComparison.Ordinal)));
        Assert.Matches(@"ok +lost events +none: every number up to \d+ is an event, or was never used", (await CommandAsync("doctor")).Output);
        Assert.Matches(@"lost +none: every number up to \d+ is an event, or was never used", (await CommandAsync("events", "status")).Output);

        await Run($"delete from events.mt_events where seq_id in ({gone}, {more})");
        await Run("delete from events.mt_streams s where not exists (select from events.mt_events e where e.stream_id = s.id)");
        await Run("delete from events.es_seals");
        await Run("update events.mt_event_progression set last_seq_id = 0 where name in ('Seals:All', 'Seals:Ahead')");
        await Run("delete from events.es_lost_numbers");
        await SealAsync();

        var words = $"2 events are gone from the log: {gone} to {more}. Those numbers were accounted for and belong to no event any more; "
            + "whose they were, the log cannot tell.";
        var health = await HealthAsync(codes => codes.Contains("events-lost"));
        Assert.Equal(2, health.GetProperty("lostEvents").GetInt64());
        Assert.Equal(503, (int)(await new Browser(host.Staff).GetAsync("/health/log")).Status);
        Assert.Contains(words, System.Net.WebUtility.HtmlDecode(await PageAsync()));
        var status = await CommandAsync("events", "status");
        Assert.Contains($"lost            {words} Found ", status.Output);
        Assert.Equal(2, Json((await CommandAsync("events", "status", "--json")).Output).GetProperty("lost").GetProperty("count").GetInt64());
        var doctor = await CommandAsync("doctor");
        Assert.Equal(1, doctor.Code);
        Assert.Contains($"{words}  → Find out who writes to the database", doctor.Output);

        // Whose they were nobody knows: every client's verification says it of all, also where its own log is in order.
        var other = await CommandAsync("verify-log", "--client", "fernbrook");
        Assert.Equal(1, other.Code);
        Assert.StartsWith("fernbrook: 1 event in 1 block fit together", other.Output, StringComparison.Ordinal);
        Assert.Equal($"Of the log of all clients: {words} Find out who writes to the database, verify each client's log against a checkpoint from "
            + "before, and look for the events in a backup.", other.Error.Trim());
        var json = await CommandAsync("verify-log", "--client", "fernbrook", "--json");
        var found = Json(json.Output);
        var lost = found.GetProperty("lostNumbers");
        Assert.Equal((1, true, 2), (json.Code, found.GetProperty("ok").GetBoolean(), lost.GetProperty("count").GetInt64()));
        Assert.Equal(
            (gone, more),
            (lost.GetProperty("first")[0].GetProperty("first").GetInt64(), lost.GetProperty("first")[0].GetProperty("last").GetInt64()));

        // Its own verification from before tells of castlegate that it has fewer; all at once too.
        var own = await CommandAsync("verify-log", "--client", "castlegate");
        Assert.Equal(1, own.Code);
        Assert.Matches(@"^castlegate: A verification of [^.]+ UTC found 3 sealed events, all in order, and only 1 is sealed now: ", own.Error);
        Assert.Contains($"Of the log of all clients: {words}", own.Error);
        var all = await CommandAsync("verify-log");
        Assert.Equal(1, all.Code);
        Assert.Contains("fernbrook: 1 event in 1 block fit together", all.Output);
        Assert.Contains("castlegate: A verification of ", all.Error);
        Assert.Contains($"Of the log of all clients: {words}", all.Error);
        var whole = Json((await CommandAsync("verify-log", "--json")).Output);
        Assert.Equal(2, whole.GetProperty("lostNumbers").GetProperty("count").GetInt64());
        Assert.Contains(whole.GetProperty("logs").EnumerateArray(), log => log.GetProperty("client").GetString() == "fernbrook");
        Assert.Equal(2, (await CommandAsync("verify-log", "--checkpoint", "f.json")).Code);
    }

    [Fact]
    public async Task What_somebody_changed_by_hand_and_what_nobody_knows_is_said_as_it_is_and_one_unreadable_log_hides_no_other()
    {
        await AppendAsync("castlegate");
        var last = await AppendAsync("fernbrook");
        await UntilAsync(async () => (await Status()).HighWaterMark >= last);
        await SealAsync();
        await HealthAsync(codes => !codes.Contains("numbers-changed"));

        // Another host's turn, so that nothing is set back before it was looked at.
        await Run("update events.es_projection_leases set holder = 'another', until = now() + interval '1 hour' where name = 'Seals:All'");
        await Run("delete from events.mt_event_progression where name = 'Accounted:All'");
        await HealthAsync(codes => codes.Contains("numbers-changed"));
        const string Gone =
            "Somebody changed the log's numbers by hand: where it stood up to which number every one is accounted for, nothing stands";
        Assert.Contains(Gone, System.Net.WebUtility.HtmlDecode(await PageAsync()));
        Assert.Contains(Gone, (await CommandAsync("events", "status")).Output);
        Assert.Contains(Gone, (await CommandAsync("doctor")).Output);
        await Run("insert into events.mt_event_progression (name, last_seq_id) values ('Accounted:All', 1000000)");
        Assert.Contains(
            "that every number up to 1,000,000 is accounted for, and no more or less, is not so", (await CommandAsync("doctor")).Output);
        await SealAsync();
        Assert.Equal(503, (int)(await new Browser(host.Staff).GetAsync("/health/log")).Status);
        Assert.Contains("numbers by hand: a host set back ", System.Net.WebUtility.HtmlDecode(await PageAsync()));
        Assert.Contains("every one is accounted for, set right from 1,000,000", await PageAsync());
        Assert.Contains("a host set back ", (await CommandAsync("doctor")).Output);

        // Missing before anybody looked: whether an upgrade, another program or a hand is the reason, is not known either.
        var never = await AppendAsync("castlegate");
        last = await AppendAsync("fernbrook");
        await UntilAsync(async () => (await Status()).HighWaterMark >= last);
        await Run($"delete from events.mt_events where seq_id = {never}");
        await Run("delete from events.mt_streams s where not exists (select from events.mt_events e where e.stream_id = s.id)");
        await Run($"insert into events.es_unknown_numbers (ending_sequence, starting_sequence) values ({never}, {never - 1})");
        var unknown = $"Of 1 missing number up to {never} nobody knows whether it ever had an event: it was missing already when a host of this "
            + "product first looked there, the last time on ";
        Assert.Contains(unknown, (await CommandAsync("verify-log")).Output);
        Assert.Contains(unknown, (await CommandAsync("events", "status")).Output);
        Assert.DoesNotContain("something else wrote the log", (await CommandAsync("doctor")).Output);

        await SealAsync();
        await Run("update events.es_seals set sealed_at = '20000-01-01' where client_id = 'castlegate'");
        var all = await CommandAsync("verify-log");
        Assert.Equal(1, all.Code);
        Assert.Contains("castlegate could not be verified to the end: ", all.Error);
        Assert.Contains("So nothing is said about it.", all.Error);
        Assert.Matches("(?m)^fernbrook: .* fit together", all.Output);
        var logs = Json((await CommandAsync("verify-log", "--json")).Output).GetProperty("logs").EnumerateArray().ToList();
        Assert.False(logs.Single(log => log.GetProperty("client").GetString() == "castlegate").GetProperty("ok").GetBoolean());
        var one = await CommandAsync("verify-log", "--client", "castlegate");
        Assert.Equal((1, true), (one.Code, one.Error.StartsWith("castlegate could not be verified to the end: ", StringComparison.Ordinal)));
        await Run("update events.es_seals set sealed_at = now() where client_id = 'castlegate'");
        await Run("delete from events.es_unknown_numbers");
    }

    private async Task<long> AppendAsync(string client)
    {
        var session = host.App.Services.GetRequiredService<EventStore>().OpenSession(client, Access.System("test"));
        session.StartStream<ProbeModule>(Guid.CreateVersion7(), new ProbeModule.Probed(1));
        return Assert.IsType<SaveOutcome.Saved>(await session.SaveChangesAsync(Ct)).Events![0].Seq;
    }

    private async Task SealAsync()
    {
        await Run("update events.es_projection_leases set until = now() where name = 'Seals:All'");
        await host.App.Services.GetRequiredService<SealDaemon>().SealAsync(Ct);
    }

    private Task Run(string sql) =>
        host.App.Services.GetRequiredService<Database>().ExecuteAsync(Access.System("test"), $"{new RawSql(sql)}", Ct);

    private Task<DaemonStatus> Status() => host.App.Services.GetRequiredService<ProjectionDaemon>().StatusAsync(Ct);

    private async Task<JsonElement> HealthAsync(Func<IReadOnlyList<string?>, bool> isSo)
    {
        JsonElement health = default;
        await UntilAsync(async () =>
        {
            health = Json((await new Browser(host.Staff).GetAsync("/health/log")).Body);
            return isSo([.. health.GetProperty("attention").EnumerateArray().Select(c => c.GetString())]);
        });
        return health;
    }

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;

    private async Task<string> PageAsync() =>
        (await (await host.SignInAsync(await host.AddAsync([Roles.Supervisor], ["castlegate"]))).GetAsync("/event-log")).Body;

    private async Task<(int Code, string Output, string Error)> CommandAsync(params string[] args)
    {
        Environment.SetEnvironmentVariable("ConnectionStrings__HybridBpo", host.Database.ConnectionString);
        Environment.SetEnvironmentVariable("HYBRIDBPO_DATA", host.DataFolder);
        try
        {
            using var output = new StringWriter();
            using var error = new StringWriter();
            var code = await CommandLine.RunAsync(args, output, error, []);
            return (code, $"{output}", $"{error}");
        }
        finally
        {
            Environment.SetEnvironmentVariable("ConnectionStrings__HybridBpo", null);
            Environment.SetEnvironmentVariable("HYBRIDBPO_DATA", null);
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> done)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (!await done()) await Task.Delay(200, limit.Token);
    }
}
