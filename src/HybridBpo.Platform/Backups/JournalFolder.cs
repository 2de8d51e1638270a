namespace HybridBpo.Platform;

/// <summary>What a folder holds of a send journal. It has no name: its backups, clients and deliveries tell whose it is.</summary>
/// <param name="Path">The folder.</param>
/// <param name="Lines">How many lines; 0 when there is no journal.</param>
/// <param name="First">When the first of them was written.</param>
/// <param name="Last">When the last of them was written.</param>
/// <param name="Reaches">Was one of them written after the backup, and before any restore since?</param>
/// <param name="Clients">The clients that they name.</param>
/// <param name="Backups">The backups that hosts knew of.</param>
/// <param name="Before">The latest deliveries that they name from before the backup was taken.</param>
/// <param name="Since">The lines of handovers from about then on.</param>
/// <param name="Problem">Why not all of it could be read; null when it could.</param>
internal sealed record JournalFolder(
    string Path, long Lines, DateTimeOffset? First, DateTimeOffset? Last, bool Reaches, IReadOnlySet<string> Clients,
    IReadOnlySet<Guid> Backups, IReadOnlyCollection<Guid> Before, IReadOnlyList<JournalLine> Since, string? Problem)
{
    private const int MostBefore = 1000;

    // Lines of versions before this have the time of their host, which differs by little from the database's.
    private static readonly TimeSpan Apart = TimeSpan.FromMinutes(10);

    /// <summary>Such as the files of a journal are named.</summary>
    public static string Example(DateTimeOffset now) => $"{now:yyyy-MM-dd}-MACHINE-1234.jsonl";

    /// <summary>Reads all of a folder's journal, also where some of it cannot be read.</summary>
    /// <param name="path">The folder; it may not be there.</param>
    /// <param name="takenAt">When the backup was taken.</param>
    public static JournalFolder Read(string path, DateTimeOffset takenAt)
    {
        var (lines, first, last, problem) = (0L, (DateTimeOffset?)null, (DateTimeOffset?)null, (string?)null);
        var (clients, backups, before, since) = (new HashSet<string>(), new HashSet<Guid>(), new Queue<Guid>(), new List<JournalLine>());
        var (after, restored) = (new List<DateTimeOffset>(), DateTimeOffset.MaxValue);
        // What a line of the day before says is known to the backup anyway.
        var dayBefore = takenAt.AddDays(-1);
        var day = $"{dayBefore.UtcDateTime:yyyy-MM-dd}";
        foreach (var file in JournalFiles.In(path, name => string.CompareOrdinal(name, day) >= 0, words => problem ??= words))
        {
            foreach (var line in JournalFiles.LinesOf(file, words => problem ??= words))
            {
                (lines, first, last) = (lines + 1, first < line.At ? first : line.At, last > line.At ? last : line.At);
                if (line.At >= takenAt)
                    after.Add(line.At);
                if (line.IsHere)
                {
                    if (line.Restored > takenAt && line.Restored < restored)
                        restored = line.Restored.Value;
                    backups.UnionWith(line.Backup is { } backup ? [backup] : []);
                    continue;
                }
                clients.Add(line.Client!);
                if (line.At >= dayBefore || string.CompareOrdinal(System.IO.Path.GetFileName(file), day) >= 0)
                    since.Add(line);
                if (line.At >= takenAt - Apart) continue;
                before.Enqueue(line.Delivery);
                if (before.Count > MostBefore) before.Dequeue();
            }
        }

        return new JournalFolder(
            path, lines, first, last, after.Exists(at => at < restored), clients, backups, [.. before.Distinct()], since, problem);
    }
}
