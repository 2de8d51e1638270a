using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using HybridBpo.Platform;
using Npgsql;

namespace HybridBpo.Benchmarks.Chaos;

/// <summary>
/// A PostgreSQL that nobody else uses, on one port for all its lives, so that it may be ended with kill -9 and started again. What is not flushed yet
/// is written late on purpose: a crash then really forgets it.
/// </summary>
internal sealed class OwnCluster : IAsyncDisposable
{
    private static readonly string[] Settings =
    [
        "listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=200", "timezone=UTC", "wal_writer_delay=10s",
        "checkpoint_timeout=30s", "log_min_messages=fatal", "shared_buffers=64MB",
    ];

    private readonly ServerFolder folder;
    private readonly PostgresBinaries binaries;
    private readonly int port;
    private Process? postmaster;

    private OwnCluster(ServerFolder folder, PostgresBinaries binaries, int port) =>
        (this.folder, this.binaries, this.port) = (folder, binaries, port);

    /// <summary>Connects as the product's role, which is no superuser and owns the database.</summary>
    public string ConnectionString { get; private set; } = "";

    /// <summary>Connects as the superuser, without a pool.</summary>
    public string AdminConnectionString { get; private set; } = "";

    /// <param name="root">A folder of its own; removed at the end.</param>
    /// <param name="data">The product's data folder, where its programs may lie; null when there is none.</param>
    public static async Task<OwnCluster> StartAsync(string root, string? data = null)
    {
        var made = new ServerFolder(Posix.RealPath(Directory.CreateDirectory(root).FullName));
        var named = Environment.GetEnvironmentVariable(PostgresBinaries.Key);
        var found = await PostgresBinaries.FindAsync(named, data ?? root, null, CancellationToken.None);
        var options = new PrivatePostgresOptions(root) { MayCreateDatabases = true };
        var binaries = found.Is(out var there, out var missing) ? there : throw new InvalidOperationException(missing.Message);
        if (await new ServerStarter(made, binaries, options).PrepareAsync(CancellationToken.None) is { } unprepared)
            throw new InvalidOperationException(unprepared.Message);
        var cluster = new OwnCluster(made, binaries, FreePort());
        await cluster.StartAsync();
        cluster.ConnectionString = await AppRole.MakeAsync(made, cluster.port, options, CancellationToken.None);
        cluster.AdminConnectionString = new NpgsqlConnectionStringBuilder(cluster.ConnectionString)
        {
            Username = AppRole.Admin,
            Password = ServerFolder.Password(made.AdminPassword),
            Pooling = false,
        }.ConnectionString;
        return cluster;
    }

    /// <summary>Starts it, again after a kill: then it recovers from its log before it answers.</summary>
    public async Task StartAsync()
    {
        await RunningServer.ClearStaleAsync(folder.Data, TimeSpan.FromSeconds(30), CancellationToken.None);
        var settings = Settings.SelectMany(setting => new[] { "-c", setting });
        var postgres = Path.Combine(binaries.Folder, "postgres");
        var command = ServerUser.Find().Run([postgres, "-D", folder.Data, "-p", $"{port}", .. settings]).ToList();
        postmaster = Process.Start(new ProcessStartInfo(command[0], command.Skip(1)) { WorkingDirectory = "/", RedirectStandardError = true })!;
        postmaster.ErrorDataReceived += (_, _) => { };
        postmaster.BeginErrorReadLine();
        for (var wait = 0; RunningServer.Find(folder.Data) is not { Ready: true }; wait++)
        {
            if (postmaster.HasExited || wait > 3_000)
                throw new InvalidOperationException($"PostgreSQL in {folder.Data} did not start.");
            await Task.Delay(20);
        }
    }

    /// <summary>kill -9 of the postmaster; its other processes notice and end too.</summary>
    public async Task KillAsync()
    {
        postmaster!.Kill();
        await postmaster.WaitForExitAsync();
        postmaster.Dispose();
        postmaster = null;
    }

    /// <summary>kill -9 of one of its sessions: the postmaster ends all others and recovers, without ending itself.</summary>
    /// <param name="which">From 0 to 1: which of them.</param>
    public async Task KillBackendAsync(double which)
    {
        var pids = await ScalarAsync<int[]>("select array(select pid from pg_stat_activity where usename = 'hybridbpo' order by pid)");
        if (pids.Length == 0)
            return;
        try
        {
            using var backend = Process.GetProcessById(pids[(int)(which * (pids.Length - 1))]);
            backend.Kill();
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException)
        {
            return;
        }
        for (var wait = 0; wait < 500; wait++)
        {
            await Task.Delay(20);
            try
            {
                await ScalarAsync<int>("select 1");
                return;
            }
            catch (NpgsqlException)
            {
                // It recovers.
            }
        }
    }

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var connection = new NpgsqlConnection(AdminConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        if (postmaster is not null)
            await KillAsync();
        await RunningServer.ClearStaleAsync(folder.Data, TimeSpan.FromSeconds(30), CancellationToken.None);
        Directory.Delete(folder.Root, recursive: true);
    }

    // Below those that the system hands out by itself: nobody may take it between two of its lives.
    private static int FreePort()
    {
        while (true)
        {
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, Random.Shared.Next(20_000, 32_000));
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            }
            catch (SocketException)
            {
                // Taken: try another.
            }
        }
    }
}
