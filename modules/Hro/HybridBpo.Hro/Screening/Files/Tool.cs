using System.Diagnostics;
using HybridBpo.Platform;

namespace HybridBpo.Hro.Screening;

/// <summary>What a program printed and how it ended.</summary>
internal sealed record ToolOutput(int ExitCode, byte[] Output, string Error);

/// <summary>Runs a program of poppler-utils under limits of time, memory and output, and kills it when it exceeds one.</summary>
internal static class Tool
{
    private static readonly bool HasPrlimit = OnPath("prlimit");

    public static bool OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, program)));

    public static async Task<Result<ToolOutput>> RunAsync(string program, IReadOnlyList<string> arguments, string file, CancellationToken ct)
    {
        if (!OnPath(program))
            return new ReaderMissing(program);
        using var process = new Process { StartInfo = Start(program, arguments) };
        using var time = CancellationTokenSource.CreateLinkedTokenSource(ct);
        time.CancelAfter(Limits.ToolTime);
        process.Start();
        try
        {
            var error = ReadAsync(process.StandardError.BaseStream, 64 * 1024, keepGoing: true, time.Token);
            var output = await ReadAsync(process.StandardOutput.BaseStream, Limits.ToolOutputBytes, keepGoing: false, time.Token);
            if (output is null)
            {
                Kill(process);
                return new ReadingStopped(file, $"{program} gave more than {Limits.ToolOutputBytes / 1_048_576} MB");
            }

            await process.WaitForExitAsync(time.Token);
            return new ToolOutput(process.ExitCode, output, System.Text.Encoding.UTF8.GetString(await error ?? []));
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            Kill(process);
            return new ReadingStopped(file, $"{program} took longer than {Limits.ToolTime.TotalSeconds:0} seconds");
        }
        catch (OperationCanceledException)
        {
            Kill(process);
            throw;
        }
    }

    private static ProcessStartInfo Start(string program, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(HasPrlimit ? "prlimit" : program)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = false,
            UseShellExecute = false,
        };
        if (HasPrlimit)
        {
            start.ArgumentList.Add($"--as={Limits.ToolMemoryBytes}");
            start.ArgumentList.Add($"--cpu={Limits.ToolTime.TotalSeconds:0}");
            start.ArgumentList.Add("--core=0");
            start.ArgumentList.Add("--");
            start.ArgumentList.Add(program);
        }

        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return start;
    }

    private static async Task<byte[]?> ReadAsync(Stream stream, int limit, bool keepGoing, CancellationToken ct)
    {
        var kept = new MemoryStream();
        var buffer = new byte[65_536];
        for (int n; (n = await stream.ReadAsync(buffer, ct)) > 0;)
        {
            if (kept.Length + n <= limit)
                kept.Write(buffer, 0, n);
            else if (!keepGoing)
                return null;
        }

        return kept.ToArray();
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It ended by itself meanwhile.
        }
    }
}
