namespace HybridBpo.Platform;

/// <summary>What a folder holds of a send journal. It names nobody: a journal has no name, so its clients and deliveries tell whose it is.</summary>
/// <param name="Path">The folder.</param>
/// <param name="Lines">How many lines of handovers; 0 when there is no journal.</param>
/// <param name="Last">When the last of them was written.</param>
/// <param name="Clients">The clients that they name.</param>
/// <param name="Before">The latest deliveries that they name from before the backup was taken.</param>
internal sealed record JournalFolder(
    string Path, long Lines, DateTimeOffset? Last, IReadOnlySet<string> Clients, IReadOnlyCollection<Guid> Before)
{
    private const int MostBefore = 1000;

    // Clocks of hosts and database differ by little.
    private static readonly TimeSpan Apart = TimeSpan.FromMinutes(10);

    /// <summary>Such as the files of a journal are named.</summary>
    public static string Example(DateTimeOffset now) => $"{now:yyyy-MM-dd}-MACHINE-1234.jsonl";

    /// <summary>Reads all of a folder's journal.</summary>
    /// <param name="path">The folder; it may not be there.</param>
    /// <param name="takenAt">When the backup was taken.</param>
    public static JournalFolder Read(string path, DateTimeOffset takenAt)
    {
        var (lines, last, clients, before) = (0L, (DateTimeOffset?)null, new HashSet<string>(), new Queue<Guid>());
        foreach (var line in Handover.LinesOf(path, DateOnly.MinValue))
        {
            (lines, last) = (lines + 1, last > line.At ? last : line.At);
            clients.Add(line.Client);
            if (line.At >= takenAt - Apart) continue;
            before.Enqueue(line.Delivery);
            if (before.Count > MostBefore) before.Dequeue();
        }

        return new JournalFolder(path, lines, last, clients, [.. before.Distinct()]);
    }

    /// <summary>A folder that somebody names is taken for all that is known of what left: so it must be a journal, and this installation's.</summary>
    /// <param name="paths">The folders named.</param>
    /// <param name="backup">The backup.</param>
    /// <returns>What they hold, or which one is none.</returns>
    public static Result<IReadOnlyList<JournalFolder>> Check(IEnumerable<string> paths, BackupManifest backup)
    {
        var folders = new List<JournalFolder>();
        foreach (var path in paths)
        {
            try
            {
                var folder = Read(path, backup.TakenAt);
                var below = System.IO.Path.Combine(path, SendJournal.FolderName);
                if (folder.Lines == 0)
                    return new NotAJournal($"{path} holds no send journal, no file such as {Example(backup.TakenAt)} with a line of a handover, and "
                        + "so tells nothing of what left. " + (Read(below, backup.TakenAt).Lines > 0 ? $"Name {below} instead."
                            : "If the journal is lost, restore without --journal: then what was due waits for a supervisor."));
                if (!folder.Clients.Overlaps(backup.Clients.Select(client => client.Client)))
                    return new NotAJournal($"{path} is the send journal of another installation: none of its clients is in the backup.");
                folders.Add(folder);
            }
            catch (Exception away) when (away is IOException or UnauthorizedAccessException)
            {
                return new NotAJournal($"{path} could not be read: {away.Message}");
            }
        }

        return folders;
    }

    /// <summary>Looks in the restored database: it must know something of what the journal names from before the backup.</summary>
    /// <param name="database">The restored database.</param>
    /// <param name="folders">The folders named.</param>
    /// <param name="ct">Cancellation.</param>
    public static async Task<Refusal?> StrangerAsync(Database database, IReadOnlyList<JournalFolder> folders, CancellationToken ct)
    {
        foreach (var folder in folders.Where(folder => folder.Before.Count > 0))
        {
            var ids = folder.Before.ToArray();
            if (!await database.SingleOrDefaultAsync<bool>(
                Access.System("restore"), $"select exists (select from platform.deliveries where id = any ({ids}))", ct))
                return new NotAJournal(
                    $"{folder.Path} is the send journal of another installation: the backup knows nothing of what left by it before.");
        }

        return null;
    }
}

/// <summary>A folder that was named holds no send journal of this installation.</summary>
public sealed record NotAJournal(string Message) : Invalid(Message);
