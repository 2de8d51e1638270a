using System.CommandLine;
using System.Text.Json;
using HybridBpo.Events;
using Npgsql;

namespace HybridBpo.Host.Cli;

/// <summary>
/// <c>verify-log</c>: recomputes a client's sealed chain, against a checkpoint kept outside if one is given. Needs the database and the checkpoint
/// alone; only to sign a new checkpoint it needs the master key.
/// </summary>
internal static class VerifyLogCommand
{
    private const long LongestCheckpoint = 256 << 20;

    public static Command Make(CommandHost host)
    {
        var client = new Option<string>("--client") { Description = "Code of the client", Required = true };
        var checkpoint = new Option<string?>("--checkpoint") { Description = "A checkpoint file from earlier: nothing up to it may have changed" };
        var save = new Option<string?>("--save", "--export")
        {
            Description = "Write a signed checkpoint here when all is in order; keep it elsewhere",
        };
        var newKey = new Option<bool>("--new-key") { Description = "Sign with a new key from now on; what the old one signed stays verifiable" };
        var key = new Option<string?>("--key")
        {
            Description = "Fingerprint of the key that signed the checkpoint, as it was printed when it was saved; else this database's own key",
        };
        var json = new Option<bool>("--json") { Description = "One JSON document" };
        var command = new Command("verify-log", "Recompute a client's sealed chain of events") { client, checkpoint, key, save, newKey, json };
        command.Validators.Add(typed =>
        {
            if (typed.GetResult(key) is not null && typed.GetResult(checkpoint) is null)
                typed.AddError("--key says who signed a checkpoint: name the file with --checkpoint.");
            if (typed.GetResult(newKey) is not null && typed.GetResult(save) is null)
                typed.AddError("--new-key signs a checkpoint: say where it goes with --save.");
        });
        command.SetAction(async (parsed, ct) =>
        {
            Checkpoint? then = null;
            if (parsed.GetValue(newKey) && parsed.GetValue(save) is { } target && Path.Exists(target))
                return await host.SayAsync(AlreadyThere(target));
            if (parsed.GetValue(checkpoint) is { } file && !Read(file).Is(out then, out var unreadable)) return await host.SayAsync(unreadable);
            var known = parsed.GetValue(key) is { } typed ? Plain(typed) : null;
            if (known is not null && (known.Length != 64 || !known.All(char.IsAsciiHexDigit)))
                return await host.SayAsync(new Invalid("--key takes a fingerprint of 64 hexadecimal digits, as verify-log --save prints it."));
            var ask = new Asked(
                parsed.GetRequiredValue(client), then, known, parsed.GetValue(save), parsed.GetValue(newKey), parsed.GetValue(json));
            if (host.NoInstallation is { } none) return await host.SayAsync(none);
            return ask.Save is not null
                ? await host.WithInstallationAsync((services, stop) => RunAsync(
                    host, services.GetRequiredService<Clients>(), services.GetRequiredService<LogVerifier>(),
                    services.GetRequiredService<Sealer>(), ask, stop), ct)
                : await host.WithDatabaseAsync((server, stop) => WithoutServicesAsync(host, server, ask, stop), ct);
        });
        return command;
    }

    private sealed record Asked(string Client, Checkpoint? Then, string? Key, string? Save, bool NewKey, bool Json);

    private static async Task<int> WithoutServicesAsync(CommandHost host, DatabaseServer server, Asked ask, CancellationToken ct)
    {
        await using var source = NpgsqlDataSource.Create(server.ConnectionString);
        var store = new EventStore(new EventStoreOptions
        {
            DataSource = source,
            KeyRing = MasterKey.Find(host.Configuration)?.Ring,
        });
        return await RunAsync(host, new Clients(new Database(source), TimeProvider.System), new LogVerifier(store), new Sealer(store), ask, ct);
    }

    private static async Task<int> RunAsync(
        CommandHost host, Clients clients, LogVerifier verifier, Sealer sealer, Asked ask, CancellationToken ct)
    {
        var (client, then, json) = (ask.Client, ask.Then, ask.Json);
        if (await clients.GetAsync(Access.System("verify-log"), client, ct) is null)
            return await host.SayAsync(new NotFound($"There is no client {client}."));
        Verification found;
        using (var line = new ProgressBar(host.Error, json, client))
            found = await verifier.VerifyAsync(client, then, ask.Key, line, ct);
        if (found.Refused)
        {
            return await host.SayAsync(new Invalid(
                $"{found.Problem} The log of {client} was not looked at, and nothing is said about it."));
        }
        await verifier.RecordAsync(client, found, $"command-line ({Environment.UserName})", ct);
        Result<Checkpoint>? saved = null;
        if (found.Ok && ask.Save is not null) saved = await SaveAsync(host, sealer, ask, found, ct);
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
                    found.KeyProof,
                    SavedKey = saved is { Refusal: null } kept ? kept.Value.Fingerprint : null,
                }, JsonSerializerOptions.Web));
        }
        else if (found.Ok)
        {
            await host.Out.WriteLineAsync(
                $"{client}: {found.Events:N0} events in {found.Blocks:N0} blocks are as they were sealed; {found.Unsealed:N0} are not sealed yet."
                + (then is null ? "" : $" {KeyWords(then.Fingerprint, found.KeyProof)}"));
        }
        if (!found.Ok)
            return await host.SayAsync(new Conflict($"{client}: {found.Problem}{Before(found)}"));
        return saved?.Refusal is { } unsaved ? await host.SayAsync(unsaved) : ExitCode.Done;
    }

    // An older checkpoint is evidence; against it shows what a newer one would vouch for.
    private static Conflict AlreadyThere(string file) => new(
        $"{file} is there already, and nothing was written: verify against it with --checkpoint, and give the new one another name.");

    private static Conflict NothingSealed(string client) => new($"{client}: nothing is sealed yet; a running host seals once a minute.");

    private static string Before(Verification found) => found switch
    {
        { Blocks: > 0 } => $" The {CountText.Of(found.Blocks, "block")} before, {CountText.Of(found.Events, "event")}, are as they were sealed.",
        { BadSeq: not null } => " It is in the first block.",
        _ => "",
    };

    private static string KeyWords(string key, string? proof) => proof switch
    {
        "named" => $"The checkpoint's key is {key}, as you named it.",
        "own" => $"The checkpoint's key is {key}, this log's own: the master key proves it.",
        _ => $"The checkpoint's key is {key}. It stands in this database, but nothing here proves that it always did: without the master key, "
            + "compare it with the fingerprint that you noted, or name that one with --key.",
    };

    private static async Task<Result<Checkpoint>> SaveAsync(
        CommandHost host, Sealer sealer, Asked ask, Verification found, CancellationToken ct)
    {
        var (client, file) = (ask.Client, ask.Save!);
        if (found.Blocks == 0) return NothingSealed(client);
        if (Path.Exists(file)) return AlreadyThere(file);
        var part = $"{file}.{Path.GetRandomFileName()}";
        var (now, rotated) = ((Checkpoint?)null, false);
        try
        {
            // What cannot be written changes no key, and what is written is whole before it has its name.
            await using (var opened = new FileStream(part, FileMode.CreateNew))
            {
                if (ask.NewKey)
                {
                    await sealer.RotateKeyAsync(ct);
                    rotated = true;
                }
                now = await sealer.CheckpointOfEventsAsync(client, ct);
                if (now is null) return NothingSealed(client);
                await opened.WriteAsync(System.Text.Encoding.UTF8.GetBytes(now.ToJson()), ct);
                opened.Flush(flushToDisk: true);
            }
            File.Move(part, file);
        }
        catch (IOException) when (Path.Exists(file))
        {
            return AlreadyThere(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Unavailable($"{file} could not be written: {e.Message}"
                + (rotated ? " A new key signs already: run it again without --new-key." : ""));
        }
        finally
        {
            if (File.Exists(part)) File.Delete(part);
        }
        await host.Error.WriteLineAsync(
            $"{file} covers {CountText.Of(now.Events, "event")}. Keep it where nobody of this installation writes, and with it its key's "
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
            if (Directory.Exists(file)) return new Invalid($"{file} is a folder: name the checkpoint file.");
            var length = new FileInfo(file).Length;
            if (length == 0) return new Invalid($"{file} is empty.");
            if (length > LongestCheckpoint) return new TooLarge($"{file} is too large for a checkpoint.");
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
