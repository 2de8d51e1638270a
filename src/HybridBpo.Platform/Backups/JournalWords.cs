namespace HybridBpo.Platform;

/// <summary>What whoever restores is told about the send journal.</summary>
internal static class JournalWords
{
    /// <summary>Nothing tells what left: where it was looked for, what to look for, and what to type once it is found.</summary>
    public static string Lacking(RestoreOrder order, JournalFolder own, DateTimeOffset takenAt)
    {
        var again = $"./run.sh restore {Quoted(order.File)}{(order.Keys is { } keys ? $" --keys {Quoted(keys)}" : "")}"
            + string.Concat(order.Erasures.Select(list => $" --erasures {Quoted(list)}")) + " --replace --journal";
        var words = "No send journal tells all that left after the backup was taken, so what was due by now counts as unknown. ";
        words += own.Problem is { } problem
            ? $"This data folder's own, {own.Path}, could not be read as a whole: {problem}. Mend that, and restore again with: {again} "
                + $"{Quoted(own.Path)}, and a --journal for each other host that sent. "
            : own.Lines > 0
            ? $"This data folder's own, {own.Path}, holds {CountText.Of(own.Lines, "line")}, the last of {own.Last:yyyy-MM-dd HH:mm} UTC. If no "
                + $"other host sent anything, restore again with: {again} {Quoted(own.Path)}. If others did, add a --journal for each. "
            : $"This data folder's own, {own.Path}, {(Directory.Exists(own.Path) ? "holds none" : "is not there")}. Look in the data folder of each "
                + $"machine that sent (HYBRIDBPO_DATA, usually ~/.local/share/hybridbpo) for {SendJournal.FolderName} with files such as "
                + $"{JournalFolder.Example(takenAt)}; once found, restore again with: {again} FOLDER/{SendJournal.FolderName}. ";
        return words + "If it is lost, or nothing was ever sent, a supervisor resolves them together, on the page Supervision.";
    }

    private static string Quoted(string path) =>
        path.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '-' or '_') ? path : $"'{path.Replace("'", "'\\''")}'";
}
