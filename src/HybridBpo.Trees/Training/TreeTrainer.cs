namespace HybridBpo.Trees;

/// <summary>Trains gradient-boosted trees for a yes/no outcome (logistic loss), on histograms, leaf by leaf.</summary>
/// <remarks>
/// After Friedman (2001), Chen and Guestrin (2016, second-order gain, default direction for missing values), Ke et al. (2017, leaf-wise growth on
/// histograms). Histograms hold integers, and what is random about a row hangs on what it holds, so a seed gives the same model at any thread
/// count and, up to 200,000 rows and without row sampling (which goes by row number, as does the sample that bins are cut from), in any order.
/// </remarks>
public static class TreeTrainer
{
    /// <summary>Trains a model.</summary>
    /// <param name="set">The rows to learn from; both outcomes must occur.</param>
    /// <param name="options">How to train; <see langword="null"/> for the defaults.</param>
    /// <param name="validation">Rows with the same columns, whose log loss is followed and may stop training early.</param>
    /// <param name="progress">Told after every tree.</param>
    /// <param name="cancellation">Checked between trees.</param>
    /// <param name="from">
    /// A model to go on from: its trees stay, and further <see cref="TrainingOptions.Trees"/> are grown on what they leave. The rows need its columns
    /// and no others; levels that it does not know are added. Its calibrator is not kept. <see langword="null"/> to begin anew.
    /// </param>
    /// <exception cref="TrainingDataException">
    /// Only one outcome has weight, the validation part lacks a column, a column to keep in order is not there or holds categories, or the columns
    /// are not those of the model to go on from.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="OperationCanceledException">Training was cancelled.</exception>
    public static TrainingResult Train(
        TrainingSet set,
        TrainingOptions? options = null,
        TrainingSet? validation = null,
        IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellation = default,
        TreeModel? from = null)
    {
        ArgumentNullException.ThrowIfNull(set);
        options ??= new TrainingOptions();
        options.Validate();
        var share = PositiveShare(set);
        if (share is 0 or 1)
            throw new TrainingDataException($"Every row's label is {share}; both outcomes must occur.");
        if (from is not null)
            set = Continued.Arrange(set, from);
        CheckValidation(set, validation);
        CheckMonotone(set, options);
        cancellation.ThrowIfCancellationRequested();
        using var team = new WorkerTeam(options.ThreadsFor(set));
        var run = new BoostingRun(set, options, validation, from, (float)share, team);
        return run.Run(progress, cancellation);
    }

    private static void CheckMonotone(TrainingSet set, TrainingOptions options)
    {
        foreach (var name in options.Monotone.Keys)
        {
            if (set.Columns.FirstOrDefault(c => c.Name == name) is not { } column)
                throw new TrainingDataException($"There is no column '{name}' to keep in order.");
            if (column is not NumericColumn && options.Monotone[name] != 0)
                throw new TrainingDataException($"Column '{name}' holds categories, which have no order to keep.");
        }
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
