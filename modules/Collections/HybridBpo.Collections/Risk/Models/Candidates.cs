using HybridBpo.Trees;

namespace HybridBpo.Collections.Risk;

/// <summary>The settings that <see cref="Tuning"/> tries, each with as many trees as it may take; how many are best is found out.</summary>
internal static class Candidates
{
    private const int MostTrees = 1200, FewRows = 5000;

    /// <summary>From what was asked for to the strongly regularised, which wins on small data; those that win most often first.</summary>
    public static TrainingOptions[] Broad(TrainingOptions start, int rows)
    {
        var slow = start with { LearningRate = 0.03, Trees = MostTrees, RowSample = 0.8, ColumnSample = 0.5, MinLeafRows = 20 };
        var strong = slow with { RowSample = 0.6, ColumnSample = 0.3, MinLeafRows = Math.Max(20, rows / 100) };
        // Few rows leave no room for leaves of twenty; a least gain and fewer rows for each tree hold small leaves back.
        var few = slow with { RowSample = 0.5, MinLeafRows = 3 };
        TrainingOptions[] small = rows > FewRows ? [] : [few with { Leaves = 16, MinGain = 2 }, few with { Leaves = 4, L2 = 20 }];
        return
        [
            start with { Trees = MostTrees },
            slow with { Leaves = 15 },
            slow with { Leaves = 8 },
            slow with { Leaves = 31 },
            slow with { Leaves = 4 },
            slow with { Leaves = 15, MinLeafRows = 100, L2 = 10 },
            slow with { Leaves = 31, MinLeafRows = 100, L2 = 10 },
            slow with { Leaves = 15, MinLeafRows = 100, L2 = 10, MaxBins = 31 },
            slow with { Leaves = 2 },
            strong with { Leaves = 8, L2 = 30 },
            strong with { Leaves = 4, L2 = 100 },
            strong with { Leaves = 2, L2 = 30 },
            slow with { Leaves = 63, MinLeafRows = 50, L2 = 10 },
            .. small,
        ];
    }

    /// <summary>One thing changed at a time.</summary>
    public static TrainingOptions[] Near(TrainingOptions best, int rows)
    {
        var any = Unfinished(best);
        return
        [
            any with { ColumnSample = best.ColumnSample > 0.4 ? best.ColumnSample * 0.6 : best.ColumnSample * 2 },
            any with { L2 = Math.Max(1, best.L2) * 5 },
            any with { MinLeafRows = Math.Clamp(best.MinLeafRows * 3, 1, Math.Max(1, rows / 10)) },
            any with { MinLeafRows = Math.Max(1, best.MinLeafRows / 3), MinChildHessian = best.MinChildHessian / 3 },
            any with { MaxBins = 63 },
            any with { MaxBins = 31 },
        ];
    }

    /// <summary>The same setting, with its number of trees open again.</summary>
    public static TrainingOptions Unfinished(TrainingOptions options) => options with { Trees = Math.Max(MostTrees, 2 * options.Trees) };
}
