namespace HybridBpo.Platform;

/// <summary>Under which user the private server runs: PostgreSQL's programs refuse root.</summary>
internal sealed class ServerUser
{
    private readonly string? name;

    private ServerUser(string? name) => this.name = name;

    /// <summary>Ourselves, or, when we are root, Debian's <c>postgres</c>, else <c>nobody</c>.</summary>
    public static ServerUser Find()
    {
        if (!Environment.IsPrivilegedProcess)
            return new ServerUser(null);
        var users = File.ReadLines("/etc/passwd").Select(line => line.Split(':')[0]).ToHashSet();
        return new ServerUser(users.Contains("postgres") ? "postgres" : "nobody");
    }

    /// <summary>The command that runs <paramref name="command"/> as that user. It may still pass folders such as /root.</summary>
    public IEnumerable<string> Run(params IEnumerable<string> command)
    {
        if (name is null)
            return command;
        var group = name == "nobody" ? "nogroup" : name;
        string[] pass = MayPassFolders() ? ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"] : [];
        return ["setpriv", $"--reuid={name}", $"--regid={group}", "--clear-groups", .. pass, "--", .. command];
    }

    /// <summary>
    /// As root: is the data somebody else's? Giving it to our user would lock that person out, and PostgreSQL would refuse it all the same.
    /// </summary>
    public async Task<Refusal?> OwnerTroubleAsync(ServerFolder folder, CancellationToken ct)
    {
        if (name is null || !Directory.Exists(folder.Data))
            return null;
        var (code, owner) = await Shell.RunAsync(["stat", "--format=%U", folder.Data], ct);
        return code == 0 && (owner == name || owner == "root")
            ? null
            : new PostgresNotStarted($"The database in {folder.Root} belongs to the user {owner}: start as that user, or name another folder with "
                + $"{DataFolder.Key}.");
    }

    /// <summary>Gives these files and folders to that user.</summary>
    public async Task OwnAsync(IEnumerable<string> paths, CancellationToken ct)
    {
        var there = paths.Where(Path.Exists).ToList();
        if (name is null || there.Count == 0)
            return;
        var (code, output) = await Shell.RunAsync(["chown", $"{name}:", "--", .. there], ct);
        if (code != 0)
            throw new IOException($"Could not give the private server's files to {name}: {output}");
    }

    private static bool MayPassFolders()
    {
        var line = File.ReadLines("/proc/self/status").FirstOrDefault(l => l.StartsWith("CapBnd:", StringComparison.Ordinal));
        return line is not null && (Convert.ToUInt64(line[7..].Trim(), 16) & 0b10) != 0;
    }
}
