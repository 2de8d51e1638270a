using System.Text.Json;
using HybridBpo.Events;
using HybridBpo.Host.Cli;
using HybridBpo.Platform;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Host.Tests;

/// <summary>What tests of the log's alarms ask of a host of their own.</summary>
public abstract class LogAlarmTest(TestHost host) : IClassFixture<TestHost>
{
    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    protected TestHost Host => host;

    protected async Task<long> AppendAsync(string client)
    {
        var session = Host.App.Services.GetRequiredService<EventStore>().OpenSession(client, Access.System("test"));
        session.StartStream<ProbeModule>(Guid.CreateVersion7(), new ProbeModule.Probed(1));
        return Assert.IsType<SaveOutcome.Saved>(await session.SaveChangesAsync(Ct)).Events![0].Seq;
    }

    protected async Task SealAsync()
    {
        await Run("update events.es_projection_leases set until = now() where name = 'Seals:All'");
        await Host.App.Services.GetRequiredService<SealDaemon>().SealAsync(Ct);
    }

    protected Task Run(string sql) =>
        Host.App.Services.GetRequiredService<Database>().ExecuteAsync(Access.System("test"), $"{new RawSql(sql)}", Ct);

    protected Task<DaemonStatus> Status() => Host.App.Services.GetRequiredService<ProjectionDaemon>().StatusAsync(Ct);

    protected async Task<JsonElement> HealthAsync(Func<IReadOnlyList<string?>, bool> isSo)
    {
        JsonElement health = default;
        await UntilAsync(async () =>
        {
            health = Json((await new Browser(Host.Staff).GetAsync("/health/log")).Body);
            return isSo([.. health.GetProperty("attention").EnumerateArray().Select(c => c.GetString())]);
        });
        return health;
    }

    protected static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;

    protected async Task<string> PageAsync() =>
        (await (await Host.SignInAsync(await Host.AddAsync([Roles.Supervisor], ["castlegate"]))).GetAsync("/event-log")).Body;

    protected async Task<(int Code, string Output, string Error)> CommandAsync(params string[] args)
    {
        Environment.SetEnvironmentVariable("ConnectionStrings__HybridBpo", Host.Database.ConnectionString);
        Environment.SetEnvironmentVariable("HYBRIDBPO_DATA", Host.DataFolder);
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

    protected static async Task UntilAsync(Func<Task<bool>> done)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (!await done()) await Task.Delay(200, limit.Token);
    }
}
