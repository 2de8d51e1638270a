using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace HybridBpo.Platform;

/// <summary>
/// One line before and one after each handover, on disk before the mail leaves. Lies outside the database, so that after a restore from a backup it
/// is known what left since. Holds ids and codes, never addresses or texts. Its times are the database's, like those of a backup, whatever the
/// clock of this host says.
/// </summary>
internal sealed class SendJournal(string folder) : IDisposable
{
    /// <summary>Stands in the line before a handover; the line after it names the outcome.</summary>
    public const string Begins = "handing-over";

    /// <summary>Stands in a line that says that a host is here, see <see cref="JournalPresence"/>.</summary>
    public const string Here = "here";

    /// <summary>The journal's folder in a data folder.</summary>
    public const string FolderName = "send-journal";

    /// <summary>Where the journal of a data folder lies.</summary>
    public static string FolderIn(IConfiguration configuration) => Path.Combine(DataFolder.Find(configuration), FolderName);

    private readonly Lock guard = new();
    private FileStream? file;
    private DateOnly day;

    /// <summary>Writes one line of a handover; it is on disk when this returns.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(string what, Delivery delivery, string messageId, DateTimeOffset at) => Append(at, new
    {
        at,
        what,
        client = delivery.ClientId,
        delivery = delivery.Id,
        channel = delivery.Channel,
        source = delivery.Source,
        messageId,
        template = delivery.Template,
        subject = delivery.SubjectId,
        dueAt = delivery.DueAt,
    });

    /// <summary>Writes that a host is here, which backup is the latest that it knows of, and when its database came out of one.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void WriteHere(DateTimeOffset at, Guid? backup, DateTimeOffset? restored) => Append(at, new { at, what = Here, backup, restored });

    private void Append<T>(DateTimeOffset at, T line)
    {
        byte[] bytes = [.. JsonSerializer.SerializeToUtf8Bytes(line), (byte)'\n'];
        lock (guard)
        {
            var open = Open(DateOnly.FromDateTime(at.UtcDateTime));
            try
            {
                open.Write(bytes);
                open.Flush(flushToDisk: true);
            }
            catch
            {
                // What may be half a line is the end of its file: the next one goes to a file of its own.
                file = null;
                open.Dispose();
                throw;
            }
        }
    }

    // One new file per day and process: no two processes write to one, and none goes on after the torn line of one that was killed, though its number
    // may come again (in a container each is the first).
    private FileStream Open(DateOnly today)
    {
        if (file is not null && day == today)
            return file;
        file?.Dispose();
        file = null;
        if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            Posix.FlushFolder(Path.GetDirectoryName(folder)!);
        }
        var name = Path.Combine(folder, $"{today:yyyy-MM-dd}-{Environment.MachineName}-{Environment.ProcessId}");
        var path = $"{name}.jsonl";
        for (var more = 2; Path.Exists(path); more++)
            path = $"{name}-{more}.jsonl";
        // Without a buffer, so that nothing of a line that failed comes after it.
        file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
        Posix.FlushFolder(folder);
        day = today;
        return file;
    }

    public void Dispose() => file?.Dispose();
}
