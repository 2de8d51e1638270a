using System.CommandLine;
using System.Text.Json;

namespace HybridBpo.Host.Cli;

/// <summary><c>backup F</c>: one moment of the database in a file, its keys and the list of erasures apart, while hosts go on.</summary>
internal static class BackupCommand
{
    public static Command Make(CommandHost host)
    {
        var file = new Argument<string>("FILE") { Description = "Where to; FILE.keys and FILE.erasures come beside it" };
        var keys = new Option<string?>("--keys")
        {
            Description = "Write the keys here instead: without them nobody can read FILE, not even with the master key",
        };
        var json = new Option<bool>("--json") { Description = "One JSON document" };
        var command = new Command("backup", "Take a backup while hosts run: everything in FILE, keys and erasures apart") { file, keys, json };
        command.Validators.Add(typed =>
        {
            if (typed.GetValue(keys) is { Length: > 0 } apart && typed.GetValue(file) is { Length: > 0 } whole
                && new[] { whole, $"{whole}.erasures" }.Any(other => Path.GetFullPath(other) == Path.GetFullPath(apart)))
                typed.AddError("--keys names a file of its own: the keys must not lie in the backup that they open.");
        });
        command.SetAction((parsed, ct) => host.WithUnchangedDatabaseAsync((server, services, stop) => RunAsync(
            host, server, services, parsed.GetRequiredValue(file), parsed.GetValue(keys), parsed.GetValue(json), stop), ct));
        return command;
    }

    private static async Task<int> RunAsync(
        CommandHost host, DatabaseServer server, IServiceProvider services, string file, string? keys, bool json, CancellationToken ct)
    {
        var since = TimeProvider.System.GetTimestamp();
        Result<BackupTaken> result;
        using (var line = new ProgressLine<long>(host.Error, json, bytes => $"{Size(bytes)} written"))
            result = await services.GetRequiredService<TakeBackup>().RunAsync(server.ConnectionString, file, keys, Composition.Schemas, line, ct);
        if (!result.Is(out var taken, out var refusal)) return await host.SayAsync(refusal);
        var seconds = Math.Round(TimeProvider.System.GetElapsedTime(since).TotalSeconds, 1);
        var events = taken.Manifest.Counts.GetValueOrDefault("events.mt_events");
        await host.Out.WriteLineAsync(json
            ? JsonSerializer.Serialize(new
            {
                taken.File,
                taken.Keys,
                taken.Erasures,
                taken.Bytes,
                seconds,
                taken.Rows,
                events,
                erased = taken.Erased,
                taken.Manifest.Id,
                taken.Manifest.TakenAt,
                taken.Manifest.SchemaFingerprint,
                taken.Manifest.HighWaterMark,
                clients = taken.Manifest.Clients.Select(c => new
                {
                    c.Client,
                    c.Blocks,
                    c.LastSeq,
                    sealedEvents = c.Checkpoint?.Events ?? 0,
                    key = c.Checkpoint?.Fingerprint,
                }),
                taken.Manifest.Counts,
                taken.Manifest.Dump.Sha256,
            }, BackupText.Json)
            : $"{file} holds {taken.Rows:N0} rows with {CountText.Of(events, "event")} as of {taken.Manifest.TakenAt:yyyy-MM-dd HH:mm:ss} UTC "
                + $"({Size(taken.Bytes)}, {seconds} s). Keep {taken.Keys} and {taken.Erasures} apart from it, and the master key apart from all "
                + "three.");
        return ExitCode.Done;
    }

    internal static string Size(long bytes) => bytes < 10_000_000 ? $"{bytes / 1000:N0} kB" : $"{bytes / 1_000_000:N0} MB";
}
