namespace HybridBpo.Trees;

/// <summary>One training run: its binned data, scores and trees so far.</summary>
internal sealed class BoostingRun
{
    private readonly TrainingOptions options;
    private readonly WorkerTeam team;
    private readonly BinnedRows rows;
    private readonly Gradients gradients;
    private readonly TreeGrower grower;
    private readonly bool[] activeFeatures;
    private readonly ValidationPart? validation;
    private readonly float baseScore;
    private readonly TreeModel? from;
    private readonly List<Tree> trees = [];

    public BoostingRun(
        TrainingSet set, TrainingOptions options, TrainingSet? validationSet, TreeModel? from, float baseScore, WorkerTeam team)
    {
        this.options = options;
        this.team = team;
        this.from = from;
        this.baseScore = from?.BaseScore ?? Math.Clamp(baseScore, 1e-6f, 1 - 1e-6f);
        var baseMargin = Logistic.Margin(this.baseScore);
        rows = BinnedRows.Fit(set, options, team);
        gradients = new Gradients(set, baseMargin, rows, team);
        var before = from is null ? null : new Scorer(from);
        before?.Margins(set.Columns, options.Threads).CopyTo(gradients.Margin, 0);
        activeFeatures = new bool[set.Columns.Count];
        Array.Fill(activeFeatures, true);
        grower = new TreeGrower(rows, gradients, options, activeFeatures, team);
        validation = validationSet is null ? null : new ValidationPart(
            validationSet, rows, before?.Margins(validationSet.Columns, options.Threads), baseMargin, team);
    }

    public TrainingResult Run(IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        var losses = new List<double>();
        var best = 0;
        for (var t = 0; t < options.Trees; t++)
        {
            cancellation.ThrowIfCancellationRequested();
            var grown = AddTree(t);
            if (validation is not null)
                losses.Add(validation.LogLoss());
            progress?.Report(new TrainingProgress(t + 1, options.Trees, losses.Count > 0 ? losses[^1] : null));
            if (losses.Count > 0 && losses[^1] < losses[best])
                best = losses.Count - 1;
            var stuck = grown.Leaves.Count == 1 && options.RowSample >= 1 && options.ColumnSample >= 1;
            if (stuck || (options.EarlyStoppingRounds > 0 && losses.Count - 1 - best >= options.EarlyStoppingRounds))
                break;
        }

        var stopped = options.EarlyStoppingRounds > 0 && losses.Count > 0 && best + 1 < trees.Count;
        if (stopped)
            trees.RemoveRange(best + 1, trees.Count - best - 1);
        var schema = new Schema(Array.ConvertAll(rows.Features, f => f.Feature));
        return new TrainingResult(from is null ? new TreeModel(schema, trees, baseScore) : Continued.Join(from, schema, trees), losses, stopped);
    }

    private GrownTree AddTree(int number)
    {
        var seed = Sampling.TreeSeed(options.Seed, (from?.TreeCount ?? 0) + number);
        gradients.Update(seed, team);
        var drawn = Sampling.DrawRows(grower.Partition.Rows.AsSpan(0, rows.Rows), options.RowSample, seed);
        if (options.ColumnSample < 1)
            Sampling.DrawColumns(activeFeatures, options.ColumnSample, seed);
        var grown = grower.Grow(drawn);
        var values = LeafValues.Compute(grown, grower.Partition.Rows, gradients, options, team);
        LeafValues.AddTo(gradients.Margin, grower.Partition.Rows.AsMemory(drawn, rows.Rows - drawn), rows, grown, values, team);
        validation?.Add(grown, values);
        trees.Add(TreeBuilder.Build(grown, rows, gradients, values, options));
        return grown;
    }
}
