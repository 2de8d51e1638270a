using System.Diagnostics;
using System.Text.Json;

namespace HybridBpo.Benchmarks.Trees;

/// <summary>What a worker answers: seconds, rows a second, microseconds or milliseconds.</summary>
internal sealed record WorkerAnswer(double Value, double Memory = 0, long Bytes = 0);

/// <summary>A process that trains and scores when told to: ours, or a peer's.</summary>
internal sealed class Worker : IDisposable
{
    private const string Python = "/usr/bin/python3";

    private readonly Process process;

    private Worker(string who, int threads, Process process) => (Who, Threads, this.process) = (who, threads, process);

    public string Who { get; }

    public int Threads { get; }

    public static bool Has(string peer)
    {
        if (!File.Exists(Python)) return false;
        using var process = Process.Start(new ProcessStartInfo(Python, ["-c", $"import {peer}, numpy"]) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    public static Worker Start(string who, int threads, string data)
    {
        var start = who == "ours"
            ? new ProcessStartInfo(Environment.ProcessPath!, [.. Own(), OurWorker.Word, $"{threads}", data])
            : new ProcessStartInfo(Python, ["-c", Script(), who, $"{threads}", data]);
        (start.RedirectStandardInput, start.RedirectStandardOutput) = (true, true);
        start.Environment["OMP_NUM_THREADS"] = $"{threads}";
        // A heap per core would count as memory of training.
        start.Environment["DOTNET_gcServer"] = "0";
        var worker = new Worker(who, threads, Process.Start(start)!);
        worker.Answer();
        return worker;
    }

    public WorkerAnswer Ask(string what)
    {
        process.StandardInput.WriteLine(what);
        process.StandardInput.Flush();
        return Answer();
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        if (!process.WaitForExit(5000)) process.Kill();
        process.Dispose();
    }

    private WorkerAnswer Answer() => process.StandardOutput.ReadLine() is { } line
        ? JsonSerializer.Deserialize<WorkerAnswer>(line, JsonSerializerOptions.Web)!
        : throw new InvalidOperationException($"{Who} with {Threads} threads ended; what it said stands above.");

    // Under "dotnet X.dll" the process is dotnet.
    private static string[] Own() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(Worker).Assembly.Location] : [];

    private static string Script()
    {
        using var text = new StreamReader(typeof(Worker).Assembly.GetManifestResourceStream("peers.py")!);
        return text.ReadToEnd();
    }
}
