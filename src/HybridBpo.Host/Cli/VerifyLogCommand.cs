using System.CommandLine;
using System.Text.Json;
using HybridBpo.Events;

namespace HybridBpo.Host.Cli;

/// <summary><c>verify-log</c>: recomputes a client's sealed chain, against a checkpoint kept outside if one is given.</summary>
internal static class VerifyLogCommand
{
    private const long LongestCheckpoint = 256 << 20;

    public static Command Make(CommandHost host)
    {
        var client = new Option<string>("--client") { Description = "Code of the client", Required = true };
        var checkpoint = new Option<string?>("--checkpoint") { Description = "A checkpoint file from earlier: nothing up to it may have changed" };
        var save = new Option<string?>("--save") { Description = "Write a signed checkpoint here when all is in order; keep it elsewhere" };
        var key = new Option<string?>("--key")
        {
            Description = "Fingerprint of the key that signed the checkpoint, as it was printed when it was saved; else this database's own key",
        };
        var json = new Option<bool>("--json") { Description = "One JSON document" };
        var command = new Command("verify-log", "Recompute a client's sealed chain of events") { client, checkpoint, key, save, json };
        command.Validators.Add(typed =>
        {
            if (typed.GetResult(key) is not null && typed.GetResult(checkpoint) is null)
                typed.AddError("--key says who signed a checkpoint: name the file with --checkpoint.");
        });
        command.SetAction(async (parsed, ct) =>
        {
            Checkpoint? then = null;
            if (parsed.GetValue(checkpoint) is { } file && !Read(file).Is(out then, out var unreadable)) return await host.SayAsync(unreadable);
            var known = parsed.GetValue(key) is { } typed ? Plain(typed) : null;
            if (known is not null && (known.Length != 64 || !known.All(char.IsAsciiHexDigit)))
                return await host.SayAsync(new Invalid("--key takes a fingerprint of 64 hexadecimal digits, as verify-log --save prints it."));
            return await host.WithServicesAsync((services, stop) =>
                RunAsync(host, services, parsed.GetRequiredValue(client), then, known, parsed.GetValue(save), parsed.GetValue(json), stop), ct);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        CommandHost host, IServiceProvider services, string client, Checkpoint? then, string? key, string? save, bool json, CancellationToken ct)
    {
        if (await services.GetRequiredService<Clients>().GetAsync(Access.System("verify-log"), client, ct) is null)
            return await host.SayAsync(new NotFound($"There is no client {client}."));
        Verification found;
        using (var line = new ProgressLine<long>(host.Error, json, events => $"{events:N0} events are as they were sealed"))
            found = await services.GetRequiredService<LogVerifier>().VerifyAsync(client, then, key, line, ct);
        Result<Checkpoint>? saved = null;
        if (found.Ok && save is not null) saved = await SaveAsync(host, services.GetRequiredService<Sealer>(), client, save, ct);
        if (json)
        {
            await host.Out.WriteLineAsync(JsonSerializer.Serialize(
                new
                {
                    client,
                    found.Ok,
                    found.Blocks,
                    found.Events,
                    found.Unsealed,
                    found.BadSeq,
                    found.Problem,
                    Key = then?.Fingerprint,
                    SavedKey = saved is { Refusal: null } kept ? kept.Value.Fingerprint : null,
                }, JsonSerializerOptions.Web));
        }
        else if (found.Ok)
        {
            await host.Out.WriteLineAsync(
                $"{client}: {found.Events:N0} events in {found.Blocks:N0} blocks are as they were sealed; {found.Unsealed:N0} are not sealed yet."
                + (then is null ? "" : $" The checkpoint's key is {then.Fingerprint}."));
        }
        if (!found.Ok)
            return await host.SayAsync(new Conflict($"{client}: {found.Problem} Before it {found.Events:N0} events are as they were sealed."));
        return saved?.Refusal is { } unsaved ? await host.SayAsync(unsaved) : ExitCode.Done;
    }

    private static async Task<Result<Checkpoint>> SaveAsync(CommandHost host, Sealer sealer, string client, string file, CancellationToken ct)
    {
        if (await sealer.CheckpointAsync(client, ct) is not { } now)
            return new Conflict($"{client}: nothing is sealed yet; a running host seals once a minute.");
        try
        {
            await File.WriteAllTextAsync(file, now.ToJson(), ct);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Unavailable($"{file} could not be written: {e.Message}");
        }
        await host.Error.WriteLineAsync(
            $"{file} covers {now.Events:N0} events up to {now.LastSeq:N0}. Keep it where nobody of this installation writes, and with it its key's "
            + $"fingerprint: {now.Fingerprint}");
        return now;
    }

    // As people write fingerprints: in groups, with colons, in capitals.
    private static string Plain(string typed) =>
        typed.Replace(":", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant();

    private static Result<Checkpoint?> Read(string file)
    {
        try
        {
            if (new FileInfo(file).Length > LongestCheckpoint) return new TooLarge($"{file} is too large for a checkpoint.");
            return Checkpoint.Parse(File.ReadAllText(file));
        }
        catch (FormatException e)
        {
            return new Invalid($"{file}: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new NotFound($"{file} could not be read: {e.Message}");
        }
    }
}
