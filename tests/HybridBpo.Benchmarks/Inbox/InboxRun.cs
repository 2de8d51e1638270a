using System.Collections.Concurrent;
using System.Diagnostics;
using HybridBpo.Benchmarks.Store;

namespace HybridBpo.Benchmarks.Inbox;

/// <summary>All measurements at one number of open cases.</summary>
internal sealed class InboxRun(
    BenchHouse[] houses, InboxDatabase database, string[] clients, int open, int people, TimeSpan pace, TimeSpan time, int rush)
{
    private const int Warm = 30, LiveTimes = 20;
    private readonly Desk.Hands hands = new();

    public int HeldTwice => hands.Twice;

    public async Task<IReadOnlyList<InboxRow>> RunAsync(int from)
    {
        var rows = new List<InboxRow>();
        var opened = await new BenchCases(houses[0], clients).FillAsync(from, open);
        rows.Add(new InboxRow("open in bulk", open, people, Math.Round(opened), 0, 0, null, null));
        await database.ExecuteAsync("vacuum analyze");
        await PacedAsync(TimeSpan.FromSeconds(Warm));
        rows.AddRange(await PacedAsync(time));
        rows.Add(await AtOnceAsync());
        using var taker = houses[0].As("person-0");
        using var watcher = houses[^1].As("supervisor");
        var seen = await LiveRun.MeasureAsync(taker, watcher, LiveTimes);
        var live = Measure.Of(seen, TimeSpan.FromSeconds(1), 1);
        rows.Add(Row("live update", live with { PerSecond = 0 }));
        return rows;
    }

    /// <summary>Everybody at their own pace: exponential pauses, so that some press at the same moment.</summary>
    private async Task<IReadOnlyList<InboxRow>> PacedAsync(TimeSpan span)
    {
        var clock = Stopwatch.StartNew();
        var times = await CrewAsync(people, desk => desk.RoundAsync(async () =>
        {
            if (clock.Elapsed > span) throw new OperationCanceledException();
            await Task.Delay(TimeSpan.FromSeconds(-Math.Log(1 - Random.Shared.NextDouble()) * pace.TotalSeconds));
        }), span);
        return [.. times.OrderBy(t => t.Key).Select(t => Row(t.Key, Measure.Of(t.Value, clock.Elapsed, 1)))];
    }

    /// <summary>So many people take and give back as fast as they can, beside the same by bare Npgsql, in turns.</summary>
    private async Task<InboxRow> AtOnceAsync()
    {
        var (ours, bare) = ((List<Run>)[], (List<Run>)[]);
        var floor = new BareNext(database.Source, clients);
        for (var round = 0; round < 3; round++)
        {
            bare.Add(await Measure.ForAsync(floor.TakeAsync, rush, time / 6));
            var clock = Stopwatch.StartNew();
            var times = await CrewAsync(Math.Min(rush, people), desk => desk.TakeAsync(), time / 6);
            ours.Add(Measure.Of(times["next"], clock.Elapsed, 1));
        }

        return Row("next, all at once", Measure.Median(ours)) with { FloorPerSecond = Math.Round(Measure.Median(bare).PerSecond) };
    }

    private async Task<Dictionary<string, List<double>>> CrewAsync(int count, Func<Desk, Task> act, TimeSpan span)
    {
        var clock = Stopwatch.StartNew();
        var desks = await Task.WhenAll(Enumerable.Range(0, count).Select(i => Task.Run(async () =>
        {
            using var desk = new Desk(houses[i % houses.Length].As($"person-{i}"), $"person-{i}", hands);
            try
            {
                while (clock.Elapsed < span)
                    await act(desk);
            }
            catch (OperationCanceledException)
            {
                // The time is over; what is held is given up with its lease.
            }

            return desk.Times;
        })));
        return desks.SelectMany(desk => desk).GroupBy(pair => pair.Key)
            .ToDictionary(group => group.Key, group => group.SelectMany(pair => pair.Value).ToList());
    }

    private InboxRow Row(string name, Run run) =>
        new(name, open, people, Math.Round(run.PerSecond), Math.Round(run.P50Ms, 1), Math.Round(run.P99Ms, 1), null, null);
}
