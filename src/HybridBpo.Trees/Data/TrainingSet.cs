namespace HybridBpo.Trees;

/// <summary>Rows to learn from: columns of equal length, a 0/1 label, and an optional weight per row.</summary>
public sealed class TrainingSet
{
    /// <summary>Checks and wraps the data (nothing is copied).</summary>
    /// <param name="columns">At least one column; all of the label's length, names unique, no infinities.</param>
    /// <param name="labels">0 or 1 per row.</param>
    /// <param name="weights">A finite weight of 0 or more per row, not all 0; <see langword="null"/> weighs every row 1.</param>
    /// <exception cref="TrainingDataException">The data cannot be learnt from; the message names column and row.</exception>
    public TrainingSet(IReadOnlyList<FeatureColumn> columns, float[] labels, float[]? weights = null)
    {
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(labels);
        if (labels.Length == 0)
            throw new TrainingDataException("There are 0 rows.");
        if (columns.Count == 0)
            throw new TrainingDataException("There is no column to learn from.");
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var column in columns)
            CheckColumn(column, labels.Length, names);
        var badLabel = Array.FindIndex(labels, y => y is not (0f or 1f));
        if (badLabel >= 0)
            throw new TrainingDataException($"The label of row {badLabel} is {labels[badLabel]}; it must be 0 or 1.");
        CheckWeights(labels.Length, weights);
        Columns = columns;
        Labels = labels;
        Weights = weights;
    }

    /// <summary>The columns.</summary>
    public IReadOnlyList<FeatureColumn> Columns { get; }

    /// <summary>0 or 1 per row.</summary>
    public float[] Labels { get; }

    /// <summary>The weight per row, or <see langword="null"/> when every row weighs 1.</summary>
    public float[]? Weights { get; }

    /// <summary>How many rows there are.</summary>
    public int Count => Labels.Length;

    /// <summary>A copy of the given rows, in the given order.</summary>
    /// <param name="rows">0-based row numbers.</param>
    public TrainingSet Take(int[] rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var columns = Columns.Select(c => ColumnRows.Take(c, rows)).ToArray();
        return new TrainingSet(columns, ColumnRows.Take(Labels, rows), Weights is null ? null : ColumnRows.Take(Weights, rows));
    }

    private static void CheckColumn(FeatureColumn column, int rows, HashSet<string> names)
    {
        if (!names.Add(column.Name))
            throw new TrainingDataException($"The column name '{column.Name}' occurs twice.");
        if (column.Count != rows)
            throw new TrainingDataException($"Column '{column.Name}' has {column.Count} rows, the label has {rows}.");
        if (column is not NumericColumn numeric)
            return;
        var bad = Array.FindIndex(numeric.Values, float.IsInfinity);
        if (bad >= 0)
            throw new TrainingDataException($"Column '{column.Name}', row {bad}: an infinite number cannot be learnt from; leave it missing.");
    }

    private static void CheckWeights(int rows, float[]? weights)
    {
        if (weights is null)
            return;
        if (weights.Length != rows)
            throw new TrainingDataException($"There are {weights.Length} weights for {rows} rows.");
        var bad = Array.FindIndex(weights, w => !(w >= 0 && float.IsFinite(w)));
        if (bad >= 0)
            throw new TrainingDataException($"The weight of row {bad} is {weights[bad]}; it must be a finite number of 0 or more.");
        if (Array.TrueForAll(weights, w => w == 0))
            throw new TrainingDataException("All weights are 0.");
    }
}

/// <summary>Data that cannot be learnt from; the message says why and where.</summary>
public sealed class TrainingDataException : Exception
{
    internal TrainingDataException(string message)
        : base(message)
    {
    }
}
