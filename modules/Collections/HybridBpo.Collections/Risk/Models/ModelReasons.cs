using HybridBpo.Trees;

namespace HybridBpo.Collections.Risk;

/// <summary>What a model leans on, measured on rows it has not learnt from.</summary>
/// <param name="Rows">How many rows were asked.</param>
/// <param name="Losses">By how much it does worse when a column is shuffled, the most important first.</param>
/// <param name="Curves">How its mean answer moves with a column, for the most important ones or those asked for.</param>
internal sealed record ModelReasons(int Rows, IReadOnlyList<FeatureLoss> Losses, IReadOnlyList<DependenceCurve> Curves)
{
    /// <summary>Rows scored for all columns and shuffles together, so that a wide file takes no longer than a narrow one.</summary>
    private const int MostScored = 2_000_000;
    private const int MostRows = 20_000, RowsOfCurve = 1000, Points = 11, StandardCurves = 5;

    /// <summary>Of wide files the columns that gained most; a column that no tree asks for costs nothing anyway.</summary>
    private const int MostColumns = 50;

    /// <summary>Asks a model; the columns must fit it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="columns">Rows it has not learnt from.</param>
    /// <param name="labels">Their outcomes, both of which occur.</param>
    /// <param name="wanted">Columns to draw; empty for the most important.</param>
    /// <param name="shuffles">How often each column is shuffled.</param>
    /// <param name="threads">Threads; 0 = one per processor.</param>
    /// <param name="ct">Ends it.</param>
    public static ModelReasons Of(
        RiskModel model, IReadOnlyList<FeatureColumn> columns, float[] labels, IReadOnlyList<string> wanted, int shuffles, int threads,
        CancellationToken ct)
    {
        string[] asked = [.. model.Trees.Importance().Where(i => i.Splits > 0).Take(MostColumns).Select(i => i.Feature)];
        var most = Math.Clamp(MostScored / Math.Max(1, asked.Length) / shuffles, 100, MostRows);
        var (some, outcomes) = Some(columns, labels, most);
        var losses = outcomes.Distinct().Count() < 2
            ? []
            : PermutationImportance.Measure(model.Scorer, some, outcomes, shuffles, seed: 1, threads, ct, asked);
        var drawn = wanted.Count > 0 ? wanted : [.. losses.Where(l => l.LogLoss > 0).Take(StandardCurves).Select(l => l.Feature)];
        var (few, _) = Some(columns, labels, RowsOfCurve);
        return new ModelReasons(
            outcomes.Length, losses,
            [.. drawn.Select(name => new DependenceCurve(name, PartialDependence.Of(model.Scorer, few, name, Points, threads)))]);
    }

    private static (IReadOnlyList<FeatureColumn> Columns, float[] Labels) Some(IReadOnlyList<FeatureColumn> columns, float[] labels, int most)
    {
        if (labels.Length <= most)
            return (columns, labels);
        var rows = Enumerable.Range(0, labels.Length).OrderBy(row => RowDraw.Place(row, 1, 31)).Take(most).Order().ToArray();
        return ([.. columns.Select(c => ColumnRows.Take(c, rows))], ColumnRows.Take(labels, rows));
    }
}

/// <summary>How a model's mean answer moves with one column, the others as they are.</summary>
internal sealed record DependenceCurve(string Column, IReadOnlyList<DependencePoint> Points);
