using System.Text;
using HybridBpo.Events;

namespace HybridBpo.Host.Cli;

/// <summary>Checkpoints as files: what is there is never written over, and what is written is whole before it has its name.</summary>
internal static class CheckpointFile
{
    private const long Longest = 256 << 20;

    /// <summary>Why nothing can be saved there; null when nothing is known against it.</summary>
    public static Refusal? WhyNot(string file) => Path.Exists(file) ? AlreadyThere(file)
        : Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(file))) ? null
        : new Invalid($"{file} could not be written: there is no such folder.");

    /// <summary>Writes a checkpoint of what was verified.</summary>
    public static async Task<Result<Checkpoint>> SaveAsync(
        Sealer sealer, string client, Verification verified, string file, bool newKey, CancellationToken ct)
    {
        if (WhyNot(file) is { } taken) return taken;
        var (part, rotated) = ($"{file}.{Path.GetRandomFileName()}", false);
        try
        {
            // What cannot be written changes no key: the new one signs once the whole file is on the disk.
            var saved = newKey
                ? await sealer.CheckpointByNewKeyAsync(client, verified, checkpoint => WriteAsync(part, checkpoint, ct), ct)
                : await sealer.CheckpointOfEventsAsync(client, verified, ct);
            if (saved is null) return Anew(client);
            rotated = newKey;
            if (!newKey) await WriteAsync(part, saved, ct);
            File.Move(part, file);
            return saved;
        }
        catch (SealKeyChanged changed)
        {
            return new Conflict($"{changed.Message} Sign with a new one: --new-key.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var rest = rotated ? " A new key signs already: run it again without --new-key." : "";
            return Path.Exists(file)
                ? new Conflict(AlreadyThere(file).Message + rest)
                : new Unavailable($"{file} could not be written: {e.Message}{rest}");
        }
        finally
        {
            if (File.Exists(part)) File.Delete(part);
        }
    }

    public static Result<Checkpoint?> Read(string file)
    {
        try
        {
            if (Directory.Exists(file)) return new Invalid($"{file} is a folder: name the checkpoint file.");
            var length = new FileInfo(file).Length;
            if (length == 0) return new Invalid($"{file} is empty.");
            if (length > Longest) return new TooLarge($"{file} is too large for a checkpoint.");
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

    private static async Task WriteAsync(string part, Checkpoint checkpoint, CancellationToken ct)
    {
        await using var opened = new FileStream(part, FileMode.CreateNew);
        await opened.WriteAsync(Encoding.UTF8.GetBytes(checkpoint.ToJson()), ct);
        opened.Flush(flushToDisk: true);
    }

    private static Conflict Anew(string client) => new(
        $"{client}: its seals were made anew after they were verified, and nothing was written: verify it again, against a checkpoint from before.");

    // An older checkpoint is evidence; against it shows what a newer one would vouch for.
    private static Conflict AlreadyThere(string file) => new(
        $"{file} is there already, and nothing was written: verify against it with --checkpoint, and give the new one another name.");
}
