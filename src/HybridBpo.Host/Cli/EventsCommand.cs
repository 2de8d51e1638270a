using System.CommandLine;
using System.Text.Json;
using HybridBpo.Events;

namespace HybridBpo.Host.Cli;

/// <summary><c>events status|rebuild|retry|skip</c>: how far log and projections are, and what an operator does about one that stopped.</summary>
internal static class EventsCommand
{
    // What an operator does is recorded under this name.
    private static readonly string By = $"command-line ({Environment.UserName})";

    public static Command Make(CommandHost host)
    {
        var status = new Command("status", "Show the high-water mark, who blocks it, projections with their lag, seals");
        On(status, host, (services, _, json, ct) => StatusAsync(host, services, json, ct));
        var rebuild = new Command("rebuild", "Build a projection anew from the first event; readers keep the old rows until it is done");
        var skipped = new Option<bool>("--retry-skipped") { Description = "Also try events that were skipped before" };
        rebuild.Options.Add(skipped);
        var rebuilt = Named(rebuild);
        On(rebuild, host, (services, parsed, json, ct) =>
            RebuildAsync(host, services, parsed.GetRequiredValue(rebuilt), parsed.GetValue(skipped), json, ct));
        var retry = new Command("retry", "Let a stopped projection try its event again");
        var retried = Named(retry);
        On(retry, host, (services, parsed, json, ct) => ResumeAsync(host, services, parsed.GetRequiredValue(retried), "retry", json, ct));
        var skip = new Command("skip", "Let a stopped projection pass over the event at which it stopped; the event is kept");
        var passed = Named(skip);
        On(skip, host, (services, parsed, json, ct) => ResumeAsync(host, services, parsed.GetRequiredValue(passed), "skip", json, ct));
        return new Command("events", "Look after the event log and its projections") { status, rebuild, retry, skip };
    }

    private static Argument<string> Named(Command command)
    {
        var name = new Argument<string>("NAME") { Description = "Name of the projection, as in events status" };
        command.Arguments.Add(name);
        return name;
    }

    private static void On(Command command, CommandHost host, Func<ProjectionDaemon, ParseResult, bool, CancellationToken, Task<int>> act)
    {
        var json = new Option<bool>("--json") { Description = "One JSON document" };
        command.Options.Add(json);
        command.SetAction((parsed, ct) => host.WithServicesAsync(
            (services, stop) => act(services.GetRequiredService<ProjectionDaemon>(), parsed, parsed.GetValue(json), stop), ct));
    }

    private static async Task<int> StatusAsync(CommandHost host, ProjectionDaemon daemon, bool json, CancellationToken ct)
    {
        var status = await daemon.StatusAsync(ct);
        if (json) await host.Out.WriteLineAsync(JsonSerializer.Serialize(status, JsonSerializerOptions.Web));
        else await host.Out.WriteAsync(EventsText.Of(status, TimeProvider.System.GetUtcNow()));
        return ExitCode.Done;
    }

    private static async Task<int> RebuildAsync(
        CommandHost host, ProjectionDaemon daemon, string name, bool retrySkipped, bool json, CancellationToken ct)
    {
        if (await UnknownAsync(daemon, name, ct) is { } unknown) return await host.SayAsync(unknown);
        var since = TimeProvider.System.GetTimestamp();
        using (var line = new ProgressLine<(long At, long Of)>(host.Error, json, x => $"{name}: event {x.At:N0} of {x.Of:N0}"))
            await daemon.RebuildAsync(name, By, retrySkipped, line, ct);
        var seconds = Math.Round(TimeProvider.System.GetElapsedTime(since).TotalSeconds, 1);
        var events = (await daemon.StatusAsync(ct)).Projections.Where(p => p.Name == name).Max(p => p.Progress);
        await host.Out.WriteLineAsync(json
            ? JsonSerializer.Serialize(new { projection = name, upTo = events, seconds }, JsonSerializerOptions.Web)
            : $"{name} is built anew up to event {events:N0}, in {seconds} s.");
        return ExitCode.Done;
    }

    private static async Task<int> ResumeAsync(CommandHost host, ProjectionDaemon daemon, string name, string act, bool json, CancellationToken ct)
    {
        if (await UnknownAsync(daemon, name, ct) is { } unknown) return await host.SayAsync(unknown);
        var before = (await daemon.StatusAsync(ct)).Projections.Where(p => p.Name == name).MaxBy(p => p.Version)!;
        var resumed = act == "skip" ? await daemon.SkipAsync(name, By, ct) : await daemon.RetryAsync(name, By, ct);
        if (!resumed)
            return await host.SayAsync(new Conflict(act == "skip" ? $"{name} is not stopped at an event." : $"{name} is not stopped."));
        var words = act == "skip"
            ? $"{name} goes on after event {before.FailedSeq}, which is kept among the skipped."
            : $"{name} tries event {before.FailedSeq} again.";
        await host.Out.WriteLineAsync(
            json ? JsonSerializer.Serialize(new { projection = name, act, seq = before.FailedSeq }, JsonSerializerOptions.Web) : words);
        return ExitCode.Done;
    }

    private static async Task<Refusal?> UnknownAsync(ProjectionDaemon daemon, string name, CancellationToken ct)
    {
        var known = (await daemon.StatusAsync(ct)).Projections.Select(p => p.Name).Distinct().ToList();
        if (known.Contains(name)) return null;
        return new NotFound($"There is no projection {name}; there {(known.Count == 0 ? "are none" : $"are: {string.Join(", ", known)}")}.");
    }
}
