namespace HybridBpo.Collections.Import.Watched;

/// <summary>A client's own folder: what came, what was loaded, what was refused, and an answer to each. No link in it is followed.</summary>
internal sealed class ClientFolder(WatchedSettings settings, string client)
{
    /// <summary>Files looked at in one scan; the others come with the next one.</summary>
    private const int MostLooked = 500;

    private const int MostName = 150;

    private const int MostTotals = 4096;

    /// <summary>Ending of the file that tells control totals of the one beside which it lies.</summary>
    private const string TotalsEnding = ".totals";

    private static readonly string[] Unfinished = [".part", ".partial", ".tmp", ".temp", ".filepart", ".crdownload"];

    private string Root { get; } = Path.Combine(settings.Root!, client);

    private string In => Path.Combine(Root, "in");

    /// <summary>Where a file is read: out of the reach of whoever sends files, when the folder is set up as described.</summary>
    private string Work => Path.Combine(Root, ".work");

    /// <returns>What is wrong with the folder; null when it can be used. Missing parts are made.</returns>
    public string? Problem()
    {
        foreach (var path in new[] { Root, In, Work, Path.Combine(Root, "done"), Path.Combine(Root, "refused"), Path.Combine(Root, "ack") })
        {
            var folder = new DirectoryInfo(path);
            // A link may lead into the folder of another client.
            if (folder.LinkTarget is not null) return $"{Path.GetRelativePath(settings.Root!, path)} is a link";
            if (!folder.Exists) folder.Create();
        }

        return null;
    }

    /// <summary>What lies there and looks whole, by name.</summary>
    public IReadOnlyList<FileInfo> Waiting() => [.. new DirectoryInfo(In).EnumerateFiles().Where(f => IsMeant(f.Name) && HasMarker(f))
        .Take(MostLooked).OrderBy(f => f.Name, StringComparer.Ordinal)];

    /// <summary>Takes a file out of the sender's reach, in one step: of two hosts one gets it.</summary>
    public void Take(string name, Guid id) => File.Move(Path.Combine(In, name), Taken(id).FullName);

    /// <summary>Is there a link, which may lead anywhere? It is removed, and what it leads to is never looked at.</summary>
    public bool RemovesLink(string name, Guid id)
    {
        var links = new[] { new FileInfo(Path.Combine(In, name)), Taken(id) }.Where(f => f.LinkTarget is not null).ToList();
        foreach (var link in links) link.Delete();
        return links.Count > 0;
    }

    /// <summary>Gives it back, when it was not whole after all and no newer one of its name lies there.</summary>
    public void GiveBack(string name, Guid id)
    {
        if (!File.Exists(Path.Combine(In, name))) File.Move(Taken(id).FullName, Path.Combine(In, name));
    }

    public FileInfo Taken(Guid id) => new(Path.Combine(Work, id.ToString("N")));

    /// <summary>Puts it where it ends; beside one of the same name when there is one.</summary>
    public void End(string name, Guid id, bool isRefused)
    {
        var folder = Path.Combine(Root, isRefused ? "refused" : "done");
        var to = Path.Combine(folder, name);
        if (Path.Exists(to) || new FileInfo(to).LinkTarget is not null) to = Path.Combine(folder, $"{name}.{Short(id)}");
        if (Taken(id).Exists) File.Move(Taken(id).FullName, to);
        File.Delete(Path.Combine(In, name + TotalsEnding));
        if (settings.Marker is not null) File.Delete(Path.Combine(In, name + settings.Marker));
    }

    /// <summary>What stands in the file of control totals beside it; null when there is none.</summary>
    public string? Totals(string name)
    {
        var beside = new FileInfo(Path.Combine(In, name + TotalsEnding));
        if (beside.LinkTarget is not null || !beside.Exists || beside.Length is 0 or > MostTotals) return beside.Exists ? "" : null;
        using var read = beside.OpenText();
        var text = new char[MostTotals];
        return new string(text, 0, read.ReadBlock(text));
    }

    /// <summary>Writes the answer: it is there whole, or not at all.</summary>
    public async Task AnswerAsync(string name, Guid id, string json, CancellationToken ct)
    {
        var ready = Path.Combine(Root, "ack", $"{name}.{Short(id)}.json");
        var half = Path.Combine(Root, "ack", $".{Short(id)}.tmp");
        File.Delete(half);
        await using (var file = new FileStream(half, FileMode.CreateNew, FileAccess.Write))
        {
            await file.WriteAsync(System.Text.Encoding.UTF8.GetBytes(json), ct);
            file.Flush(flushToDisk: true);
        }

        File.Move(half, ready, overwrite: true);
    }

    public static bool IsName(string name) => name.Length is > 0 and <= MostName && !name.Any(char.IsControl) && !name.Contains('\uFFFD')
        && name.IndexOfAny(['/', '\\']) < 0;

    // Whole, so that no two files share one.
    private static string Short(Guid id) => id.ToString("N");

    private bool IsMeant(string name) => name[0] != '.' && !name.EndsWith(TotalsEnding, StringComparison.OrdinalIgnoreCase)
        && !Unfinished.Any(e => name.EndsWith(e, StringComparison.OrdinalIgnoreCase))
        && (settings.Marker is null || !name.EndsWith(settings.Marker, StringComparison.OrdinalIgnoreCase));

    private bool HasMarker(FileInfo file) => settings.Marker is null || File.Exists(file.FullName + settings.Marker);
}
