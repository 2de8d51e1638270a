using Npgsql;

namespace HybridBpo.Platform;

/// <summary>
/// The product's own PostgreSQL: started by the first process that needs it, shared by all that come later, and stopped cleanly when the last one
/// ends, even by <c>kill -9</c>. It listens on 127.0.0.1 only, on a free port, with a random password in a file that only its owner reads.
/// </summary>
public sealed class PrivatePostgres : IAsyncDisposable
{
    // How long a server may be without a reader of its pipe before it counts as left alone.
    private static readonly TimeSpan GuardsTurn = TimeSpan.FromSeconds(3);

    private readonly HostPipe pipe;

    private PrivatePostgres(HostPipe pipe, string connectionString, string admin, int major, bool startedHere)
    {
        this.pipe = pipe;
        (ConnectionString, AdminConnectionString, Major, StartedHere) = (connectionString, admin, major, startedHere);
    }

    /// <summary>Connects as the product's role, which is no superuser, to the product's database.</summary>
    public string ConnectionString { get; }

    /// <summary>Connects as the server's superuser: only to make, rename and drop databases.</summary>
    internal string AdminConnectionString { get; }

    /// <summary>Major version of the server.</summary>
    public int Major { get; }

    /// <summary>Did this call start the server (or did one run already)?</summary>
    public bool StartedHere { get; }

    /// <summary>Starts the server, or joins the one that already serves the folder.</summary>
    /// <param name="options">Folder and settings.</param>
    /// <param name="ct">Cancellation.</param>
    /// <returns>The server, or <see cref="PostgresMissing"/> or <see cref="PostgresNotStarted"/> with what to do.</returns>
    public static async Task<Result<PrivatePostgres>> StartAsync(PrivatePostgresOptions options, CancellationToken ct)
    {
        ServerFolder folder;
        FileStream? taken;
        try
        {
            // One name for one folder, whatever links lead to it: everything below compares paths of processes with this one.
            folder = new ServerFolder(Posix.RealPath(Directory.CreateDirectory(Path.Combine(options.DataFolder, "postgres")).FullName));
            if (await ServerUser.Find().OwnerTroubleAsync(folder, ct) is { } foreign)
                return foreign;
            taken = await FileLock.TryTakeAsync(folder.Lock, options.Patience, ct);
        }
        catch (Exception no) when (no is UnauthorizedAccessException or IOException)
        {
            return new PostgresNotStarted($"{options.DataFolder} cannot be written ({no.Message}): set {DataFolder.Key} to a folder that can.");
        }
        using var turn = taken;
        if (turn is null)
            return new PostgresNotStarted($"Another process has been starting PostgreSQL in {folder.Root} for too long: see {folder.Log}.");
        var found = await PostgresBinaries.FindAsync(options.Binaries, options.DataFolder, folder.Major, ct);
        if (!found.Is(out var binaries, out var missing))
            return missing;
        var starter = new ServerStarter(folder, binaries, options);
        if (await starter.PrepareAsync(ct) is { } unprepared)
            return unprepared;
        if (await JoinAsync(folder, binaries.Major, options, ct) is { } joined)
            return joined;
        if (RunningServer.Find(folder.Data) is { } stuck)
            return new PostgresNotStarted($"PostgreSQL (process {stuck.Pid}) serves {folder.Data}, but neither takes new users nor stops: "
                + $"see {folder.Log}, or end it with: kill -INT {stuck.Pid}");
        if (!(await starter.StartAsync(ct)).Is(out var started, out var failed))
            return failed;
        return new PrivatePostgres(started.Pipe, await AppRole.MakeAsync(folder, started.Port, options, ct),
            AppRole.AdminConnectionString(folder, started.Port), binaries.Major, startedHere: true);
    }

    private static async Task<PrivatePostgres?> JoinAsync(ServerFolder folder, int major, PrivatePostgresOptions options, CancellationToken ct)
    {
        var since = TimeProvider.System.GetTimestamp();
        var unguarded = since;
        while (RunningServer.Find(folder.Data) is { } running && TimeProvider.System.GetElapsedTime(since) < options.Patience)
        {
            // Of a guard that was killed, its `cat` may still be about to see the last host go: holding the pipe open again would keep it reading,
            // with nobody to stop the server after us. It gets its time; if it reads on after that, other hosts are there and the server is theirs.
            var opens = running.Ready && (running.GuardedBy(folder.Pipe) || TimeProvider.System.GetElapsedTime(since) > GuardsTurn);
            var pipe = opens ? HostPipe.TryOpen(folder.Pipe) : null;
            await Task.Delay(50, ct);
            if (pipe is null)
            {
                // Nobody reads the pipe: the server is stopping, or its guard was killed and nobody will ever stop it. The turn is ours, so nobody
                // is starting it, and that it serves our folder is proved: saying again what the guard would have said suits both.
                if (running.Ready && TimeProvider.System.GetElapsedTime(unguarded) > GuardsTurn)
                {
                    Posix.TryInterrupt(running.Pid);
                    unguarded = TimeProvider.System.GetTimestamp();
                }
                continue;
            }
            try
            {
                if (pipe.GuardReads())
                    return new PrivatePostgres(pipe, await AppRole.MakeAsync(folder, running.Port, options, ct),
                        AppRole.AdminConnectionString(folder, running.Port), major, startedHere: false);
            }
            catch (Exception leaving) when (leaving is NpgsqlException)
            {
                // It began to stop just before we came: wait until it is gone, then start anew.
            }
            pipe.Dispose();
        }
        return null;
    }

    /// <summary>Leaves the server; it stops by itself when nobody else uses it.</summary>
    public ValueTask DisposeAsync()
    {
        pipe.Dispose();
        return ValueTask.CompletedTask;
    }
}
