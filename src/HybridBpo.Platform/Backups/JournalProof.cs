namespace HybridBpo.Platform;

/// <summary>
/// Folders that somebody names are taken for all that is known of what left: so each must be this installation's journal, readable as a whole, and
/// have been in use when the backup was taken. Else a person must say how they know it.
/// </summary>
internal static class JournalProof
{
    private const string Word = "--despite-journal";

    /// <summary>Looks at the folders themselves.</summary>
    /// <param name="order">Names the folders, and a person's word about them.</param>
    /// <param name="backup">The backup.</param>
    /// <returns>What they hold and what stands against them; or a refusal, where nobody gave their word or there is nothing to take.</returns>
    public static Result<JournalsNamed> Check(RestoreOrder order, BackupManifest backup)
    {
        var (folders, against) = (new List<JournalFolder>(), new List<string>());
        foreach (var path in order.Journals)
        {
            var folder = JournalFolder.Read(path, backup.TakenAt);
            if (folder.Lines == 0)
                return new NotAJournal(Empty(folder, backup));
            folders.Add(folder);
            if (Objection(folder, backup) is { } objection)
                against.Add(objection);
        }
        if (folders.Count > 0 && against.Count == 0 && !folders.Any(folder => folder.First < backup.TakenAt && folder.Reaches))
            against.Add(folders.Find(folder => folder.First < backup.TakenAt) is { } old
                ? $"{old.Path} does not reach the backup of {Time(backup.TakenAt)}: all that was written to it later came after a restore, so "
                    + "it may be an old copy that a restored database went on with. Name the folder that was written to when the machine was lost."
                : $"{string.Join(" and ", folders.Select(folder => folder.Path))} begins only after the backup was taken, on "
                    + $"{Time(folders.Min(folder => folder.First))}, the backup on {Time(backup.TakenAt)}: what left in between is not in it. Name "
                    + "the folder that was written to before as well.");
        return Refuse(order, against) is { } refusal ? refusal : new JournalsNamed(folders, against);
    }

    /// <summary>Looks in the restored database: it must know a backup, or something of what left before, that a journal names.</summary>
    /// <returns>What stands against them.</returns>
    public static async Task<IReadOnlyList<string>> StrangersAsync(
        Database database, IReadOnlyList<JournalFolder> folders, BackupManifest backup, CancellationToken ct)
    {
        var against = new List<string>();
        foreach (var folder in folders.Where(folder => !folder.Backups.Contains(backup.Id) && folder.Backups.Count + folder.Clients.Count > 0))
        {
            var (left, taken) = (folder.Before.ToArray(), folder.Backups.ToArray());
            if ((left.Length > 0 || !folder.Clients.Overlaps(backup.Clients.Select(client => client.Client)))
                && !await database.SingleOrDefaultAsync<bool>(Access.System("restore"), $"""
                    select exists (select from platform.deliveries where id = any ({left}))
                      or exists (select from platform.acts where act in ({TakeBackup.Act}, {AfterRestore.Act}) and subject = any ({taken}))
                    """, ct))
                against.Add(
                    $"{folder.Path} looks like the send journal of another installation: the backup knows nothing of what left by it before.");
        }

        return against;
    }

    /// <summary>The refusal of what stands against them, where nobody gave their word.</summary>
    public static Refusal? Refuse(RestoreOrder order, IReadOnlyList<string> against) =>
        order.DespiteJournal is null && against.Count > 0 ? new NotAJournal($"{against[0]} {Way}") : null;

    private static string Way => $"If you know that it is what tells all that left, add {Word} and how you know it, which is kept. Without "
        + "--journal what was due waits for a supervisor.";

    private static string? Objection(JournalFolder folder, BackupManifest backup) =>
        folder.Problem is { } problem ? $"{folder.Path} could not be read as a whole: {problem}."
        : folder.Backups.Count == 0 && folder.Clients.Count > 0 && !folder.Clients.Overlaps(backup.Clients.Select(client => client.Client))
            ? $"{folder.Path} looks like the send journal of another installation: none of its clients is in the backup."
        : folder.Last < backup.TakenAt
            ? $"{folder.Path} does not reach the backup: its newest line is of {Time(folder.Last)}, the backup of {Time(backup.TakenAt)}. It may be "
                + $"an old copy, and what left later would be sent twice. Look for the folder {SendJournal.FolderName} that the host wrote to last, "
                + "in the data folder of each machine that sent, and name that one; one that was out of use by then is left out."
        : null;

    private static string Empty(JournalFolder folder, BackupManifest backup)
    {
        if (folder.Problem is { } problem)
            return $"{folder.Path} holds no send journal that could be read: {problem}.";
        var below = Path.Combine(folder.Path, SendJournal.FolderName);
        return $"{folder.Path} holds no send journal, no file such as {JournalFolder.Example(backup.TakenAt)} with a line of a host, and so tells "
            + "nothing of what left. " + (JournalFolder.Read(below, backup.TakenAt).Lines > 0 ? $"Name {below} instead."
                : "If the journal is lost, restore without --journal: then what was due waits for a supervisor.");
    }

    private static string Time(DateTimeOffset? at) => $"{at?.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC";
}

/// <summary>The journals that somebody named.</summary>
/// <param name="Folders">What they hold.</param>
/// <param name="Against">What stands against taking them for all that left, though a person gave their word.</param>
internal sealed record JournalsNamed(IReadOnlyList<JournalFolder> Folders, IReadOnlyList<string> Against);

/// <summary>A folder that was named holds no send journal of this installation, or none that tells all that left.</summary>
public sealed record NotAJournal(string Message) : Invalid(Message);
