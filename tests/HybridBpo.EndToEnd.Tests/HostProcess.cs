using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;
using HybridBpo.Testing;

namespace HybridBpo.EndToEnd.Tests;

/// <summary>The real host as a process of its own, on free ports.</summary>
public sealed partial class HostProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private readonly Process process;
    private readonly ConcurrentQueue<string> lines = new();
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private HostProcess(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, e) => Take(e.Data);
        process.ErrorDataReceived += (_, e) => Take(e.Data);
        process.Exited += (_, _) => ready.TrySetException(new InvalidOperationException($"The host ended with {process.ExitCode}:\n{Output}"));
    }

    /// <summary>Address of the staff app, without a slash at the end.</summary>
    public string StaffUrl { get; private set; } = "";

    /// <summary>Address of the public pages.</summary>
    public string PublicUrl { get; private set; } = "";

    /// <summary>What it wrote so far.</summary>
    public string Output => string.Join('\n', lines);

    /// <summary>The host's program file, as built for the same configuration as the tests.</summary>
    public static string Program { get; } = Path.Combine(
        Repository.Root, "src", "HybridBpo.Host", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "HybridBpo.Host.dll");

    /// <summary>Starts a host and waits until it is ready.</summary>
    /// <param name="command"><c>demo</c> or <c>serve</c>.</param>
    /// <param name="connectionString">Its database.</param>
    /// <param name="dataFolder">Its data folder.</param>
    /// <param name="settings">Further environment variables, such as <c>Smtp__Host</c>.</param>
    public static async Task<HostProcess> StartAsync(
        string command, string connectionString, string dataFolder, IReadOnlyDictionary<string, string>? settings = null)
    {
        var start = Start([command, "--urls", "http://127.0.0.1:0"], connectionString, dataFolder);
        // Mails name the public address, so its port must be known before the host starts.
        start.Environment["PublicUrls"] = start.Environment["PublicUrl"] = $"http://127.0.0.1:{Ports.Free()}";
        foreach (var (name, value) in settings ?? new Dictionary<string, string>()) start.Environment[name] = value;
        var host = new HostProcess(new Process { StartInfo = start, EnableRaisingEvents = true });
        host.process.Start();
        host.process.BeginOutputReadLine();
        host.process.BeginErrorReadLine();
        await host.ready.Task.WaitAsync(Patience);
        return host;
    }

    /// <summary>Runs a command to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(string[] args, string connectionString, string dataFolder)
    {
        using var process = Begin(args, connectionString, dataFolder);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Patience);
        return (process.ExitCode, await output, await error);
    }

    /// <summary>Begins a command, to be ended by whoever began it.</summary>
    /// <param name="args">The command.</param>
    /// <param name="connectionString">Its database; empty for the private one of the data folder.</param>
    /// <param name="dataFolder">Its data folder.</param>
    public static Process Begin(string[] args, string connectionString, string dataFolder) =>
        Process.Start(Start(args, connectionString, dataFolder))!;

    /// <summary>Ends it at once, as a crash would (kill -9).</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Asks it to stop (SIGTERM) and waits.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return process.ExitCode;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) await KillAsync();
        process.Dispose();
    }

    private static ProcessStartInfo Start(string[] args, string connectionString, string dataFolder) => new("dotnet", [Program, .. args])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        Environment =
        {
            ["ConnectionStrings__HybridBpo"] = connectionString,
            ["HYBRIDBPO_DATA"] = dataFolder,
            ["RateLimits__SignInPerMinute"] = "1000",
            ["HYBRIDBPO_TRACE"] = "1",
            // Many hosts and commands live for a minute on few cores: they neither watch themselves run to be compiled better later, nor share out
            // the collecting of garbage among all cores.
            ["DOTNET_TieredPGO"] = "0",
            ["DOTNET_EnableWriteXorExecute"] = "0",
            ["DOTNET_gcServer"] = "0",
        },
    };

    private void Take(string? line)
    {
        if (line is null) return;
        lines.Enqueue(line);
        if (Addresses().Match(line) is { Success: true } found) (StaffUrl, PublicUrl) = (found.Groups[1].Value, found.Groups[2].Value);
        if (line.StartsWith("Ready:", StringComparison.Ordinal)) ready.TrySetResult();
    }

    [GeneratedRegex(@"^HybridBpo on (http://\S+) · public pages on (http://\S+)")]
    private static partial Regex Addresses();
}
