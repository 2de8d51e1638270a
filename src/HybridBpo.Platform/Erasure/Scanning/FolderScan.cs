using HybridBpo.Platform.Tracing;
using Microsoft.Extensions.Configuration;

namespace HybridBpo.Platform.Scanning;

/// <summary>Files of ours on disk: all below the data folder but the database's own, and temporary files and folders that were left behind.</summary>
internal sealed class FolderScan(IConfiguration configuration, ContentReader reader, ScanLedger ledger)
{
    private static readonly string[] Temporary = ["hybridbpo-resume-*", "hybridbpo-train-*"];

    // Uploads, before they went below the data folder: a host that was killed left its own there.
    private const string Buffered = "ASPNETCORE_*.tmp";

    // Somebody else's document may be on its way through a reader just now; what stays longer was left behind.
    public TimeSpan Passing { get; init; } = TimeSpan.FromSeconds(15);

    public async Task ReadAsync(CancellationToken ct)
    {
        var data = DataFolder.Find(configuration);
        await FolderAsync(data, data, false, ct);
        await FolderAsync(Path.Combine(data, DataFolder.Uploads), data, true, ct);
        foreach (var folder in Temporary.SelectMany(name => Directory.EnumerateDirectories(Path.GetTempPath(), name)).ToList())
            await FolderAsync(folder, Path.GetTempPath(), true, ct);
        foreach (var file in new DirectoryInfo(Path.GetTempPath()).EnumerateFiles(Buffered).Where(IsFile).ToList())
            await FileAsync(file, file.Name, true, ct);
    }

    // A pipe has no length, and reading it would wait for ever.
    private static bool IsFile(FileInfo file) => file is { Exists: true, Length: > 0, LinkTarget: null };

    // The server's own files hold what its tables hold, and what was there before until it cleans up: see README. Uploads are looked at by
    // themselves.
    private static bool IsLeftOut(string folder, string data, bool isTemporary) =>
        Path.GetRelativePath(data, folder) is "postgres/data" or "postgres/data.new"
        || (!isTemporary && Path.GetRelativePath(data, folder) == DataFolder.Uploads);

    private async Task FolderAsync(string folder, string root, bool isTemporary, CancellationToken ct)
    {
        if (!Directory.Exists(folder) || IsLeftOut(folder, root, isTemporary)) return;
        try
        {
            foreach (var file in new DirectoryInfo(folder).EnumerateFiles().Where(IsFile))
                await FileAsync(file, Path.GetRelativePath(root, file.FullName), isTemporary, ct);
            foreach (var sub in new DirectoryInfo(folder).EnumerateDirectories())
                if (sub.LinkTarget is null) await FolderAsync(sub.FullName, root, isTemporary, ct);
        }
        catch (Exception error) when (error is UnauthorizedAccessException or DirectoryNotFoundException)
        {
            ledger.NotRead.Add($"{Path.GetRelativePath(root, folder)}: it may not be entered, or went away");
        }
    }

    private async Task FileAsync(FileInfo file, string name, bool isTemporary, CancellationToken ct)
    {
        try
        {
            var (found, named) = (new Finding(), new Finding());
            reader.ReadName(name, named);
            // A file's name may be somebody's as well: only its folder is shown then.
            if (named.IsHit(oneRow: true) || named.Name) name = Path.Combine(Path.GetDirectoryName(name) ?? "", "(its name)");
            if (named.IsHit(oneRow: true)) ledger.Found(name, null, null, "", named.Kinds(oneRow: true));
            await using var content = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (!await reader.ReadAsync(content, found, ct)) ledger.NotRead.Add($"{name}: only its beginning, it unfolds to too much");
            ledger.File(name);
            ledger.Read(content.CanSeek ? content.Position : file.Length, name);
            if (found.IsHit(oneRow: false) && (!isTemporary || await StaysAsync(file, ct)))
                ledger.Found(name, null, null, "", found.Kinds(oneRow: false));
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException)
        {
            if (error is not FileNotFoundException) ledger.NotRead.Add($"{name}: it cannot be read");
        }
    }

    private async Task<bool> StaysAsync(FileInfo file, CancellationToken ct)
    {
        // A clock that was set back leaves files of tomorrow.
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var until = (file.LastWriteTimeUtc < now ? file.LastWriteTimeUtc : now) + Passing;
        while (File.Exists(file.FullName) && TimeProvider.System.GetUtcNow().UtcDateTime < until) await Task.Delay(100, ct);
        return File.Exists(file.FullName);
    }
}
