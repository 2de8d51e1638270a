using System.Diagnostics;

namespace HybridBpo.Benchmarks.Store;

/// <summary>What one run of a case gave.</summary>
internal sealed record Run(double PerSecond, double P50Ms, double P99Ms);

internal static class Measure
{
    /// <summary>Repeats an operation on several workers until time is up. Every operation counts for <paramref name="weight"/>.</summary>
    public static async Task<Run> ForAsync(Func<int, Task> operation, int concurrency, TimeSpan time, int weight = 1)
    {
        var clock = Stopwatch.StartNew();
        var latencies = await Task.WhenAll(Enumerable.Range(0, concurrency).Select(worker => Task.Run(async () =>
        {
            var own = new List<double>();
            while (clock.Elapsed < time)
            {
                var start = Stopwatch.GetTimestamp();
                await operation(worker);
                own.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            return own;
        })));
        return Of(latencies.SelectMany(l => l), clock.Elapsed, weight);
    }

    public static Run Of(IEnumerable<double> latencies, TimeSpan elapsed, int weight)
    {
        var sorted = latencies.Order().ToArray();
        return new Run(sorted.Length * weight / elapsed.TotalSeconds, At(sorted, 0.50), At(sorted, 0.99));
    }

    /// <summary>Several slices as one run: the mean rate, the median of the medians, the worst of the tails.</summary>
    public static Run Together(IReadOnlyList<Run> slices) => new(
        slices.Average(s => s.PerSecond), slices.Select(s => s.P50Ms).Order().ElementAt(slices.Count / 2), slices.Max(s => s.P99Ms));

    public static Run Median(IReadOnlyList<Run> runs) => runs.OrderBy(r => r.PerSecond).ElementAt(runs.Count / 2);

    private static double At(double[] sorted, double share) => sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))];
}
