using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace HybridBpo.Platform;

/// <summary>
/// One line before and one after each handover, on disk before the mail leaves. Lies outside the database, so that after a restore from a backup it
/// is known what left since. Holds ids and codes, never addresses or texts.
/// </summary>
internal sealed class SendJournal(string folder, TimeProvider time) : IDisposable
{
    /// <summary>Stands in the line before a handover; the line after it names the outcome.</summary>
    public const string Begins = "handing-over";

    /// <summary>The journal's folder in a data folder.</summary>
    public const string FolderName = "send-journal";

    /// <summary>Where the journal of a data folder lies.</summary>
    public static string FolderIn(IConfiguration configuration) => Path.Combine(DataFolder.Find(configuration), FolderName);

    private readonly Lock guard = new();
    private FileStream? file;
    private DateOnly day;

    public void Write(string what, Delivery delivery, string messageId)
    {
        var now = time.GetUtcNow();
        var line = JsonSerializer.SerializeToUtf8Bytes(new
        {
            at = now,
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
        lock (guard)
        {
            var open = Open(DateOnly.FromDateTime(now.UtcDateTime));
            open.Write([.. line, (byte)'\n']);
            open.Flush(flushToDisk: true);
        }
    }

    // One file per day and process: no two processes write to one.
    private FileStream Open(DateOnly today)
    {
        if (file is not null && day == today)
            return file;
        file?.Dispose();
        day = today;
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var name = $"{today:yyyy-MM-dd}-{Environment.MachineName}-{Environment.ProcessId}.jsonl";
        return file = new FileStream(Path.Combine(folder, name), FileMode.Append, FileAccess.Write, FileShare.Read);
    }

    public void Dispose() => file?.Dispose();
}
