using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace HybridBpo.Benchmarks.Chaos;

/// <summary>
/// A host as the run sees it: a process that is told lines and answers with lines, and that may be ended or put to sleep at any time.
/// </summary>
internal sealed class HostProcess : IDisposable
{
    private const int Stop = 19, Continue = 18;
    private readonly Process process;
    private readonly TaskCompletionSource ready = new();

    private HostProcess(Process process, Action<string> heard)
    {
        this.process = process;
        Heard = ListenAsync(heard);
    }

    /// <summary>Ends with its output.</summary>
    public Task Heard { get; }

    public Task Ready => ready.Task;

    public bool HasExited => process.HasExited;

    public static HostProcess Start(string connectionString, int smtpPort, string folder, Action<string> heard)
    {
        // Under `dotnet X.dll` our own program is dotnet and needs the assembly's name.
        string[] self = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(HostProcess).Assembly.Location] : [];
        var start = new ProcessStartInfo(
            Environment.ProcessPath!, [.. self, ChaosBench.HostWord, connectionString, $"{smtpPort}", folder])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_TieredPGO"] = "0";
        return new HostProcess(Process.Start(start)!, heard);
    }

    public void Tell(string line)
    {
        try
        {
            lock (process)
            {
                process.StandardInput.WriteLine(line);
                process.StandardInput.Flush();
            }
        }
        catch (IOException)
        {
            // It was ended; what it should have done is told to the next one.
        }
    }

    public void JumpClock(TimeSpan by) => Tell($"clock {by.TotalSeconds.ToString(CultureInfo.InvariantCulture)}");

    public void Sleep() => _ = Kill(process.Id, Stop);

    public void Wake() => _ = Kill(process.Id, Continue);

    /// <summary>kill -9</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        await Heard;
    }

    /// <summary>Asks it to end when it has done what it was told.</summary>
    /// <returns>Its exit code; null when it did not end in time.</returns>
    public async Task<int?> FinishAsync(TimeSpan patience)
    {
        process.StandardInput.Close();
        try
        {
            await process.WaitForExitAsync().WaitAsync(patience);
            return process.ExitCode;
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill();
        process.WaitForExit();
        process.Dispose();
    }

    private async Task ListenAsync(Action<string> heard)
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line == "ready")
                ready.TrySetResult();
            else
                heard(line);
        }
        ready.TrySetResult();
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int Kill(int pid, int signal);
}
