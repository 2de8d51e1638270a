using HybridBpo.Trees;

namespace HybridBpo.Collections.Risk;

/// <summary>Training rows in four parts; each is checked by trees grown on the other three.</summary>
internal sealed class Folds
{
    private const int Count = 4;

    /// <summary>A tree's step is its learning rate: patience is meant in steps.</summary>
    private const double Patience = 2;

    /// <summary>Who is further behind on the first part, of so many rows, is left.</summary>
    private const double TooFarBehind = 1.01;
    private const int RowsToTell = 2000;
    private readonly (TrainingSet Grow, TrainingSet Check)[] parts;
    private double bestOnFirst = double.PositiveInfinity, best = double.PositiveInfinity;

    private Folds((TrainingSet Grow, TrainingSet Check)[] parts) => this.parts = parts;

    /// <summary>Null when the rows are too few for it.</summary>
    public static Folds? Of(TrainingSet set, int seed, int draw)
    {
        var parts = new List<(TrainingSet, TrainingSet)>();
        for (var part = 0; part < Count; part++)
        {
            var check = RowDraw.Part(set.Count, seed, 5 + draw, Count, part);
            if (check.Length == 0 || check.Length == set.Count)
                continue;
            var others = RowDraw.Others(set.Count, check);
            if (!Weighs(set, check) || !Weighs(set, others))
                continue;
            var grow = set.Take(others);
            if (grow.Labels.Distinct().Count() == 2)
                parts.Add((grow, set.Take(check)));
        }

        return parts.Count < 2 ? null : new Folds([.. parts]);
    }

    /// <summary>The number of trees that is best over all parts, and the log loss there.</summary>
    public Trial Try(TrainingOptions options, CancellationToken ct)
    {
        var patient = options with { EarlyStoppingRounds = (int)Math.Clamp(Patience / options.LearningRate, 20, 500) };
        var first = Curve(parts[0]);
        var behind = first.Min() / bestOnFirst;
        if (parts[0].Check.Count >= RowsToTell && behind > TooFarBehind)
            return new Trial(options with { Trees = Shortest(first) }, best * behind, Left: true);
        IReadOnlyList<double>[] curves = [first, .. parts[1..].Select(Curve)];
        var mean = Enumerable.Range(0, curves.Min(c => c.Count)).Select(t => curves.Average(c => c[t])).ToArray();
        (bestOnFirst, best) = (Math.Min(bestOnFirst, first.Min()), Math.Min(best, mean.Min()));
        return new Trial(options with { Trees = Shortest(mean) }, mean.Min());

        IReadOnlyList<double> Curve((TrainingSet Grow, TrainingSet Check) part) =>
            TreeTrainer.Train(part.Grow, patient, part.Check, cancellation: ct).ValidationLogLoss;
    }

    // Of rows that all weigh nothing there is nothing to learn, nor to check by.
    private static bool Weighs(TrainingSet set, int[] rows) => set.Weights is not { } weights || rows.Any(row => weights[row] > 0);

    private static int Shortest(IReadOnlyList<double> losses) => losses.Index().MinBy(l => l.Item).Index + 1;
}
