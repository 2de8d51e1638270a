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
        var statusJson = Json(status);
        status.SetAction((parsed, ct) => host.WithReadableDatabaseAsync((services, stop) =>
            StatusAsync(host, Daemon(services), services.GetRequiredService<IPeople>(), parsed.GetValue(statusJson), stop), ct));
        var rebuild = new Command("rebuild", "Build a projection anew from the first event; readers keep the old rows until it is done");
        var skipped = new Option<bool>("--retry-skipped") { Description = "Also try events that were skipped before" };
        var stream = new Option<Guid?>("--stream") { Description = "Only what came of this one stream, while the rest stays" };
        var client = new Option<string?>("--client") { Description = "Code of the stream's client; needed where several have a stream of that id" };
        foreach (var option in new Option[] { skipped, stream, client }) rebuild.Options.Add(option);
        var (rebuilt, why) = (Named(rebuild), Why(rebuild));
        rebuild.Validators.Add(typed =>
        {
            if (typed.GetResult(client) is not null && typed.GetResult(stream) is null)
                typed.AddError("--client says whose stream it is: name that with --stream.");
            if (typed.GetResult(skipped) is not null && typed.GetResult(stream) is not null)
                typed.AddError("--retry-skipped goes with a whole rebuild: leave --stream out.");
        });
        On(rebuild, host, (services, parsed, json, ct) => parsed.GetValue(stream) is { } one
            ? RebuildStreamAsync(
                host, Daemon(services), parsed.GetRequiredValue(rebuilt), one, parsed.GetValue(client), parsed.GetValue(why), json, ct)
            : RebuildAsync(host, Daemon(services), parsed.GetRequiredValue(rebuilt), parsed.GetValue(skipped), parsed.GetValue(why), json, ct));
        var retry = new Command("retry", "Let a stopped projection try its event again");
        var (retried, whyRetry) = (Named(retry), Why(retry));
        On(retry, host, (services, parsed, json, ct) =>
            ResumeAsync(host, Daemon(services), parsed.GetRequiredValue(retried), "retry", parsed.GetValue(whyRetry), json, ct));
        var skip = new Command("skip", "Let a stopped projection pass over the event at which it stopped; the event is kept");
        var (passed, whySkip) = (Named(skip), Why(skip));
        On(skip, host, (services, parsed, json, ct) =>
            ResumeAsync(host, Daemon(services), parsed.GetRequiredValue(passed), "skip", parsed.GetValue(whySkip), json, ct));
        return new Command("events", "Look after the event log and its projections") { status, rebuild, retry, skip };
    }

    private static Argument<string> Named(Command command)
    {
        var name = new Argument<string>("NAME") { Description = "Name of the projection, as in events status" };
        command.Arguments.Add(name);
        return name;
    }

    private static Option<string?> Why(Command command)
    {
        var why = new Option<string?>("--reason") { Description = "Why; recorded with who did it. No names of people" };
        command.Options.Add(why);
        return why;
    }

    private static void On(Command command, CommandHost host, Func<IServiceProvider, ParseResult, bool, CancellationToken, Task<int>> act)
    {
        var json = Json(command);
        command.SetAction((parsed, ct) => host.WithInstallationAsync(
            (services, stop) => act(services, parsed, parsed.GetValue(json), stop), ct));
    }

    private static Option<bool> Json(Command command)
    {
        var json = new Option<bool>("--json") { Description = "One JSON document" };
        command.Options.Add(json);
        return json;
    }

    private static ProjectionDaemon Daemon(IServiceProvider services) => services.GetRequiredService<ProjectionDaemon>();

    private static async Task<int> StatusAsync(CommandHost host, ProjectionDaemon daemon, IPeople people, bool json, CancellationToken ct)
    {
        var status = await daemon.StatusAfterLookAsync(ct);
        if (json)
        {
            await host.Out.WriteLineAsync(JsonSerializer.Serialize(status, JsonSerializerOptions.Web));
            return ExitCode.Done;
        }
        var names = await people.NamesAsync(status.Acts.Select(act => act.By).Distinct(), ct);
        await host.Out.WriteAsync(EventsText.Of(
            status with { Acts = [.. status.Acts.Select(act => act with { By = names.GetValueOrDefault(act.By, act.By) })] },
            TimeProvider.System.GetUtcNow()));
        return ExitCode.Done;
    }

    private static async Task<int> RebuildAsync(
        CommandHost host, ProjectionDaemon daemon, string name, bool retrySkipped, string? reason, bool json, CancellationToken ct)
    {
        if (await UnknownAsync(daemon, name, ct) is { } unknown) return await host.SayAsync(unknown);
        var since = TimeProvider.System.GetTimestamp();
        try
        {
            using var line = new ProgressBar(host.Error, json, name);
            await daemon.RebuildAsync(name, By, retrySkipped, line, reason, ct);
        }
        catch (Exception named) when (named is ProjectionFailed or UnreadableEvent)
        {
            return await host.SayAsync(new Conflict(named.Message));
        }
        var seconds = Math.Round(TimeProvider.System.GetElapsedTime(since).TotalSeconds, 1);
        var events = (await daemon.StatusAsync(ct)).Projections.Where(p => p.Name == name).Max(p => p.Progress);
        await host.Out.WriteLineAsync(json
            ? JsonSerializer.Serialize(new { projection = name, upTo = events, seconds }, JsonSerializerOptions.Web)
            : $"{name} is built anew up to event {events:N0}, in {seconds} s.");
        return ExitCode.Done;
    }

    private static async Task<int> RebuildStreamAsync(
        CommandHost host, ProjectionDaemon daemon, string name, Guid stream, string? client, string? reason, bool json, CancellationToken ct)
    {
        if (!daemon.StreamwiseNames.Contains(name))
        {
            return await host.SayAsync(await UnknownAsync(daemon, name, ct, daemon.StreamwiseNames) ?? new Invalid(
                $"{name} gathers over many streams, so one alone cannot be built anew: leave --stream out. "
                + $"Possible with: {string.Join(", ", daemon.StreamwiseNames)}."));
        }
        var clients = await daemon.ClientsOfAsync(stream, ct);
        var fitting = client is null ? clients : [.. clients.Where(c => c == client)];
        if (fitting is not [var whose])
        {
            return await host.SayAsync(fitting.Count == 0
                ? new NotFound($"There is no stream {stream}{(client is null ? "" : $" of client {client}")}.")
                : new Invalid($"Several clients have a stream {stream}: name one with --client ({string.Join(", ", clients)})."));
        }
        int events;
        try
        {
            events = await daemon.RebuildStreamAsync(name, whose, stream, By, reason, ct);
        }
        catch (Exception named) when (named is ProjectionFailed or UnreadableEvent)
        {
            return await host.SayAsync(new Conflict(named.Message));
        }
        await host.Out.WriteLineAsync(json
            ? JsonSerializer.Serialize(new { projection = name, client = whose, stream, events }, JsonSerializerOptions.Web)
            : events == 0 ? $"{name} keeps nothing of stream {stream}: none of its events is for it."
            : $"What {name} keeps of stream {stream} is built anew from {CountText.Of(events, "event")}.");
        return ExitCode.Done;
    }

    private static async Task<int> ResumeAsync(
        CommandHost host, ProjectionDaemon daemon, string name, string act, string? reason, bool json, CancellationToken ct)
    {
        if (await UnknownAsync(daemon, name, ct) is { } unknown) return await host.SayAsync(unknown);
        var resumed = act == "skip" ? await daemon.SkipAsync(name, By, reason, ct: ct) : await daemon.RetryAsync(name, By, reason, ct);
        if (resumed is not { } seq)
            return await host.SayAsync(new Conflict(act == "skip" ? $"{name} is not stopped at an event." : $"{name} is not stopped."));
        if (string.IsNullOrWhiteSpace(reason))
            await host.Error.WriteLineAsync("Recorded without a reason, which an auditor will ask for: say it with --reason.");
        var words = act == "skip" ? $"{name} goes on after event {seq}, which is kept among the skipped." : $"{name} tries event {seq} again.";
        await host.Out.WriteLineAsync(json ? JsonSerializer.Serialize(new { projection = name, act, seq }, JsonSerializerOptions.Web) : words);
        return ExitCode.Done;
    }

    private static async Task<Refusal?> UnknownAsync(ProjectionDaemon daemon, string name, CancellationToken ct, IEnumerable<string>? more = null)
    {
        var known = (await daemon.StatusAsync(ct)).Projections.Select(p => p.Name).Concat(more ?? []).Distinct().ToList();
        if (known.Contains(name)) return null;
        return new NotFound($"There is no projection {name}; there {(known.Count == 0 ? "are none" : $"are: {string.Join(", ", known)}")}.");
    }
}
