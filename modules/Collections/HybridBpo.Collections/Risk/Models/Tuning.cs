using System.Globalization;
using HybridBpo.Trees;

namespace HybridBpo.Collections.Risk;

/// <summary>One setting that was tried: its cross-validated log loss at its best number of trees.</summary>
/// <param name="Options">The setting, with the number of trees that was best.</param>
/// <param name="LogLoss">Its mean log loss on rows that its trees have not seen.</param>
/// <param name="Left">Whether it fell so far behind on the first part that the others were not tried; then its log loss is a guess.</param>
internal sealed record Trial(TrainingOptions Options, double LogLoss, bool Left = false);

/// <summary>
/// A cross-validated search on training rows, in three steps: settings of all strengths, the defaults first; variations of the best; and the few
/// best again on other folds, because the least of many noisy figures is too good. It ends when its time is up, with the best so far.
/// </summary>
internal sealed class Tuning
{
    public const int StandardMinutes = 10, MostRowsForMean = 200_000;

    private const int Members = 4;

    private const int BroadFinalists = 4, NearFinalists = 3;
    private readonly TrainingSet set;
    private readonly TrainingOptions start;
    private readonly Action<string> tell;
    private readonly CancellationToken stop;
    private readonly CancellationToken timeUp;
    private readonly List<Trial> tried = [];

    private Tuning(TrainingSet set, TrainingOptions start, Action<string> tell, CancellationToken stop, CancellationToken timeUp) =>
        (this.set, this.start, this.tell, this.stop, this.timeUp) = (set, start, tell, stop, timeUp);

    /// <summary>The best settings, the very best first, and all that were tried.</summary>
    /// <param name="set">The rows to learn from; no others are looked at.</param>
    /// <param name="start">The settings to begin with; threads and seed stay.</param>
    /// <param name="limit">How long it may take, for the search alone.</param>
    /// <param name="time">The clock.</param>
    /// <param name="tell">Told what was tried.</param>
    /// <param name="ct">Ends it without an answer.</param>
    public static (IReadOnlyList<TrainingOptions> Best, IReadOnlyList<Trial> Tried) Search(
        TrainingSet set, TrainingOptions start, TimeSpan limit, TimeProvider time, Action<string> tell, CancellationToken ct)
    {
        using var clock = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, clock.Token);
        var search = new Tuning(set, start, tell, ct, either.Token);
        return (search.Run(string.Create(CultureInfo.InvariantCulture, $"{limit.TotalMinutes:0.##}")), search.tried);
    }

    /// <summary>
    /// What to grow of the best. The mean of models of several good settings and seeds errs less than one that was drawn as the best of them; where
    /// rows are many, chance decides little, and the very best is enough.
    /// </summary>
    public static IReadOnlyList<TrainingOptions> ToGrow(IReadOnlyList<TrainingOptions> best, int rows) =>
        rows > MostRowsForMean ? [best[0]] : Growing.WithSeeds(best, Math.Max(Members, best.Count));

    public static string Words(TrainingOptions o) => string.Create(
        CultureInfo.InvariantCulture,
        $"{o.Trees} trees, {o.Leaves} leaves, rate {o.LearningRate}, min leaf {o.MinLeafRows}, L2 {o.L2}, rows {o.RowSample}, "
        + $"columns {o.ColumnSample}, bins {o.MaxBins}, least gain {o.MinGain}");

    private IReadOnlyList<TrainingOptions> Run(string minutes)
    {
        var folds = Folds.Of(set, start.Seed, draw: 0);
        if (folds is null)
        {
            tell("too few rows to search; the defaults stay");
            return [start];
        }

        try
        {
            var broad = Candidates.Broad(start, set.Count);
            Try("", broad, folds);
            Try("near the best, ", Candidates.Near(Best(tried).Options, set.Count), folds);
            return Confirm([
                .. tried.Take(broad.Length).Where(t => !t.Left).OrderBy(t => t.LogLoss).Take(BroadFinalists),
                .. tried.Skip(broad.Length).Where(t => !t.Left).OrderBy(t => t.LogLoss).Take(NearFinalists)]);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            tell($"{minutes} minutes are up after {tried.Count} trials; " + (tried.Count > 0 ? "the best of them are taken" : "the defaults stay"));
            return tried.Count == 0 ? [start] : [.. tried.Where(t => !t.Left).OrderBy(t => t.LogLoss).Take(Members).Select(t => t.Options)];
        }
    }

    private void Try(string which, TrainingOptions[] candidates, Folds folds)
    {
        for (var i = 0; i < candidates.Length; i++)
        {
            tried.Add(folds.Try(candidates[i], timeUp));
            var left = tried[^1].Left ? "left after the first part, log loss about" : "log loss";
            tell($"tried {which}{i + 1} of {candidates.Length}: {Words(tried[^1].Options)}: {left} {Text(tried[^1].LogLoss)}");
        }
    }

    /// <summary>The best few once more on other folds, put in order by the mean over all folds.</summary>
    private TrainingOptions[] Confirm(Trial[] finalists)
    {
        var others = new[] { 1, 2 }.Select(draw => Folds.Of(set, start.Seed, draw)).OfType<Folds>().ToArray();
        var confirmed = new List<Trial>();
        foreach (var finalist in finalists)
        {
            var trials = others.Select(folds => folds.Try(Candidates.Unfinished(finalist.Options), timeUp)).Append(finalist).ToArray();
            var trees = (int)Math.Round(trials.Average(t => t.Options.Trees));
            confirmed.Add(new Trial(finalist.Options with { Trees = trees }, trials.Average(t => t.LogLoss)));
            tell($"on other folds: {Words(confirmed[^1].Options)}: log loss {Text(confirmed[^1].LogLoss)}");
        }

        tried.AddRange(confirmed);
        return [.. confirmed.OrderBy(t => t.LogLoss).Select(t => t.Options)];
    }

    private static Trial Best(IEnumerable<Trial> trials) => trials.MinBy(t => t.LogLoss)!;

    private static string Text(double loss) => loss.ToString("F5", CultureInfo.InvariantCulture);
}
