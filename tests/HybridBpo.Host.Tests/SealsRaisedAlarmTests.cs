using System.Text.Json;
using HybridBpo.Events;
using HybridBpo.Host.Cli;
using HybridBpo.Platform;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Host.Tests;

/// <summary>Somebody writes by hand how far sealing is, so that nothing more would be sealed: the host notices, and says it everywhere.</summary>
[Collection("command line")]
public sealed class SealsRaisedAlarmTests(TestHost host) : IClassFixture<TestHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Health_page_and_commands_say_it_while_it_stands_and_for_a_day_after_and_name_whose_events_lack_seals()
    {
        // Another host's turn, so that nothing is set back before it was looked at.
        await Run("""
            insert into events.es_projection_leases (name, holder, token, until, live)
            values ('Seals:All', 'another', 1, now() + interval '1 hour', true)
            on conflict (name) do update set holder = 'another', until = now() + interval '1 hour'
            """);
        await Run("""
            insert into events.mt_event_progression (name, last_seq_id) values ('Seals:All', 0), ('Seals:Ahead', 1000000)
            on conflict (name) do update set last_seq_id = excluded.last_seq_id
            """);
        var seq = await AppendAsync("castlegate");
        await HealthAsync("seals-raised");
        Assert.Contains("A running host sets it back within a minute.", await PageAsync());
        Assert.Contains("by hand that all is sealed up to 1,000,000", await CommandAsync("doctor"));
        Assert.Contains("by hand that all is sealed up to 1,000,000", await CommandAsync("events", "status"));

        await SealAsync();
        await HealthAsync("seals-raised");
        var page = await PageAsync();
        Assert.Contains("A host noticed and set it back; this is shown for a day.", page);
        Assert.Contains("How far sealing is, set back from 1,000,000", page);
        Assert.Contains("a host set it back", await CommandAsync("doctor"));
        Assert.Empty((await Status()).Unsealed);

        // Where it may be true, whose events are in no block is named, to staff alone.
        seq = await AppendAsync("castlegate");
        await UntilAsync(async () => (await Status()).HighWaterMark >= seq);
        await Run($"update events.mt_event_progression set last_seq_id = {seq} where name in ('Seals:All', 'Seals:Ahead')");
        await SealAsync();
        var health = await HealthAsync("seals-unfit");
        Assert.Equal("castlegate", health.GetProperty("clientsUnfit")[0].GetString());
        Assert.DoesNotContain("castlegate", (await new Browser(host.Public).GetAsync("/health/log")).Body);
        page = await PageAsync();
        Assert.Contains("The log of castlegate does not fit its seals", page);
        Assert.Contains($"Event {seq} is in no block although everything up to {seq} was sealed", page);
        Assert.Contains($"castlegate: Event {seq} is in no block", await CommandAsync("doctor"));

        // A file that was refused stands with the client, in the words that whoever offered it read.
        var checkpoint = (await host.App.Services.GetRequiredService<Sealer>().CheckpointOfEventsAsync("castlegate", Ct))!;
        await host.App.Services.GetRequiredService<LogVerifier>().RecordRefusedAsync("castlegate", checkpoint, "<It> was changed.", "somebody", Ct);
        page = await PageAsync();
        Assert.Contains("A checkpoint file that somebody offered was refused", page);
        Assert.Contains($"&lt;It&gt; was changed. The fingerprint of the key in it is {checkpoint.Fingerprint}.", page);
        // Those before it are counted, and listed as far as a page holds them.
        for (var i = 1; i <= 25; i++)
            await host.App.Services.GetRequiredService<LogVerifier>().RecordRefusedAsync("castlegate", checkpoint, $"File {i}.", "somebody", Ct);
        page = await PageAsync();
        Assert.Contains("26 checkpoint files that were offered were refused. The latest:", page);
        Assert.Contains("The 19 before it, of 26", page);
        Assert.Contains("File 7.", page);
        Assert.DoesNotContain("File 5.", page);
        Assert.Contains($"castlegate: Event {seq} is in no block", await CommandAsync("events", "status"));
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

    private async Task<JsonElement> HealthAsync(string code)
    {
        JsonElement health = default;
        await UntilAsync(async () =>
        {
            health = JsonDocument.Parse((await new Browser(host.Staff).GetAsync("/health/log")).Body).RootElement;
            return health.GetProperty("attention").EnumerateArray().Any(c => c.GetString() == code);
        });
        return health;
    }

    private async Task<string> PageAsync() =>
        (await (await host.SignInAsync(await host.AddAsync([Roles.Supervisor], ["castlegate"]))).GetAsync("/event-log")).Body;

    private async Task<string> CommandAsync(params string[] args)
    {
        Environment.SetEnvironmentVariable("ConnectionStrings__HybridBpo", host.Database.ConnectionString);
        Environment.SetEnvironmentVariable("HYBRIDBPO_DATA", host.DataFolder);
        try
        {
            using var output = new StringWriter();
            await CommandLine.RunAsync(args, output, output, []);
            return $"{output}";
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
