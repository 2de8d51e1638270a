namespace HybridBpo.Trees;

/// <summary>
/// How much worse a model ranks and fits rows when one column is shuffled among them (Breiman 2001; Fisher, Rudin and Dominici 2019): of rows that
/// took no part in training it says what the model leans on, not what is true.
/// </summary>
public static class PermutationImportance
{
    /// <summary>Per feature of the model the mean loss over some shuffles, the most important first. The same seed gives the same.</summary>
    /// <param name="scorer">The model.</param>
    /// <param name="columns">Rows to measure on, matched by name.</param>
    /// <param name="labels">0 or 1 per row; both must occur.</param>
    /// <param name="shuffles">How often each column is shuffled (1 … 1,000).</param>
    /// <param name="seed">Seed of the shuffles.</param>
    /// <param name="threads">Threads; 0 = one per processor.</param>
    /// <param name="cancellation">Checked between shuffles.</param>
    /// <param name="only">The features to measure; <see langword="null"/> for all.</param>
    /// <exception cref="SchemaMismatchException">A column is missing or of the wrong kind.</exception>
    /// <exception cref="ArgumentException">Lengths differ, or a number is out of range.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static IReadOnlyList<FeatureLoss> Measure(
        Scorer scorer, IReadOnlyList<FeatureColumn> columns, float[] labels, int shuffles = 5, int seed = 1, int threads = 0,
        CancellationToken cancellation = default, IReadOnlyCollection<string>? only = null)
    {
        ArgumentNullException.ThrowIfNull(scorer);
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentOutOfRangeException.ThrowIfLessThan(shuffles, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(shuffles, 1000);
        var whole = Figures(scorer, columns, labels, threads);
        var losses = new List<FeatureLoss>();
        foreach (var (number, feature) in scorer.Model.Schema.Features.Index().Where(f => only?.Contains(f.Item.Name) ?? true))
        {
            double auc = 0, loss = 0;
            for (var i = 0; i < shuffles; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                var order = Enumerable.Range(0, labels.Length).ToArray();
                new Random(HashCode(seed, number, i)).Shuffle(order);
                var shuffled = columns.Select(c => c.Name == feature.Name ? ColumnRows.Take(c, order) : c).ToArray();
                var figures = Figures(scorer, shuffled, labels, threads);
                (auc, loss) = (auc + whole.Auc - figures.Auc, loss + figures.LogLoss - whole.LogLoss);
            }

            losses.Add(new FeatureLoss(feature.Name, auc / shuffles, loss / shuffles));
        }

        return [.. losses.OrderByDescending(l => l.LogLoss)];
    }

    private static ModelFigures Figures(Scorer scorer, IReadOnlyList<FeatureColumn> columns, float[] labels, int threads) =>
        ModelMetrics.Evaluate(Array.ConvertAll(scorer.Margins(columns, threads), scorer.Probability), labels);

    // Not System.HashCode, which differs from process to process.
    private static int HashCode(int seed, int feature, int shuffle) => unchecked((((seed * 486_187_739) + feature) * 16_777_619) + shuffle);
}

/// <summary>What shuffling a feature costs.</summary>
/// <param name="Feature">The feature's name.</param>
/// <param name="Auc">By how much the AUC falls.</param>
/// <param name="LogLoss">By how much the log loss rises.</param>
public sealed record FeatureLoss(string Feature, double Auc, double LogLoss);
