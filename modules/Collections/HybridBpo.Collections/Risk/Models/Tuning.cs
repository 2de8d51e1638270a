using System.Globalization;
using HybridBpo.Trees;

namespace HybridBpo.Collections.Risk;

/// <summary>One setting that was tried: its cross-validated log loss at its best number of trees.</summary>
internal sealed record Trial(TrainingOptions Options, double LogLoss);

/// <summary>
/// A small cross-validated search on training rows. It begins with the defaults and includes strongly regularised settings, which win on small
/// data; a fold's rows are never among those it was grown on, and the number of trees is the one that is best over all folds.
/// </summary>
internal static class Tuning
{
    private const int Folds = 4;
    private const int MaxTrees = 800;
    private const int PatienceTrees = 60;

    public static (TrainingOptions Best, IReadOnlyList<Trial> Tried) Search(
        TrainingSet set, TrainingOptions start, Action<string> tell, CancellationToken ct)
    {
        var folds = Enumerable.Range(0, Folds).Select(fold => Split(set, start.Seed, fold)).OfType<(TrainingSet, TrainingSet)>().ToArray();
        var tried = new List<Trial>();
        if (folds.Length < 2)
        {
            tell("too few rows to search; the defaults stay");
            return (start, tried);
        }

        var candidates = Candidates(start, set.Count);
        for (var i = 0; i < candidates.Length; i++)
        {
            tried.Add(Try(candidates[i], folds, ct));
            var loss = tried[^1].LogLoss.ToString("F5", CultureInfo.InvariantCulture);
            tell($"tried {i + 1} of {candidates.Length}: {Words(tried[^1].Options)}: log loss {loss}");
        }

        return (tried.MinBy(t => t.LogLoss)!.Options, tried);
    }

    public static string Words(TrainingOptions o) => string.Create(
        CultureInfo.InvariantCulture,
        $"{o.Trees} trees, {o.Leaves} leaves, rate {o.LearningRate}, min leaf {o.MinLeafRows}, L2 {o.L2}, rows {o.RowSample}, "
        + $"columns {o.ColumnSample}");

    private static TrainingOptions[] Candidates(TrainingOptions start, int rows)
    {
        var slow = start with { LearningRate = 0.03, Trees = MaxTrees };
        var small = Math.Max(20, rows / 100);
        return
        [
            start with { Trees = MaxTrees },
            slow with { Leaves = 31, MinLeafRows = 20, ColumnSample = 0.5, RowSample = 0.8 },
            slow with { Leaves = 31, MinLeafRows = 100, ColumnSample = 0.5, RowSample = 0.8, L2 = 10 },
            slow with { Leaves = 15, MinLeafRows = 20, ColumnSample = 0.5, RowSample = 0.8 },
            slow with { Leaves = 15, MinLeafRows = 100, ColumnSample = 0.5, RowSample = 0.8, L2 = 10 },
            slow with { Leaves = 15, MinLeafRows = small, ColumnSample = 0.3, RowSample = 0.7, L2 = 30 },
            slow with { Leaves = 8, MinLeafRows = 20, ColumnSample = 0.5, RowSample = 0.8, L2 = 1 },
            slow with { Leaves = 8, MinLeafRows = 100, ColumnSample = 0.5, RowSample = 0.8, L2 = 30 },
            slow with { Leaves = 5, MinLeafRows = small, ColumnSample = 0.4, RowSample = 0.7, L2 = 30 },
            slow with { Leaves = 4, MinLeafRows = small, ColumnSample = 0.3, RowSample = 0.6, L2 = 100 },
            slow with { Leaves = 3, MinLeafRows = small, ColumnSample = 0.3, RowSample = 0.6, L2 = 100 },
            slow with { Leaves = 2, MinLeafRows = small, ColumnSample = 0.5, RowSample = 0.8, L2 = 10 },
        ];
    }

    private static Trial Try(TrainingOptions options, (TrainingSet Grow, TrainingSet Check)[] folds, CancellationToken ct)
    {
        var curves = new List<IReadOnlyList<double>>();
        foreach (var (grow, check) in folds)
        {
            var patient = options with { EarlyStoppingRounds = PatienceTrees };
            curves.Add(TreeTrainer.Train(grow, patient, check, cancellation: ct).ValidationLogLoss);
        }

        var length = curves.Min(c => c.Count);
        var mean = Enumerable.Range(0, length).Select(t => curves.Average(c => c[t])).ToArray();
        var best = Array.IndexOf(mean, mean.Min());
        return new Trial(options with { Trees = best + 1 }, mean[best]);
    }

    private static (TrainingSet Grow, TrainingSet Check)? Split(TrainingSet set, int seed, int fold)
    {
        var check = Enumerable.Range(0, set.Count).Where(row => (int)(RowDraw.Place(row, seed, 5) * Folds) == fold).ToArray();
        var rest = RowDraw.Others(set.Count, check);
        if (check.Length == 0 || rest.Length == 0)
            return null;
        var (grow, held) = (set.Take(rest), set.Take(check));
        return grow.Labels.Distinct().Count() == 2 ? (grow, held) : null;
    }
}
