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
    private const string WithoutCheckpoint =
        "Whether somebody rewrote events and sealed them anew shows only against a checkpoint from before (--checkpoint).";

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
        var (client, then, json, by) = (ask.Client, ask.Then, ask.Json, $"command-line ({Environment.UserName})");
        if (await clients.GetAsync(Access.System("verify-log"), client, ct) is null)
            return await host.SayAsync(new NotFound($"There is no client {client}."));
        Verification found;
        using (var line = new ProgressBar(host.Error, json, client))
            found = await verifier.VerifyAsync(client, then, ask.Key, line, ct);
        if (found.Refused)
        {
            await verifier.RecordRefusedAsync(client, then!, found.Problem!, by, ct);
            return await host.SayAsync(new Invalid(
                $"{found.Problem} The log of {client} was not looked at, and nothing is said about it; that this file was offered is recorded."));
        }
        await verifier.RecordAsync(client, found, by, ct);
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
        if (json)
        {
            await host.Out.WriteLineAsync(JsonSerializer.Serialize(
                new
                {
                    client,
                    found.Ok,
                    found.Blocks,
                    found.Events,
                    found.Proven,
                    found.Unsealed,
                    found.BadSeq,
                    found.Problem,
                    Key = then?.Fingerprint,
                    found.KeyProof,
                    SavedKey = saved is { Refusal: null } written ? written.Value.Fingerprint : null,
                }, JsonSerializerOptions.Web));
        }
        else if (found.Ok)
        {
            await host.Out.WriteLineAsync(
                $"{client}: {InOrder(found)}; {found.Unsealed:N0} are not sealed yet. "
                + (then is null ? WithoutCheckpoint : KeyWords(then.Fingerprint, found.KeyProof)));
        }
        if (!found.Ok)
            return await host.SayAsync(new Conflict($"{client}: {found.Problem}{Before(found)}"));
        return saved?.Refusal is { } unsaved ? await host.SayAsync(unsaved) : ExitCode.Done;
    }

    private static Result<Checkpoint> NothingSealed(string client) =>
        new Conflict($"{client}: nothing is sealed yet; a running host seals once a minute.");

    private static string Before(Verification found) => found.Blocks > 0
        ? $" From the first on, {InOrder(found)}."
        : " No block is known to be in order.";

    // Only a checkpoint proves more than that what stands there now fits together.
    private static string InOrder(Verification found) =>
        $"{CountText.Of(found.Events, "event")} in {CountText.Of(found.Blocks, "block")} " + (found.Proven == 0 ? "fit together"
            : found.Proven == found.Events ? "are as they were sealed"
            : $"fit together, and what the checkpoint covers, {CountText.Of(found.Proven, "event")}, is as it was sealed");

    private static string KeyWords(string key, string? proof) => proof switch
    {
        "named" => $"The checkpoint's key is {key}, as you named it.",
        "own" => $"The checkpoint's key is {key}, this log's own: the master key proves it.",
        _ => $"The checkpoint's key is {key}. It stands in this database, but nothing here proves that it always did: without the master key, "
            + "compare it with the fingerprint that you noted, or name that one with --key.",
    };

    // As people write fingerprints: in groups, with colons, in capitals.
    private static string Plain(string typed) =>
        typed.Replace(":", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant();
}
