using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace HybridBpo.Platform;

/// <summary>Makes the data folder and starts PostgreSQL under a guard shell.</summary>
internal sealed class ServerStarter(ServerFolder folder, PostgresBinaries binaries, PrivatePostgresOptions options)
{
    // The guard lives apart from our terminal and holds nothing of ours open but the named pipe's reading end. `cat` alone keeps that end, so a
    // later host that opens the pipe after the last one left finds no reader.
    private const string Guard = """
        exec </dev/null >>"$2" 2>&1
        exec 3<"$1" || exit 1
        pid_file=$3; shift 3
        "$@" 3<&- &
        server=$!
        echo $server >"$pid_file"
        trap '' HUP INT TERM
        cat <&3 >/dev/null &
        last_host=$!
        exec 3<&-
        wait $last_host
        kill -INT $server
        wait $server
        """;

    private readonly ServerUser user = ServerUser.Find();

    /// <summary>Runs initdb unless the data is there already. An interrupted initdb left only <c>data.new</c>, which is thrown away.</summary>
    public async Task<Refusal?> PrepareAsync(CancellationToken ct)
    {
        if (Directory.Exists(folder.Data))
            return null;
        if (Directory.Exists(folder.NewData))
            Directory.Delete(folder.NewData, recursive: true);
        Directory.CreateDirectory(folder.NewData);
        ServerFolder.Password(folder.AdminPassword);
        await user.OwnAsync([folder.Root, folder.NewData, folder.AdminPassword], ct);
        var (code, output) = await Shell.RunAsync(user.Run(Path.Combine(binaries.Folder, "initdb"), "-D", folder.NewData, "-U", AppRole.Admin,
            $"--pwfile={folder.AdminPassword}", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums"), ct);
        if (code != 0)
            return new PostgresNotStarted($"initdb failed in {folder.Root}: {output.Split('\n')[^1]}");
        folder.Major = binaries.Major;
        Directory.Move(folder.NewData, folder.Data);
        return null;
    }

    /// <summary>Starts the server on a free port and waits until it answers.</summary>
    public async Task<Result<(HostPipe Pipe, int Port)>> StartAsync(CancellationToken ct)
    {
        await RunningServer.ClearStaleAsync(folder.Data, options.Patience, ct);
        var packing = await TakesAsync(ServerSizes.FastPacking, ct) ? ServerSizes.FastPacking : ServerSizes.Packing;
        for (var attempt = 1; ; attempt++)
        {
            var port = FreePort();
            File.WriteAllText(folder.Log, "");
            File.WriteAllText(folder.ServerId, "");
            HostPipe.Make(folder.Pipe);
            await user.OwnAsync([folder.Root, folder.Log, folder.ServerId, folder.Pipe], ct);
            Process.Start(GuardProcess(port, packing))!.Dispose();
            if (await OpenPipeAsync(ct) is { } pipe)
            {
                if (await IsReadyAsync(port, ct))
                    return (pipe, port);
                pipe.Dispose();
            }
            if (attempt == 3)
                return new PostgresNotStarted($"PostgreSQL did not start: {folder.LogTail()} See {folder.Log}.");
        }
    }

    private async Task<bool> TakesAsync(KeyValuePair<string, string> setting, CancellationToken ct) => (await Shell.RunAsync(user.Run(
        Path.Combine(binaries.Folder, "postgres"), "-D", folder.Data, "-C", setting.Key, "-c", $"{setting.Key}={setting.Value}"), ct)).Code == 0;

    private ProcessStartInfo GuardProcess(int port, KeyValuePair<string, string> packing)
    {
        var settings = new Dictionary<string, string>(options.Settings)
        {
            ["port"] = $"{port}",
            ["listen_addresses"] = "127.0.0.1",
            ["unix_socket_directories"] = "",
        };
        settings.TryAdd("max_connections", "200");
        settings.TryAdd("timezone", "UTC");
        settings.TryAdd("log_timezone", "UTC");
        // A refused row is named by its constraint: the server's log must not quote what it says of people.
        settings.TryAdd("log_error_verbosity", "terse");
        settings.TryAdd("idle_in_transaction_session_timeout", "5min");
        foreach (var (name, value) in ServerSizes.For(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, new DriveInfo(folder.Root).AvailableFreeSpace))
            settings.TryAdd(name, value);
        settings.TryAdd(packing.Key, packing.Value);
        var postgres = new List<string> { Path.Combine(binaries.Folder, "postgres"), "-D", folder.Data };
        foreach (var (name, value) in settings)
            postgres.AddRange(["-c", $"{name}={value}"]);
        var command = user.Run(["sh", "-c", Guard, "guard", folder.Pipe, folder.Log, folder.ServerId, .. postgres]);
        return new ProcessStartInfo("setsid", command) { WorkingDirectory = "/" };
    }

    private async Task<HostPipe?> OpenPipeAsync(CancellationToken ct)
    {
        for (var wait = 0; wait < 1000; wait++)
        {
            if (HostPipe.TryOpen(folder.Pipe) is { } pipe)
                return pipe;
            await Task.Delay(10, ct);
        }
        return null;
    }

    private async Task<bool> IsReadyAsync(int port, CancellationToken ct)
    {
        var since = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(since) < options.Patience)
        {
            if (RunningServer.Find(folder.Data) is { Ready: true } running && running.Port == port)
                return true;
            // The shell writes the number as soon as it has started the server; a number that serves nothing is a server that gave up.
            if (int.TryParse(File.ReadAllText(folder.ServerId), out var pid) && Gone(pid))
                return false;
            await Task.Delay(20, ct);
        }
        return false;
    }

    private bool Gone(int pid) => !RunningServer.Serves(pid, folder.Data) && !File.Exists($"/proc/{pid}/exe");

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
