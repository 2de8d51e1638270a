using System.Globalization;
using System.Text;

namespace HybridBpo.Platform;

/// <summary>A PostgreSQL that serves a data folder right now, known from its pid file and proved by /proc.</summary>
internal sealed record RunningServer(int Pid, int Port, bool Ready)
{
    /// <summary>Reads the pid file; a number that meanwhile names another program counts as nobody.</summary>
    public static RunningServer? Find(string data)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(Path.Combine(data, "postmaster.pid"));
        }
        catch (IOException)
        {
            return null;
        }
        if (lines.Length < 4 || !int.TryParse(lines[0], out var pid) || !int.TryParse(lines[3], out var port) || !Serves(pid, data))
            return null;
        return new RunningServer(pid, port, lines.Length > 7 && lines[7].StartsWith("ready", StringComparison.Ordinal));
    }

    /// <summary>Is this process a postgres that was started with this data folder?</summary>
    public static bool Serves(int pid, string data) =>
        Words(pid) is [var program, ..] words && Path.GetFileName(program) == "postgres" && words.Contains(data);

    /// <summary>Does the shell that reads this pipe still stand above the server, to stop it when its last user is gone?</summary>
    public bool GuardedBy(string pipe)
    {
        try
        {
            var parent = File.ReadLines($"/proc/{Pid}/status").First(line => line.StartsWith("PPid:", StringComparison.Ordinal));
            return Words(int.Parse(parent.AsSpan(5), CultureInfo.InvariantCulture)).Contains(pipe);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string[] Words(int pid)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes($"/proc/{pid}/cmdline")).Split('\0');
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>
    /// Removes a pid file that outlived its server. PostgreSQL does this itself unless the number was given to another program meanwhile; but
    /// never while a process of the old server still stands in the data folder.
    /// </summary>
    public static async Task ClearStaleAsync(string data, TimeSpan patience, CancellationToken ct)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (SomebodyStandsIn(data) && TimeProvider.System.GetElapsedTime(started) < patience)
            await Task.Delay(50, ct);
        if (Find(data) is null && !SomebodyStandsIn(data))
            File.Delete(Path.Combine(data, "postmaster.pid"));
    }

    private static bool SomebodyStandsIn(string data) => Directory.EnumerateDirectories("/proc").Any(process =>
    {
        try
        {
            return char.IsAsciiDigit(Path.GetFileName(process)[0]) && new DirectoryInfo($"{process}/cwd").LinkTarget == data;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    });
}
