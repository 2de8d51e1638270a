using System.ComponentModel;
using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace HybridBpo.Platform;

/// <summary>PostgreSQL's client programs <c>pg_dump</c> and <c>pg_restore</c> as found on this machine.</summary>
internal sealed record PostgresTools(string Folder, int Major)
{
    /// <summary>Looks where the server's programs are looked for: the oldest that is new enough, which speaks to a server best.</summary>
    /// <param name="configuration">Looked up: <c>HYBRIDBPO_PG_BIN</c>, <c>HYBRIDBPO_DATA</c>.</param>
    /// <param name="atLeast">Major version of the server, or of the dump that is to be read.</param>
    /// <param name="ct">Cancellation.</param>
    public static async Task<Result<PostgresTools>> FindAsync(IConfiguration configuration, int atLeast, CancellationToken ct)
    {
        var named = configuration[PostgresBinaries.Key];
        var found = new List<PostgresTools>();
        foreach (var folder in named is { Length: > 0 } ? [named] : PostgresBinaries.Candidates(DataFolder.Find(configuration)))
            if (await LookAsync(folder, ct) is { } tools)
                found.Add(tools);
        if (found.Where(tools => tools.Major >= atLeast).MinBy(tools => tools.Major) is { } best)
            return best;
        var have = found.Count == 0 ? "are not here" : $"are here only for PostgreSQL {string.Join(", ", found.Select(t => t.Major).Distinct())}";
        var where = named is { Length: > 0 } ? $", or set {PostgresBinaries.Key}, which names {named}, to a folder that holds them"
            : $", or set {PostgresBinaries.Key} to a folder that holds them";
        return new PostgresToolsMissing($"pg_dump and pg_restore of PostgreSQL {atLeast} or newer are needed and {have} (npm's package has none): "
            + $"apt-get install postgresql-client-{atLeast}{where}.");
    }

    /// <summary>Dumps.</summary>
    /// <param name="connectionString">The database.</param>
    /// <param name="options">What, and how.</param>
    /// <param name="take">Takes the dump to its end.</param>
    /// <param name="ct">Cancellation.</param>
    /// <returns>What went wrong in one line, or null.</returns>
    public async Task<string?> DumpAsync(string connectionString, IEnumerable<string> options, Func<Stream, Task> take, CancellationToken ct)
    {
        using var process = Start("pg_dump", connectionString, options);
        return await RunAsync(process, () => take(process.StandardOutput.BaseStream), ct);
    }

    /// <summary>Restores a dump into a database, all of it or nothing.</summary>
    /// <param name="connectionString">The database.</param>
    /// <param name="options">How.</param>
    /// <param name="feed">Writes the dump to its end.</param>
    /// <param name="ct">Cancellation.</param>
    /// <returns>What went wrong in one line, or null.</returns>
    public async Task<string?> RestoreAsync(string connectionString, IEnumerable<string> options, Func<Stream, Task> feed, CancellationToken ct)
    {
        string[] always = ["--no-owner", "--no-privileges", "--no-tablespaces", "--single-transaction", "--exit-on-error", "--format=custom"];
        var database = new NpgsqlConnectionStringBuilder(connectionString).Database!;
        using var process = Start("pg_restore", connectionString, [.. always, .. options, $"--dbname={database}"]);
        return await RunAsync(process, () => FeedAsync(process, feed), ct);
    }

    private static async Task FeedAsync(Process process, Func<Stream, Task> feed)
    {
        try
        {
            await feed(process.StandardInput.BaseStream);
            process.StandardInput.Close();
        }
        catch (IOException) when (process.WaitForExit(TimeSpan.FromSeconds(10)))
        {
            // It ended before it had read everything; what it says and its exit code tell why.
        }
    }

    private static async Task<string?> RunAsync(Process process, Func<Task> pass, CancellationToken ct)
    {
        var said = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await pass();
            await process.WaitForExitAsync(ct);
        }
        catch
        {
            if (!process.HasExited)
                process.Kill();
            throw;
        }
        var lines = (await said).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        // The first line names what failed; those that follow quote the statement.
        return process.ExitCode == 0 ? null : lines.FirstOrDefault(line => line.Contains("error", StringComparison.Ordinal))?.Trim()
            ?? $"it ended with {process.ExitCode}";
    }

    private Process Start(string program, string connectionString, IEnumerable<string> options)
    {
        var start = new ProcessStartInfo(Path.Combine(Folder, program), options)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in Environment(connectionString))
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>The connection in the words of libpq; the password stands on no command line.</summary>
    internal static Dictionary<string, string?> Environment(string connectionString)
    {
        var parts = new NpgsqlConnectionStringBuilder(connectionString);
        var words = new Dictionary<string, string?>
        {
            ["PGHOST"] = parts.Host,
            ["PGPORT"] = $"{parts.Port}",
            ["PGUSER"] = parts.Username,
            ["PGPASSWORD"] = parts.Password,
            ["PGPASSFILE"] = parts.Passfile,
            ["PGDATABASE"] = parts.Database,
            ["PGSSLMODE"] = parts.SslMode switch
            {
                SslMode.VerifyCA => "verify-ca",
                SslMode.VerifyFull => "verify-full",
                var mode => mode.ToString().ToLowerInvariant(),
            },
            ["PGSSLROOTCERT"] = parts.RootCertificate,
            ["PGSSLCERT"] = parts.SslCertificate,
            ["PGSSLKEY"] = parts.SslKey,
            ["PGAPPNAME"] = "hybridbpo-backup",
            // The product itself over all clients: row-level security binds the owner too.
            ["PGOPTIONS"] = "-c app.clients=* -c app.desk=*",
        };
        return words.Where(word => !string.IsNullOrEmpty(word.Value)).ToDictionary();
    }

    private static async Task<PostgresTools?> LookAsync(string folder, CancellationToken ct)
    {
        var dump = Path.Combine(folder, "pg_dump");
        if (!File.Exists(dump) || !File.Exists(Path.Combine(folder, "pg_restore")))
            return null;
        // Debian's wrapper chooses a version by its own rules; the real programs are found beside the server's.
        if (File.ResolveLinkTarget(dump, returnFinalTarget: true)?.Name == "pg_wrapper")
            return null;
        try
        {
            var (code, text) = await Shell.RunAsync([dump, "--version"], ct);
            return code == 0 && PostgresBinaries.MajorIn(text) is { } major ? new PostgresTools(folder, major) : null;
        }
        catch (Win32Exception)
        {
            return null; // Not executable for us.
        }
    }
}

/// <summary>PostgreSQL's client programs could not be found; the message says what to install.</summary>
public sealed record PostgresToolsMissing(string Message) : Unavailable(Message);
