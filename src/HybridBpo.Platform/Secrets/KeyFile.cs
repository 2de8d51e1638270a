using System.Text;

namespace HybridBpo.Platform;

/// <summary>
/// The file <c>keys/master-key</c>: one key on a line, the current one first. Replaced as a whole, so that nobody reads half of it.
/// </summary>
internal sealed record KeyFile(string Path)
{
    private const string Folder = "keys";

    /// <summary>Its path in a data folder; nothing is made there.</summary>
    public static string PathIn(string dataFolder) => System.IO.Path.Combine(dataFolder, Folder, "master-key");

    /// <summary>The file of a data folder, in a folder for its owner only, which is made.</summary>
    public static KeyFile In(string dataFolder)
    {
        DataFolder.Private(dataFolder, Folder);
        return new KeyFile(PathIn(dataFolder));
    }

    public IReadOnlyList<byte[]> Read() => Parse(File.ReadAllText(Path));

    /// <summary>One process at a time makes or changes it.</summary>
    /// <param name="patience">How long to wait; null waits half a minute.</param>
    /// <exception cref="InvalidOperationException">Another process holds on.</exception>
    public FileStream Take(TimeSpan? patience = null) =>
        FileLock.TryTakeAsync(Path + ".lock", patience ?? TimeSpan.FromSeconds(30), CancellationToken.None).GetAwaiter().GetResult()
        ?? throw new InvalidOperationException($"Another process holds {Path}.lock for too long: end it and start again.");

    /// <summary>Changes the keys; lasts through a power cut.</summary>
    /// <param name="change">From the keys that are there (none when there is no file) to those that shall be.</param>
    public void Change(Func<IReadOnlyList<byte[]>, IReadOnlyList<byte[]>> change)
    {
        using var turn = Take();
        var half = Path + ".new";
        File.Delete(half);
        using (var file = new FileStream(half, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
        {
            var keys = change(File.Exists(Path) ? Read() : []);
            file.Write(Encoding.ASCII.GetBytes(string.Concat(keys.Select(key => Convert.ToBase64String(key) + "\n"))));
            file.Flush(flushToDisk: true);
        }
        File.Move(half, Path, overwrite: true);
        Posix.FlushFolder(System.IO.Path.GetDirectoryName(Path)!);
    }

    private IReadOnlyList<byte[]> Parse(string text)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.Length == 0
            ? throw new InvalidOperationException($"The file {Path} is empty. Restore it from a backup; a new one would not fit the data.")
            : [.. lines.Select(line => MasterKey.Read(line, $"The file {Path}"))];
    }
}
