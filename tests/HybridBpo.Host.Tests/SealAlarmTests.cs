using System.Text.Json;
using HybridBpo.Events;
using HybridBpo.Host.Cli;
using HybridBpo.Platform;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Host.Tests;

/// <summary>Events of one client cannot be sealed: whoever is called about it learns whose, and nobody outside does.</summary>
[Collection("command line")]
public sealed class SealAlarmTests(TestHost host) : IClassFixture<TestHost>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_alarm_names_the_client_to_staff_and_to_nobody_outside()
    {
        var database = host.App.Services.GetRequiredService<Database>();
        await database.ExecuteAsync(Access.System("test"), $"""
            create function public.broken() returns trigger language plpgsql as 'begin raise exception ''no''; end'
            """, Ct);
        await database.ExecuteAsync(Access.System("test"), $"""
            create trigger broken before insert on events.es_seals for each row when (new.client_id = 'castlegate') execute function public.broken()
            """, Ct);
        foreach (var client in new[] { "castlegate", "fernbrook" })
        {
            var session = host.App.Services.GetRequiredService<EventStore>().OpenSession(client, Access.System("test"));
            session.StartStream<ProbeModule>(Guid.CreateVersion7(), new ProbeModule.Probed(1));
            Assert.IsType<SaveOutcome.Saved>(await session.SaveChangesAsync(Ct));
        }

        await database.ExecuteAsync(Access.System("test"), $"update events.mt_events set timestamp = now() - interval '10 minutes'", Ct);
        var sealer = host.App.Services.GetRequiredService<SealDaemon>();
        await UntilAsync(async () =>
        {
            await sealer.SealAsync(Ct);
            return (await Status()).Unsealed.Select(u => u.Client).SequenceEqual(["castlegate"]);
        });

        JsonElement health = default;
        await UntilAsync(async () => (health = await Health(host.Staff)).GetProperty("clientsUnsealedForLong").GetArrayLength() == 1);
        Assert.Equal("castlegate", health.GetProperty("clientsUnsealedForLong")[0].GetString());
        Assert.Matches(
            @"^castlegate: PostgresException P0001 since \d{4}-\d\d-\d\d \d\d:\d\d UTC$", health.GetProperty("sealTrouble").GetString());
        Assert.Equal(["seals-late", "seals-failing"], health.GetProperty("attention").EnumerateArray().Select(c => c.GetString()));
        var outside = await Health(host.Public);
        Assert.Equal(2, outside.GetProperty("attention").GetArrayLength());
        Assert.DoesNotContain("castlegate", $"{outside}");

        var page = await PageAsync("fernbrook", "castlegate");
        Assert.Contains("Events of castlegate wait for their seal", page);
        Assert.Contains("Events of castlegate cannot be sealed", page);
        Assert.Single(System.Text.RegularExpressions.Regex.Matches(page, @"PostgresException P0001\s+\S+ since <time"));
        Assert.Contains("nothing waits", page[page.IndexOf("id=\"seal-fernbrook\"", StringComparison.Ordinal)..]);
        page = await PageAsync("fernbrook");
        Assert.Contains("Events of 1 other client wait for their seal", page);
        Assert.DoesNotContain("castlegate", page);
        // A foreign trigger refuses every command: it goes, and so that nothing is mended meanwhile, so does this host's turn.
        await database.ExecuteAsync(Access.System("test"), $"""
            update events.es_projection_leases set holder = 'another', until = now() + interval '1 hour' where name = 'Seals:All'
            """, Ct);
        await database.ExecuteAsync(Access.System("test"), $"drop trigger broken on events.es_seals", Ct);
        Environment.SetEnvironmentVariable("ConnectionStrings__HybridBpo", host.Database.ConnectionString);
        Environment.SetEnvironmentVariable("HYBRIDBPO_DATA", host.DataFolder);
        try
        {
            using var output = new StringWriter();
            Assert.Equal(0, await CommandLine.RunAsync(["events", "status"], output, output, []));
            Assert.Contains("the oldest event that is not sealed came 10 min ago, of castlegate", $"{output}");
            Assert.Contains("castlegate: PostgresException P0001 since ", $"{output}");
            await CommandLine.RunAsync(["doctor"], output, output, []);
            Assert.Contains("events cannot be sealed: castlegate: PostgresException P0001", $"{output}");
        }
        finally
        {
            Environment.SetEnvironmentVariable("ConnectionStrings__HybridBpo", null);
            Environment.SetEnvironmentVariable("HYBRIDBPO_DATA", null);
        }
    }

    private async Task<string> PageAsync(params string[] clients) =>
        (await (await host.SignInAsync(await host.AddAsync([Roles.Supervisor], clients))).GetAsync("/event-log")).Body;

    private Task<DaemonStatus> Status() => host.App.Services.GetRequiredService<ProjectionDaemon>().StatusAsync(Ct);

    private static async Task<JsonElement> Health(Uri listener) =>
        JsonDocument.Parse((await new Browser(listener).GetAsync("/health/log")).Body).RootElement;

    private static async Task UntilAsync(Func<Task<bool>> done)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (!await done()) await Task.Delay(200, limit.Token);
    }
}
