using HybridBpo.Collections.Risk;
using HybridBpo.Trees;

namespace HybridBpo.Collections.Tests.Risk;

public class TuningTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void A_search_ends_when_its_time_is_up_with_the_best_so_far()
    {
        var set = Rows(400);
        var (time, told) = (new Alarm(), new List<string>());
        var (best, tried) = Tuning.Search(set, new TrainingOptions { Threads = 1 }, TimeSpan.FromMinutes(3), time, Tell, Ct);
        Assert.Equal(2, tried.Count);
        Assert.Equal("3 minutes are up after 2 trials; the best of them are taken", told[^1]);
        Assert.Equal(tried.OrderBy(t => t.LogLoss).Select(t => t.Options), best);

        (time, var start) = (new Alarm(), new TrainingOptions { Threads = 1, Leaves = 6 });
        time.Ring();
        (best, tried) = Tuning.Search(set, start, TimeSpan.FromMinutes(3), time, told.Add, Ct);
        Assert.Equal((start, 0), (Assert.Single(best), tried.Count));
        Assert.EndsWith("the defaults stay", told[^1]);

        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => Tuning.Search(set, start, TimeSpan.FromMinutes(3), new Alarm(), told.Add, stop.Token));

        void Tell(string words)
        {
            told.Add(words);
            if (told.Count == 2)
                time.Ring();
        }
    }

    [Fact]
    public void The_same_rows_and_seed_lead_to_the_same_setting()
    {
        var start = new TrainingOptions { Seed = 4, Threads = 1 };
        var first = Tuning.Search(Rows(150), start, TimeSpan.FromMinutes(60), TimeProvider.System, _ => { }, Ct);
        var second = Tuning.Search(Rows(150), start with { Threads = 3 }, TimeSpan.FromMinutes(60), TimeProvider.System, _ => { }, Ct);
        Assert.Equal(first.Best, second.Best.Select(b => b with { Threads = 1 }));
        Assert.Equal(first.Tried.Select(t => t.LogLoss), second.Tried.Select(t => t.LogLoss));
    }

    [Fact]
    public void A_part_whose_rows_weigh_nothing_is_left_out()
    {
        var rows = Rows(200);
        TrainingSet Weighed(Func<int, float> weight) => new(rows.Columns, rows.Labels, [.. Enumerable.Range(0, rows.Count).Select(weight)]);
        Assert.Null(Folds.Of(Weighed(row => row == 7 ? 1 : 0), 4, 0));
        Assert.NotNull(Folds.Of(Weighed(row => row % 40 == 0 ? 1 : 0), 4, 0));
    }

    [Fact]
    public void Where_there_is_nothing_to_learn_few_weak_trees_are_chosen()
    {
        var random = new Random(2);
        var noise = new TrainingSet(
            [.. Enumerable.Range(0, 8).Select(c => new NumericColumn($"x{c}", Noise()))],
            [.. Enumerable.Range(0, 500).Select(_ => random.Next(2) == 0 ? 0f : 1f)]);
        var (best, tried) = Tuning.Search(noise, new TrainingOptions { Threads = 1 }, TimeSpan.FromMinutes(60), TimeProvider.System, _ => { }, Ct);
        Assert.All(best, b => Assert.InRange(b.Trees * b.LearningRate, 0, 1.5));
        Assert.All(tried, t => Assert.True(t.LogLoss > 0.68));

        float[] Noise() => [.. Enumerable.Range(0, 500).Select(_ => (float)random.NextDouble())];
    }

    private static TrainingSet Rows(int count)
    {
        var random = new Random(5);
        float[] x = [.. Enumerable.Range(0, count).Select(_ => (float)random.NextDouble())];
        float[] z = [.. Enumerable.Range(0, count).Select(_ => (float)random.Next(4))];
        return new TrainingSet(
            [new NumericColumn("x", x), new NumericColumn("z", z)], [.. x.Select((v, i) => random.NextDouble() < v * (z[i] + 1) / 4 ? 1f : 0f)]);
    }

    /// <summary>A clock whose alarms go off when told to.</summary>
    private sealed class Alarm : TimeProvider
    {
        private readonly List<(TimerCallback Callback, object? State)> waiting = [];
        private bool rung;

        public void Ring()
        {
            rung = true;
            foreach (var (callback, state) in waiting)
                callback(state);
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (rung)
                callback(state);
            waiting.Add((callback, state));
            return new Nothing();
        }

        private sealed class Nothing : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
