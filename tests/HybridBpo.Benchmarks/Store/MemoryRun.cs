using System.Diagnostics;
using HybridBpo.Events;

namespace HybridBpo.Benchmarks.Store;

/// <summary>Memory at one moment.</summary>
internal sealed record Sample(string Phase, long Events, long RssMb, long HeapMb);

/// <summary>What a memory run gave. Flat: the second half of each phase needed no more than its first half, but for 64 MB.</summary>
internal sealed record MemoryResult(
    int Events, double BulkEventsPerSecond, double RebuildEventsPerSecond, long PeakRssMb, bool Flat, IReadOnlyList<Sample> Series);

/// <summary>One bulk append of many events in one transaction, then a rebuild of a projection over all of them, while memory is watched.</summary>
internal sealed class MemoryRun(BenchDatabase database, int events, Action<string> say)
{
    public const int Least = 10_000;
    private const int Samples = 20, EventsEach = 5, SlackMb = 64;
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(100);
    private readonly List<Sample> series = [];
    private long peak;

    public async Task<MemoryResult> RunAsync()
    {
        var store = database.Open();
        var streams = events / EventsEach;
        var made = 0L;
        IEnumerable<NewStream> Streams()
        {
            for (var i = 0; i < streams; i++)
            {
                made += EventsEach;
                yield return StoreCases.Five();
            }
        }

        var appended = await Watched(
            "bulk append", () => Interlocked.Read(ref made), () => store.BulkAppendAsync(StoreCases.Client, StoreCases.Me, Streams()));
        await database.Execute("analyze events.mt_events");
        var at = 0L;
        var progress = new Reached(value => Interlocked.Exchange(ref at, value));
        var daemon = new ProjectionDaemon(store, [new Counts()]);
        var rebuilt = await Watched("rebuild", () => Interlocked.Read(ref at), () => daemon.RebuildAsync("counts", "bench", progress: progress));
        return new MemoryResult(
            streams * EventsEach, Math.Round(streams * EventsEach / appended.TotalSeconds), Math.Round(streams * EventsEach / rebuilt.TotalSeconds),
            peak, IsFlat("bulk append") && IsFlat("rebuild"), series);
    }

    private async Task<TimeSpan> Watched(string phase, Func<long> at, Func<Task> act)
    {
        GC.Collect();
        var clock = Stopwatch.StartNew();
        var acting = Task.Run(act);
        var next = 0L;
        while (!acting.IsCompleted)
        {
            await Task.WhenAny(acting, Task.Delay(Often));
            if (at() >= next || acting.IsCompleted)
            {
                Take(phase, at());
                next = at() + events / Samples;
            }
        }

        await acting;
        return clock.Elapsed;
    }

    private void Take(string phase, long at)
    {
        using var self = Process.GetCurrentProcess();
        var sample = new Sample(phase, at, self.WorkingSet64 >> 20, GC.GetTotalMemory(forceFullCollection: false) >> 20);
        peak = Math.Max(peak, self.PeakWorkingSet64 >> 20);
        series.Add(sample);
        say($"{phase,-12} {at,12:N0} events  {sample.RssMb,6:N0} MB resident  {sample.HeapMb,6:N0} MB managed");
    }

    private bool IsFlat(string phase)
    {
        var own = series.Where(s => s.Phase == phase).ToList();
        var half = own.Count / 2;
        return half == 0 || own.Skip(half).Max(s => s.RssMb) <= own.Take(half).Max(s => s.RssMb) + SlackMb;
    }

    /// <summary>At once, on the thread that tells it.</summary>
    private sealed class Reached(Action<long> act) : IProgress<(long At, long Of)>
    {
        public void Report((long At, long Of) value) => act(value.At);
    }
}
