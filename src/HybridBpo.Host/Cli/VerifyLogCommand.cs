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
    private static readonly string By = $"command-line ({Environment.UserName})";

    public static Command Make(CommandHost host)
    {
        var client = new Option<string>("--client") { Description = "Code of the client; else every client's log, one after the other" };
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
        var command = new Command("verify-log", "Recompute a client's sealed chain of events, and look for events that are gone")
        {
            client, checkpoint, key, save, newKey, json,
        };
        command.Validators.Add(typed =>
        {
            if (typed.GetResult(client) is null && (typed.GetResult(checkpoint) is not null || typed.GetResult(save) is not null))
                typed.AddError("A checkpoint is of one client: name it with --client.");
            if (typed.GetResult(key) is not null && typed.GetResult(checkpoint) is null)
                typed.AddError("--key says who signed a checkpoint: name the file with --checkpoint.");
            if (typed.GetResult(newKey) is not null && typed.GetResult(save) is null)
                typed.AddError("--new-key signs a checkpoint: say where it goes with --save.");
        });
        command.SetAction(async (parsed, ct) =>
        {
            Checkpoint? then = null;
            // Verifying may take minutes: what can be refused before is.
            if (parsed.GetValue(save) is { } target && CheckpointFile.WhyNot(target) is { } taken) return await host.SayAsync(taken);
            if (parsed.GetValue(newKey) && host.Configuration["Seal:Key"] is { Length: > 0 })
                return await host.SayAsync(new Conflict("The key that signs checkpoints comes from the setting Seal__Key: put a new one there."));
            if (parsed.GetValue(checkpoint) is { } file && !CheckpointFile.Read(file).Is(out then, out var unreadable))
                return await host.SayAsync(unreadable);
            var known = parsed.GetValue(key) is { } typed ? Plain(typed) : null;
            if (known is not null && (known.Length != 64 || !known.All(char.IsAsciiHexDigit)))
                return await host.SayAsync(new Invalid("--key takes a fingerprint of 64 hexadecimal digits, as verify-log --save prints it."));
            var ask = new Asked(
                parsed.GetValue(client), then, known, parsed.GetValue(save), parsed.GetValue(newKey), parsed.GetValue(json));
            if (host.NoInstallation is { } none) return await host.SayAsync(none);
            return ask.Save is not null
                ? await host.WithInstallationAsync((services, stop) => RunAsync(
                    host, services.GetRequiredService<Clients>(), services.GetRequiredService<LogVerifier>(),
                    services.GetRequiredService<Sealer>(), ask, stop), ct)
                : await host.WithDatabaseAsync((server, stop) => WithoutServicesAsync(host, server, ask, stop), ct);
        });
        return command;
    }

    private sealed record Asked(string? Client, Checkpoint? Then, string? Key, string? Save, bool NewKey, bool Json);

    private static async Task<int> WithoutServicesAsync(CommandHost host, DatabaseServer server, Asked ask, CancellationToken ct)
    {
        await using var source = NpgsqlDataSource.Create(server.ConnectionString);
        var store = new EventStore(new EventStoreOptions
        {
            DataSource = source,
            KeyRing = MasterKey.Find(host.Configuration)?.Ring,
        });
        var (clients, verifier, sealer) = (new Clients(new Database(source), TimeProvider.System), new LogVerifier(store), new Sealer(store));
        return ask.Client is null
            ? await VerifyEveryLog.RunAsync(host, clients, verifier, By, ask.Json, ct)
            : await RunAsync(host, clients, verifier, sealer, ask, ct);
    }

    private static async Task<int> RunAsync(
        CommandHost host, Clients clients, LogVerifier verifier, Sealer sealer, Asked ask, CancellationToken ct)
    {
        var (client, then, json) = (ask.Client!, ask.Then, ask.Json);
        if (await clients.GetAsync(Access.System("verify-log"), client, ct) is null)
            return await host.SayAsync(new NotFound($"There is no client {client}."));
        Verification found;
        try
        {
            using var line = new ProgressBar(host.Error, json, client);
            found = await verifier.VerifyAsync(client, then, ask.Key, line, ct);
        }
        catch (Exception failure) when (!ct.IsCancellationRequested)
        {
            return await host.SayAsync(new Conflict(VerifyLogText.NotDone(client, failure)));
        }
        if (found.Refused)
        {
            await verifier.RecordRefusedAsync(client, then!, found.Problem!, By, ct);
            return await host.SayAsync(new Invalid(
                $"{found.Problem} The log of {client} was not looked at, and nothing is said about it; that this file was offered is recorded."));
        }
        await verifier.RecordAsync(client, found, By, ct);
        Result<Checkpoint>? saved = null;
        if (found.Ok && ask.Save is { } file)
        {
            saved = found.Blocks == 0 ? NothingSealed(client)
                : await CheckpointFile.SaveAsync(sealer, client, found, file, ask.NewKey, ct);
            if (saved is { Refusal: null, Value: { } kept })
            {
                await host.Error.WriteLineAsync(
                    $"{file} covers {CountText.Of(kept.Events, "event")}. Keep it where nobody of this installation writes, and with it its "
                    + $"key's fingerprint: {kept.Fingerprint}");
            }
        }
        if (!found.Ok) await host.SayAsync(new Conflict(VerifyLogText.Unfit(client, found)));
        if (saved?.Refusal is { } unsaved) await host.SayAsync(unsaved);
        if (!json && found.Ok) await host.Out.WriteLineAsync(VerifyLogText.Fits(client, found, then?.Fingerprint));
        // What is gone from the whole log says nothing of this client's, whose file was signed all the same.
        var lost = await VerifyEveryLog.LookAsync(host, verifier, ct);
        if (json)
        {
            var key = saved is { Refusal: null } written ? written.Value.Fingerprint : null;
            await host.Out.WriteLineAsync(JsonSerializer.Serialize(VerifyLogText.Json(client, found, then, key, lost), JsonSerializerOptions.Web));
        }
        return found.Ok && saved?.Refusal is null && lost is { Count: 0 } ? ExitCode.Done : ExitCode.Failed;
    }

    private static Result<Checkpoint> NothingSealed(string client) =>
        new Conflict($"{client}: nothing is sealed yet; a running host seals once a minute.");

    // As people write fingerprints: in groups, with colons, in capitals.
    private static string Plain(string typed) =>
        typed.Replace(":", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant();
}
