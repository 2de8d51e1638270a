namespace HybridBpo.Trees;

/// <summary>Trains gradient-boosted trees for a yes/no outcome (logistic loss), on histograms, leaf by leaf.</summary>
/// <remarks>
/// After Friedman (2001), Chen and Guestrin (2016, second-order gain, default direction for missing values), Ke et al. (2017, leaf-wise growth on
/// histograms). Histograms hold integers, so a seed gives the same model at any thread count.
/// </remarks>
public static class TreeTrainer
{
    /// <summary>Trains a model.</summary>
    /// <param name="set">The rows to learn from; both outcomes must occur.</param>
    /// <param name="options">How to train; <see langword="null"/> for the defaults.</param>
    /// <param name="validation">Rows with the same columns, whose log loss is followed and may stop training early.</param>
    /// <param name="progress">Told after every tree.</param>
    /// <param name="cancellation">Checked between trees.</param>
    /// <exception cref="TrainingDataException">Only one outcome has weight, or the validation part lacks a column.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="OperationCanceledException">Training was cancelled.</exception>
    public static TrainingResult Train(
        TrainingSet set,
        TrainingOptions? options = null,
        TrainingSet? validation = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(set);
        options ??= new TrainingOptions();
        options.Validate();
        var share = PositiveShare(set);
        if (share is 0 or 1)
            throw new TrainingDataException($"Every row's label is {share}; both outcomes must occur.");
        CheckValidation(set, validation);
        cancellation.ThrowIfCancellationRequested();
        using var team = new WorkerTeam(options.ThreadsFor(set));
        return new BoostingRun(set, options, validation, (float)share, team).Run(progress, cancellation);
    }

    private static double PositiveShare(TrainingSet set)
    {
        double positive = 0, total = 0;
        for (var i = 0; i < set.Count; i++)
        {
            var weight = set.Weights?[i] ?? 1;
            positive += weight * set.Labels[i];
            total += weight;
        }

        return positive / total;
    }

    private static void CheckValidation(TrainingSet set, TrainingSet? validation)
    {
        if (validation is null)
            return;
        foreach (var column in set.Columns)
        {
            var other = validation.Columns.FirstOrDefault(c => c.Name == column.Name);
            if (other is null)
                throw new TrainingDataException($"The validation part lacks the column '{column.Name}'.");
            if (other.GetType() != column.GetType())
                throw new TrainingDataException($"Column '{column.Name}' is of another kind in the validation part.");
        }
    }
}
