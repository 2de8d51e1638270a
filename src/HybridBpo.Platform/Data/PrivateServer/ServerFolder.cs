using System.Security.Cryptography;
using System.Text;

namespace HybridBpo.Platform;

/// <summary>What lies in the private server's folder.</summary>
internal sealed record ServerFolder(string Root)
{
    public string Data => Path.Combine(Root, "data");

    public string NewData => Path.Combine(Root, "data.new");

    public string Log => Path.Combine(Root, "log");

    public string Lock => Path.Combine(Root, "lock");

    public string Pipe => Path.Combine(Root, "hosts");

    public string ServerId => Path.Combine(Root, "server-pid");

    public string AdminPassword => Path.Combine(Root, "admin-password");

    public string AppPassword => Path.Combine(Root, "password");

    private string MajorFile => Path.Combine(Root, "major-version");

    public int? Major
    {
        get
        {
            var file = File.Exists(MajorFile) ? MajorFile : Path.Combine(Data, "PG_VERSION");
            return File.Exists(file) && int.TryParse(File.ReadAllText(file).Trim(), out var major) ? major : null;
        }
        set => File.WriteAllText(MajorFile, $"{value}\n");
    }

    /// <summary>The password in a file that only the owner reads; made on first use.</summary>
    public static string Password(string path) => Secret(path, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24)));

    /// <summary>The line in a file that only the owner reads; written, to last through a power cut, when there is none yet.</summary>
    /// <exception cref="InvalidOperationException">The file is there but empty: what was encrypted with it would be lost with a new one.</exception>
    public static string Secret(string path, string whenNew)
    {
        if (File.Exists(path))
            return File.ReadAllText(path).Trim() is { Length: > 0 } kept
                ? kept
                : throw new InvalidOperationException($"The file {path} is empty. Restore it from a backup; a new one would not fit the data.");
        var half = path + ".new";
        File.Delete(half);
        using (var file = new FileStream(half, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
        {
            file.Write(Encoding.UTF8.GetBytes(whenNew + "\n"));
            file.Flush(flushToDisk: true);
        }
        File.Move(half, path);
        Posix.FlushFolder(Path.GetDirectoryName(path)!);
        return whenNew;
    }

    /// <summary>The end of the server's log, for an error message.</summary>
    public string LogTail()
    {
        if (!File.Exists(Log))
            return "";
        // Without the clock and process number that stand before each message.
        var lines = File.ReadLines(Log).Where(line => line.Contains(": ", StringComparison.Ordinal));
        return string.Join(" ", lines.TakeLast(3).Select(line => line[(line.IndexOf("] ", StringComparison.Ordinal) + 1)..].Trim()));
    }
}
