using System.Diagnostics;

namespace HybridBpo.Platform.Tests;

/// <summary>Another process of the product, played by this assembly. Each line that it prints is an answer to the test.</summary>
internal sealed class PlayedProcess : IDisposable
{
    private readonly Process process;

    private PlayedProcess(Process process) => this.process = process;

    public int Id => process.Id;

    public static PlayedProcess Start(string[] part, string? asUser = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        string[] asSomebody = asUser is null ? [] : ["setpriv", $"--reuid={asUser}", "--regid=nogroup", "--clear-groups", "--"];
        string[] command = [.. asSomebody, Environment.ProcessPath!, .. HostArguments(), "play", .. part];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardInput = true };
        if (asUser is not null)
            start.Environment["HOME"] = "/tmp";
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return new PlayedProcess(Process.Start(start)!);
    }

    public async Task<string?> ReadAsync(CancellationToken ct) =>
        await process.StandardOutput.ReadLineAsync(ct).AsTask().WaitAsync(TimeSpan.FromSeconds(60), ct);

    /// <summary>kill -9</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    public async Task<int> FinishAsync(CancellationToken ct)
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync(ct);
        return process.ExitCode;
    }

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill();
        process.Dispose();
    }

    // Under `dotnet Tests.dll` our own program is dotnet and needs the assembly's name; under the apphost it does not.
    private static string[] HostArguments() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(PlayedProcess).Assembly.Location] : [];
}
