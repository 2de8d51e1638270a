using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace HybridBpo.Host.Web;

/// <summary>
/// /health/live: the process answers. /health/ready: 200 only when it can serve; its body also names projections that stopped, how old the oldest
/// event is that is not sealed, how much work is stuck, how many erasures did not end, when the last backup was taken, and how much others changed
/// in the schema. /health/log: the same of the log alone, 503 while somebody should look at it, so that monitoring can call a person though the host
/// serves on. Names, states, ages and numbers, nothing else; on the public listener no client is named.
/// </summary>
internal static class Health
{
    /// <summary>Data that name clients.</summary>
    public const string LateClients = "clientsUnsealedForLong", SealTrouble = "sealTrouble", UnfitClients = "clientsUnfit";

    public static void Add(IServiceCollection services) => services.AddSingleton<LogCheck>().AddHealthChecks()
        .AddCheck<DatabaseCheck>("database")
        .AddCheck<StartCheck>("start")
        .AddCheck<WorkersCheck>("workers")
        .AddCheck<LogCheck>("log")
        .AddCheck<AttentionCheck>(AttentionCheck.Name);

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false, ResponseWriter = WriteAsync })
            .AllowAnonymous().WithMetadata(new AnyListener()).ShowsNobody();
        app.MapHealthChecks("/health/ready", new HealthCheckOptions
        {
            Predicate = check => check.Name != AttentionCheck.Name,
            ResponseWriter = WriteAsync,
            ResultStatusCodes = { [HealthStatus.Degraded] = StatusCodes.Status503ServiceUnavailable },
        }).AllowAnonymous().WithMetadata(new AnyListener()).ShowsNobody();
        app.MapHealthChecks("/health/log", new HealthCheckOptions
        {
            Predicate = check => check.Name == AttentionCheck.Name,
            ResponseWriter = WriteAsync,
        }).AllowAnonymous().WithMetadata(new AnyListener()).ShowsNobody();
    }

    private static Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "application/json";
        var body = new Dictionary<string, object?>
        {
            ["status"] = Word(report.Status),
            ["checks"] = report.Entries.ToDictionary(e => e.Key, e => Word(e.Value.Status)),
        };
        var named = context.RequestServices.GetRequiredService<Listeners>().IsStaff(context);
        foreach (var (name, value) in report.Entries.SelectMany(e => e.Value.Data))
            if (named || name is not (LateClients or SealTrouble or UnfitClients)) body[name] = value;
        return context.Response.WriteAsync(JsonSerializer.Serialize(body));
    }

    private static string Word(HealthStatus status) =>
        status switch { HealthStatus.Healthy => "ok", HealthStatus.Degraded => "not yet", _ => "failed" };
}

/// <summary>Does the database answer?</summary>
internal sealed class DatabaseCheck(NpgsqlDataSource database) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken ct = default)
    {
        try
        {
            await using var command = database.CreateCommand("select 1");
            await command.ExecuteScalarAsync(ct);
            return HealthCheckResult.Healthy();
        }
        catch (NpgsqlException)
        {
            return HealthCheckResult.Unhealthy();
        }
    }
}

/// <summary>Set once the schema is in place, the listeners are bound and the demo, if any, is filled.</summary>
internal sealed class StartState
{
    private volatile bool ready;

    public bool Ready => ready;

    /// <summary>How much others changed in the schema, as it was found at the start.</summary>
    public int ForeignInSchema { get; set; }

    /// <summary>How many things others changed in the event tables that may do harm.</summary>
    public int DoubtfulInSchema { get; set; }

    public void Reached() => ready = true;
}

internal sealed class StartCheck(StartState start) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken ct = default) =>
        Task.FromResult(start.Ready
            ? HealthCheckResult.Healthy(data: new Dictionary<string, object>
            {
                ["foreignInSchema"] = start.ForeignInSchema,
                ["doubtfulInSchema"] = start.DoubtfulInSchema,
            })
            : HealthCheckResult.Degraded());
}

/// <summary>Do the relays and the projection daemon run?</summary>
internal sealed class WorkersCheck(IEnumerable<IHostedService> services) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken ct = default)
    {
        var workers = services.OfType<BackgroundService>().ToList();
        return Task.FromResult(
            workers.Any(w => w.ExecuteTask is { IsCompleted: true }) ? HealthCheckResult.Unhealthy()
            : workers.All(w => w.ExecuteTask is not null) ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded());
    }
}
