using Microsoft.Extensions.Configuration;

namespace HybridBpo.Platform;

/// <summary>
/// The folder in which the product keeps what does not live in the database: the private PostgreSQL, the master key and the send journal.
/// </summary>
public static class DataFolder
{
    /// <summary>The configuration key (and environment variable) that names the folder.</summary>
    public const string Key = "HYBRIDBPO_DATA";

    /// <summary>Sub-folder in which uploads wait while they are read.</summary>
    public const string Uploads = "uploads";

    /// <summary>
    /// The folder's full path: <c>HYBRIDBPO_DATA</c> when set, else <c>hybridbpo</c> under XDG_DATA_HOME, else <c>~/.local/share/hybridbpo</c>.
    /// </summary>
    /// <param name="configuration">Where the key is looked up; environment variables are part of it.</param>
    public static string Find(IConfiguration configuration)
    {
        if (configuration[Key] is { Length: > 0 } named)
            return Path.GetFullPath(named);
        var home = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return Path.Combine(home.Length > 0 ? home : "/var/lib", "hybridbpo");
    }

    /// <summary>Makes a sub-folder that only the owner may enter, and returns its path.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="name">Name of the sub-folder.</param>
    public static string Private(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }
}
