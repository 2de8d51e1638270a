using HybridBpo.Events;
using Microsoft.AspNetCore.Mvc;

namespace HybridBpo.Host.EventLog;

/// <summary>The event log: how far it is, what follows it, its seals; what stopped is retried, skipped or built anew here.</summary>
internal static class EventLogEndpoints
{
    private const string Path = "/event-log";
    private const int LongestReason = 200;

    public static IReadOnlyList<NavItem> Navigation { get; } = [new("Oversight", "Event log", "timeline-event", Path, Act.ReadEventLog, 70)];

    public static void Map(IEndpointRouteBuilder staff)
    {
        var log = staff.MapGroup(Path).Requires(Act.ReadEventLog).ShowsNobody();
        log.MapGet("", context => ShowAsync(context, null).ExecuteAsync(context));
        log.MapGet("/live", (HttpContext context, string? was) => Pages.Render<LogLive>(context, new { Was = was ?? "" }));
        log.MapGet("/seals/{client}", async (HttpContext context, Clients clients, string client, CancellationToken ct) =>
            await clients.GetAsync(context.GetAccess(), client, ct) is { } found
                ? Pages.Render<ClientSeals>(context, new { Client = found })
                : new NotFound("There is no such client.").ToHttp(context));
        log.MapGet("/checkpoint/{client}", CheckpointAsync);
        log.MapPost("/verify", VerifyAsync);
        var acts = staff.MapGroup(Path).Requires(Act.MendEventLog).ShowsNobody();
        acts.MapPost("/retry", (HttpContext context, ProjectionDaemon daemon, [FromForm] string? projection, [FromForm] string? reason) =>
            ActAsync(context, daemon, projection, reason, async (name, by, why, ct) =>
                await daemon.RetryAsync(name, by, why, ct) is { } seq
                    ? $"{name} tries event {seq:N0} again."
                    : new Conflict($"{name} is not stopped any more.")));
        acts.MapPost("/skip", (HttpContext context, ProjectionDaemon daemon, [FromForm] string? projection, [FromForm] string? reason,
            [FromForm] long? seq) =>
            ActAsync(context, daemon, projection, reason, async (name, by, why, ct) =>
                await daemon.SkipAsync(name, by, why, seq ?? 0, ct) is { } skipped
                    ? $"{name} goes on after event {skipped:N0}. The event itself stays, and is listed among the skipped."
                    : new Conflict($"{name} is not stopped at that event any more.")));
        acts.MapPost("/rebuild", (HttpContext context, ProjectionDaemon daemon, LogWork work, [FromForm] string? projection,
            [FromForm] string? reason) =>
            ActAsync(context, daemon, projection, reason, (name, by, why, _) => Task.FromResult<Result<string>>(
                work.StartRebuild(name, by, why)
                    ? $"{name} is being built anew; readers see the old rows until it is done."
                    : new Conflict($"{name} is being built anew already."))));
    }

    private static IResult ShowAsync(HttpContext context, Refusal? refused) =>
        Pages.Render<EventLogPage>(context, new { Error = refused?.Message }, refused?.Status ?? StatusCodes.Status200OK);

    private static async Task<IResult> ActAsync(HttpContext context, ProjectionDaemon daemon, string? projection, string? reason,
        Func<string, string, string, CancellationToken, Task<Result<string>>> act)
    {
        var (why, ct) = ((reason ?? "").Trim(), context.RequestAborted);
        if (why.Length is 0 or > LongestReason || why.Any(char.IsControl))
            return ShowAsync(context, new Invalid($"Say why, in 1 to {LongestReason} characters: it is kept with your name."));
        if ((await daemon.StatusAsync(ct)).Projections.All(p => p.Name != projection))
            return ShowAsync(context, new NotFound("There is no such projection."));
        return (await act(projection!, context.GetAccess().Actor.Id, why, ct)).Is(out var said, out var refusal)
            ? Pages.SeeOther(context, Path, said)
            : ShowAsync(context, refusal);
    }

    private static async Task<IResult> VerifyAsync(HttpContext context, Clients clients, LogWork work, [FromForm] string? client)
    {
        if (await clients.GetAsync(context.GetAccess(), client ?? "", context.RequestAborted) is not { } found)
            return ShowAsync(context, new NotFound("There is no such client."));
        return work.StartVerification(found.ClientId, context.GetAccess().Actor.Id)
            ? Pages.SeeOther(context, $"{Path}#seal-{found.ClientId}")
            : ShowAsync(context, new Conflict($"The log of {found.Name} is being verified already."));
    }

    // A download, and harmless to ask for twice: what it signs is there already.
    private static async Task<IResult> CheckpointAsync(HttpContext context, Clients clients, Sealer sealer, string client, CancellationToken ct)
    {
        if (await clients.GetAsync(context.GetAccess(), client, ct) is not { } found)
            return new NotFound("There is no such client.").ToHttp(context);
        Checkpoint? checkpoint;
        try
        {
            checkpoint = await sealer.CheckpointOfEventsAsync(found.ClientId, ct);
        }
        catch (SealKeyChanged changed)
        {
            return ShowAsync(context, new Conflict($"{changed.Message} An operator signs with a new one: ./run.sh verify-log --export F --new-key."));
        }

        if (checkpoint is null)
            return ShowAsync(context, new Conflict($"Nothing of {found.Name} is sealed yet: a running host seals once a minute."));
        context.Response.Headers.CacheControl = "no-store";
        return Results.File(System.Text.Encoding.UTF8.GetBytes(checkpoint.ToJson()), "application/json",
            $"checkpoint-{found.ClientId}-{checkpoint.Events}.json");
    }
}
