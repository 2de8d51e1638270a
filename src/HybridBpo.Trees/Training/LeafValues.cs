namespace HybridBpo.Trees;

/// <summary>Newton steps of the leaves from exact gradients, and the scores they change.</summary>
internal static class LeafValues
{
    private const int Block = 8192;

    /// <summary>
    /// Per node: the leaf's output. Whole numbers are added, so neither the order of rows nor the number of threads changes them.
    /// </summary>
    public static float[] Compute(GrownTree tree, int[] partition, Gradients gradients, TrainingOptions options, WorkerTeam team)
    {
        var pieces = Pieces(tree);
        var sums = new (long Gradient, long Hessian)[pieces.Count];
        var scale = 1 / gradients.ExactStep;
        team.Run(pieces.Count, (i, _) => sums[i] = gradients.SumExact(partition.AsSpan(pieces[i].Start, pieces[i].Count)));
        var totals = new (long Gradient, long Hessian)[tree.Left.Count];
        for (var i = 0; i < pieces.Count; i++)
        {
            ref var total = ref totals[pieces[i].Node];
            total = (total.Gradient + sums[i].Gradient, total.Hessian + sums[i].Hessian);
        }

        var values = new float[totals.Length];
        foreach (var leaf in tree.Leaves)
        {
            var (gradient, hessian) = (totals[leaf.Node].Gradient / scale, totals[leaf.Node].Hessian / scale);
            values[leaf.Node] = (float)(leaf.Bounds.Clamp(-gradient / (hessian + options.L2 + 1e-12)) * options.LearningRate);
        }

        team.Run(pieces.Count, (i, _) =>
        {
            var value = values[pieces[i].Node];
            foreach (var row in partition.AsSpan(pieces[i].Start, pieces[i].Count))
                gradients.Margin[row] += value;
        });
        return values;
    }

    /// <summary>Adds a tree's output to rows that took no part in growing it.</summary>
    public static void AddTo(float[] margin, ReadOnlyMemory<int> rowNumbers, BinnedRows rows, GrownTree tree, float[] values, WorkerTeam team) =>
        team.Run((rowNumbers.Length + Block - 1) / Block, (block, _) =>
        {
            var start = block * Block;
            foreach (var row in rowNumbers.Span.Slice(start, Math.Min(Block, rowNumbers.Length - start)))
                margin[row] += values[tree.LeafOf(rows, row)];
        });

    private static List<(int Node, int Start, int Count)> Pieces(GrownTree tree)
    {
        var pieces = new List<(int, int, int)>();
        foreach (var leaf in tree.Leaves)
        {
            for (var at = 0; at < leaf.Sums.Count; at += Block)
                pieces.Add((leaf.Node, leaf.Start + at, Math.Min(Block, leaf.Sums.Count - at)));
        }

        return pieces;
    }
}
