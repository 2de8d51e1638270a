using System.CommandLine;
using System.Text.Json;

namespace HybridBpo.Host.Cli;

/// <summary><c>keys status|rotate|forget|export|import</c>: the master key, which wraps all others.</summary>
internal static class KeysCommand
{
    private const long LongestFile = 1 << 20;

    private static Access Operator => Access.System($"command-line ({Environment.UserName})");

    public static Command Make(CommandHost host) => new("keys", "The master key: what lies under it, changing it, keeping it safe")
    {
        Status(host), Rotate(host), Forget(host), Export(host), Import(host),
    };

    private static Command Status(CommandHost host)
    {
        var json = new Option<bool>("--json") { Description = "One JSON document" };
        var command = new Command("status", "Say which master keys there are, what lies under each, and when each was exported") { json };
        command.SetAction((parsed, ct) => host.WithServicesAsync(async (services, stop) =>
        {
            var uses = await services.GetRequiredService<MasterKeyChange>().StatusAsync(Operator, stop);
            var source = services.GetRequiredService<MasterKey>().Source;
            if (parsed.GetValue(json))
                await host.Out.WriteLineAsync(JsonSerializer.Serialize(new { source, keys = uses }, JsonSerializerOptions.Web));
            else
            {
                await host.Out.WriteLineAsync($"From {source}:");
                foreach (var use in uses) await host.Out.WriteLineAsync(Line(use));
            }
            return ExitCode.Done;
        }, ct));
        return command;
    }

    private static string Line(MasterKeyUse use) =>
        $"{use.Id}  {(use.IsCurrent ? "current" : use.IsKnown ? "known  " : "MISSING")}  {use.SubjectKeys,9:N0} keys of people  "
        + $"{use.SealKeys} of seals  {use.Secrets} shared secrets  {(use.ExportedAt is { } at ? $"exported {at:yyyy-MM-dd}" : "never exported")}"
        + (use is { IsCurrent: false, Total: 0 } ? "  nothing here needs it; backups from before the change may" : "");

    private static Command Rotate(CommandHost host)
    {
        var file = new Option<string>("--key-file") { Description = "File with the key to change to, 32 bytes as base64; without it one is made" };
        var json = new Option<bool>("--json") { Description = "One JSON document" };
        const string does = "Change the master key while hosts run, or go on with a change that was broken off";
        var command = new Command("rotate", does) { file, json };
        command.SetAction((parsed, ct) => host.WithServicesAsync(async (services, stop) =>
        {
            byte[]? given = null;
            if (parsed.GetValue(file) is { } named)
            {
                if (!(await ReadAsync(named, stop)).Is(out var text, out var unread)) return await host.SayAsync(unread);
                given = new byte[33];
                if (!Convert.TryFromBase64String(text.Trim(), given, out var length) || length != 32)
                    return await host.SayAsync(new Invalid($"{named} holds no master key: 32 bytes as base64."));
                given = given[..32];
            }
            void Progress(long moved) => host.Error.Write(Console.IsErrorRedirected || parsed.GetValue(json) ? "" : $"\r{moved:N0} keys moved");
            var changed = await services.GetRequiredService<MasterKeyChange>().RotateAsync(Operator, given, Progress, stop);
            if (!changed.Is(out var done, out var refusal)) return await host.SayAsync(refusal);
            if (parsed.GetValue(json)) await host.Out.WriteLineAsync(JsonSerializer.Serialize(done, JsonSerializerOptions.Web));
            else
            {
                await host.Out.WriteLineAsync(
                    $"{done.Rewrapped:N0} keys and secrets were moved; everything lies under the master key {done.Current} now.");
                foreach (var id in done.NotNeeded)
                    await host.Out.WriteLineAsync($"Nothing in this database needs {id} any longer. Backups from before do: keep an export of it "
                        + $"as long as you keep those, then ./run.sh keys forget {id}");
                await host.Out.WriteLineAsync("Export the new key for safekeeping: ./run.sh keys export FILE");
            }
            return ExitCode.Done;
        }, ct));
        return command;
    }

    private static Command Forget(CommandHost host)
    {
        var id = new Argument<string>("id") { Description = "Id of the key, as status shows it" };
        var command = new Command("forget", "Take a former master key out of the key file; refused while anything needs it") { id };
        command.SetAction((parsed, ct) => host.WithServicesAsync(async (services, stop) =>
        {
            var named = parsed.GetRequiredValue(id);
            var done = await services.GetRequiredService<MasterKeyChange>().ForgetAsync(Operator, named, stop);
            if (done.Refusal is { } refusal) return await host.SayAsync(refusal);
            await host.Out.WriteLineAsync($"{named} is no longer in the key file.");
            return ExitCode.Done;
        }, ct));
        return command;
    }

    private static Command Export(CommandHost host)
    {
        var file = new Argument<string>("file") { Description = "File to write; must not be there yet" };
        var phrase = Passphrase.Option();
        var command = new Command("export", "Write the master key for safekeeping, to a file that only a passphrase opens") { file, phrase };
        command.SetAction((parsed, ct) => host.WithServicesAsync(async (services, stop) =>
        {
            var path = parsed.GetRequiredValue(file);
            if (File.Exists(path)) return await host.SayAsync(new Conflict($"{path} is there already: name another file."));
            if (!(await Passphrase.AskAsync(host, parsed.GetValue(phrase), twice: true, stop)).Is(out var secret, out var unread))
                return await host.SayAsync(unread);
            var exported = await services.GetRequiredService<MasterKeyExport>().ExportAsync(Operator, secret, text => WriteAsync(path, text), stop);
            if (!exported.Is(out var ids, out var refusal)) return await host.SayAsync(refusal);
            await host.Out.WriteLineAsync($"{path} holds the master key {string.Join(", ", ids)}. Keep it and its passphrase in two places, both "
                + "apart from the database and its backups.");
            return ExitCode.Done;
        }, ct));
        return command;
    }

    private static Command Import(CommandHost host)
    {
        var file = new Argument<string>("file") { Description = "File that keys export made" };
        var phrase = Passphrase.Option();
        var command = new Command("import", "Bring an exported master key to this machine; needs no database") { file, phrase };
        command.SetAction(async (parsed, ct) =>
        {
            if (!(await ReadAsync(parsed.GetRequiredValue(file), ct)).Is(out var text, out var unread)) return await host.SayAsync(unread);
            if (!(await Passphrase.AskAsync(host, parsed.GetValue(phrase), twice: false, ct)).Is(out var secret, out var unasked))
                return await host.SayAsync(unasked);
            if (!MasterKeyExport.Import(host.Configuration, text, secret).Is(out var done, out var refusal)) return await host.SayAsync(refusal);
            await host.Out.WriteLineAsync(done.Added.Count == 0
                ? "Every key of the file is here already."
                : $"{string.Join(", ", done.Added)} is here now; the current master key is {done.Current}.");
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task<Refusal?> WriteAsync(string path, string text)
    {
        try
        {
            await using var file = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
            await file.WriteAsync(System.Text.Encoding.UTF8.GetBytes(text));
            file.Flush(flushToDisk: true);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Unavailable($"{path} could not be written: {e.Message}");
        }
    }

    private static async Task<Result<string>> ReadAsync(string path, CancellationToken ct)
    {
        try
        {
            return new FileInfo(path).Length > LongestFile
                ? new TooLarge($"{path} is too large to hold a key.")
                : await File.ReadAllTextAsync(path, ct);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new NotFound($"{path} could not be read: {e.Message}");
        }
    }
}
