using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using HybridBpo.Trees;

namespace HybridBpo.Benchmarks.Trees;

/// <summary>Our side in a process of its own, which obeys the same words as <c>peers.py</c>.</summary>
internal sealed class OurWorker(BenchData data, int threads)
{
    public const string Word = "trees-worker";

    private TreeModel? model;
    private Scorer? scorer;

    public static int Play(string[] args)
    {
        var worker = new OurWorker(BenchData.Load(args[1]), int.Parse(args[0]));
        Console.WriteLine("{}");
        while (Console.In.ReadLine() is { } line)
        {
            var words = line.Split(' ', 2);
            Console.WriteLine(JsonSerializer.Serialize(worker.Do(words[0], words.ElementAtOrDefault(1) ?? ""), JsonSerializerOptions.Web));
        }

        return 0;
    }

    private WorkerAnswer Do(string what, string rest) => what switch
    {
        "fit" => Fit(int.Parse(rest)),
        "score" => Score(),
        "row" => Row(),
        "load" => Load(),
        _ => Predict(rest),
    };

    private WorkerAnswer Fit(int trees)
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        var (before, began) = (PeakMb(reset: true), Stopwatch.GetTimestamp());
        model = TreeTrainer.Train(data.Train, new TrainingOptions { Trees = trees, Threads = threads }).Model;
        var took = Stopwatch.GetElapsedTime(began).TotalSeconds;
        scorer = new Scorer(model);
        return new WorkerAnswer(took, PeakMb(reset: false) - before);
    }

    private double[] Probabilities() => scorer!.Probabilities(data.Test.Columns, threads);

    private WorkerAnswer Score()
    {
        var (rows, clock) = (0L, Stopwatch.StartNew());
        while (rows == 0 || clock.Elapsed.TotalSeconds < 0.5) rows += Probabilities().Length;
        return new WorkerAnswer(rows / clock.Elapsed.TotalSeconds);
    }

    // A row takes less than the clock can tell: a thousand at a time.
    private WorkerAnswer Row()
    {
        const int Rows = 1000;
        var (width, took) = (data.Test.Columns.Count, new List<double>(10_000));
        var rows = new float[Rows * width];
        for (var i = 0; i < rows.Length; i++) rows[i] = ((NumericColumn)data.Test.Columns[i % width]).Values[i / width % data.Test.Count];
        var (sum, bytes, clock) = (0f, 0L, Stopwatch.StartNew());
        while (took.Count < 20 || clock.Elapsed.TotalSeconds < 0.5)
        {
            var (before, began) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
            for (var row = 0; row < Rows; row++) sum += scorer!.Margin(rows.AsSpan(row * width, width));
            took.Add(Stopwatch.GetElapsedTime(began).TotalMicroseconds / Rows);
            bytes = Math.Max(bytes, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return new WorkerAnswer(float.IsNaN(sum) ? double.NaN : took.Order().ElementAt(took.Count / 2), Bytes: bytes);
    }

    private WorkerAnswer Load()
    {
        var (text, took) = (XgboostJson.Write(model!), new List<double>());
        while (took.Count < 21)
        {
            var began = Stopwatch.GetTimestamp();
            var loaded = new Scorer(XgboostJson.Read(text));
            took.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds + (loaded.Model.TreeCount == 0 ? double.NaN : 0));
        }

        return new WorkerAnswer(took.Order().ElementAt(took.Count / 2));
    }

    private WorkerAnswer Predict(string path)
    {
        File.WriteAllBytes(path, MemoryMarshal.AsBytes(Probabilities().AsSpan()).ToArray());
        return new WorkerAnswer(0);
    }

    private static double PeakMb(bool reset)
    {
        if (!OperatingSystem.IsLinux()) return double.NaN;
        // 5 makes the most that was resident begin anew.
        if (reset) File.WriteAllText("/proc/self/clear_refs", "5");
        return File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1] is var kilobytes ? double.Parse(kilobytes) / 1024 : 0;
    }
}
