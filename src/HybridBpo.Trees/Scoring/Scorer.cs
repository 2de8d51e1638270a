using System.Buffers;

namespace HybridBpo.Trees;

/// <summary>Scores rows with a model. Thread-safe; make one per model and keep it.</summary>
public sealed class Scorer
{
    private const int Chunk = 4096;
    private const int LargestOnStack = 4096;
    private readonly Forest forest;
    private readonly Lazy<TreeShap> shap;

    /// <summary>Prepares a model for scoring.</summary>
    /// <param name="model">The model.</param>
    public Scorer(TreeModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        Model = model;
        forest = Forest.For(model);
        shap = new Lazy<TreeShap>(() => new TreeShap(model));
    }

    /// <summary>The model.</summary>
    public TreeModel Model { get; }

    /// <summary>The margin (log-odds before calibration) of one row.</summary>
    /// <param name="row">Values in schema order: NaN where missing, <see cref="Feature.CodeOf"/> for categories.</param>
    /// <exception cref="ArgumentException">The row's length is not the schema's.</exception>
    public float Margin(ReadOnlySpan<float> row)
    {
        CheckRow(row);
        if (forest.RowScratch <= LargestOnStack)
            return forest.Row(row, stackalloc byte[forest.RowScratch]);
        var scratch = ArrayPool<byte>.Shared.Rent(forest.RowScratch);
        try
        {
            return forest.Row(row, scratch);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }

    /// <summary>The margins of many rows given as named columns; extra columns are ignored.</summary>
    /// <param name="columns">The columns, matched by name.</param>
    /// <param name="threads">Threads; 0 = one per processor.</param>
    /// <exception cref="SchemaMismatchException">A column is missing or of the wrong kind (see <see cref="Schema.Compare"/>).</exception>
    /// <exception cref="ArgumentException">Columns differ in length.</exception>
    public float[] Margins(IReadOnlyList<FeatureColumn> columns, int threads = 0)
    {
        var inputs = ScoringInputs.Bind(Model.Schema, columns);
        var margins = new float[inputs.Rows];
        ForEachChunk(inputs.Rows, threads, (start, end) => ScoreChunk(inputs, start, margins.AsSpan(start, end - start)));
        return margins;
    }

    /// <summary>The probabilities of many rows: <see cref="Probability"/> of each of their margins.</summary>
    /// <param name="columns">The columns, matched by name.</param>
    /// <param name="threads">Threads; 0 = one per processor.</param>
    /// <exception cref="SchemaMismatchException">A column is missing or of the wrong kind (see <see cref="Schema.Compare"/>).</exception>
    /// <exception cref="ArgumentException">Columns differ in length.</exception>
    public double[] Probabilities(IReadOnlyList<FeatureColumn> columns, int threads = 0)
    {
        var inputs = ScoringInputs.Bind(Model.Schema, columns);
        var probabilities = new double[inputs.Rows];
        ForEachChunk(inputs.Rows, threads, (start, end) =>
        {
            Span<float> margins = stackalloc float[Chunk];
            ScoreChunk(inputs, start, margins[..(end - start)]);
            for (var row = start; row < end; row++)
                probabilities[row] = Probability(margins[row - start]);
        });
        return probabilities;
    }

    /// <summary>The probability that belongs to a margin: calibrated when the model has a calibrator.</summary>
    /// <param name="margin">A margin of this model.</param>
    public double Probability(float margin) => Model.Calibrator?.Probability(margin) ?? Logistic.Probability(margin);

    /// <summary>
    /// Exact TreeSHAP contributions of one row to its margin: one value per feature, then the expected margin; they add up to the margin.
    /// </summary>
    /// <param name="row">Values in schema order.</param>
    /// <exception cref="ArgumentException">The row's length is not the schema's.</exception>
    public double[] Contributions(ReadOnlySpan<float> row)
    {
        CheckRow(row);
        var values = new double[row.Length + 1];
        shap.Value.Explain(row, 1, values);
        return values;
    }

    /// <summary>Contributions of many rows: per row one value per feature, then the expected margin.</summary>
    /// <param name="columns">The columns, matched by name.</param>
    /// <param name="threads">Threads; 0 = one per processor.</param>
    /// <exception cref="SchemaMismatchException">A column is missing or of the wrong kind.</exception>
    public double[][] Contributions(IReadOnlyList<FeatureColumn> columns, int threads = 0)
    {
        var inputs = ScoringInputs.Bind(Model.Schema, columns);
        var width = Model.Schema.Features.Count;
        var all = new double[inputs.Rows][];
        var explainer = shap.Value;
        ForEachChunk((inputs.Rows + TreeShap.Lanes - 1) / TreeShap.Lanes, threads, chunk: 16, (from, to) =>
        {
            var rows = new float[TreeShap.Lanes * width];
            var values = new double[TreeShap.Lanes * (width + 1)];
            for (var block = from; block < to; block++)
            {
                var start = block * TreeShap.Lanes;
                var count = Math.Min(TreeShap.Lanes, inputs.Rows - start);
                for (var r = 0; r < count; r++)
                    inputs.CopyRow(start + r, rows.AsSpan(r * width, width));
                explainer.Explain(rows.AsSpan(0, count * width), count, values);
                for (var r = 0; r < count; r++)
                    all[start + r] = values.AsSpan(r * (width + 1), width + 1).ToArray();
            }
        });
        return all;
    }

    private static void ForEachChunk(int count, int threads, Action<int, int> work) => ForEachChunk(count, threads, Chunk, work);

    private static void ForEachChunk(int count, int threads, int chunk, Action<int, int> work)
    {
        var chunks = (count + chunk - 1) / chunk;
        var degree = threads > 0 ? threads : Environment.ProcessorCount;
        if (degree == 1 || chunks <= 1)
        {
            for (var c = 0; c < chunks; c++)
                work(c * chunk, Math.Min(count, (c + 1) * chunk));
            return;
        }

        Parallel.For(0, chunks, new ParallelOptions { MaxDegreeOfParallelism = degree }, c => work(c * chunk, Math.Min(count, (c + 1) * chunk)));
    }

    private void ScoreChunk(ScoringInputs inputs, int start, Span<float> margins)
    {
        var scratch = ArrayPool<byte>.Shared.Rent(forest.BlockScratch);
        var block = ArrayPool<float>.Shared.Rent(Math.Max(1, Model.Schema.Features.Count) * Forest.Lanes);
        try
        {
            Span<float> lanes = stackalloc float[Forest.Lanes];
            for (var at = 0; at < margins.Length; at += Forest.Lanes)
            {
                var count = Math.Min(Forest.Lanes, margins.Length - at);
                inputs.CopyBlock(start + at, count, block);
                forest.Block(block, lanes, scratch);
                lanes[..count].CopyTo(margins[at..]);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
            ArrayPool<float>.Shared.Return(block);
        }
    }

    private void CheckRow(ReadOnlySpan<float> row)
    {
        if (row.Length != Model.Schema.Features.Count)
            throw new ArgumentException($"The row has {row.Length} values; the model needs {Model.Schema.Features.Count}.", nameof(row));
    }
}
