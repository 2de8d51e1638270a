using System.Diagnostics;
using System.Globalization;

namespace HybridBpo.Hro.Screening;

/// <summary>One process that reads files: this program, started again under limits and without the host's settings and secrets.</summary>
internal sealed class ReaderProcess : IDisposable
{
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(30);
    private static readonly string[] Inherited = ["PATH", "HOME", "TMPDIR", "LANG", "DOTNET_ROOT"];

    private readonly Process process;

    private ReaderProcess(Process process) => this.process = process;

    public bool IsAlive => !process.HasExited;

    /// <summary>Null when it does not come up.</summary>
    public static async Task<ReaderProcess?> StartAsync(ReaderLimits limits, CancellationToken ct)
    {
        var reader = new ReaderProcess(Process.Start(Command(limits))!);
        // What a dying runtime prints may quote the file.
        _ = reader.process.StandardError.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
        var said = new byte[1];
        return await reader.WithinAsync(StartTime, async time =>
        {
            await reader.process.StandardOutput.BaseStream.ReadExactlyAsync(said, time);
            return said[0] == ReaderPipe.Ready ? reader : null;
        }, ct);
    }

    /// <returns>Null when the process died over it, or said what is no answer. Then it is gone, as it is after a time-out.</returns>
    /// <exception cref="TimeoutException">It took too long.</exception>
    public Task<ReadAnswer?> ReadAsync(FileKind kind, byte[] bytes, string file, TimeSpan limit, CancellationToken ct) =>
        WithinAsync(limit, async time =>
        {
            var to = process.StandardInput.BaseStream;
            await to.WriteAsync(ReaderPipe.Head(kind, file, bytes.Length), time);
            await to.WriteAsync(bytes, time);
            await to.FlushAsync(time);
            return await ReaderPipe.AnswerAsync(process.StandardOutput.BaseStream, time) is { } answer ? ReadAnswer.From(answer) : null;
        }, ct);

    public void Dispose()
    {
        try
        {
            process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It ended by itself.
        }

        process.Dispose();
    }

    private async Task<T?> WithinAsync<T>(TimeSpan limit, Func<CancellationToken, Task<T?>> act, CancellationToken ct) where T : class
    {
        using var time = CancellationTokenSource.CreateLinkedTokenSource(ct);
        time.CancelAfter(limit);
        T? result = null;
        try
        {
            result = await act(time.Token);
        }
        catch (IOException)
        {
            // The pipe broke: it died.
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new TimeoutException();
        }
        finally
        {
            if (result is null)
                Dispose();
        }

        return result;
    }

    private static ProcessStartInfo Command(ReaderLimits limits)
    {
        string[] guard = Tool.OnPath("prlimit")
            ? ["prlimit", string.Create(CultureInfo.InvariantCulture, $"--as={limits.AddressSpaceBytes}"), "--core=0", "--"]
            : [];
        // Under `dotnet Program.dll` our own program is dotnet, and needs the name of the assembly.
        string[] assembly = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [Environment.GetCommandLineArgs()[0]] : [];
        string[] command = [.. guard, Environment.ProcessPath!, .. assembly, "hro", ReadFilesCommand.Name];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var name in Inherited)
        {
            if (Environment.GetEnvironmentVariable(name) is { } value)
                start.Environment[name] = value;
        }

        start.Environment["DOTNET_GCHeapHardLimit"] = limits.HeapBytes.ToString("X", CultureInfo.InvariantCulture);
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_gcConcurrent"] = "0";
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        return start;
    }
}
