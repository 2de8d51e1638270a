namespace HybridBpo.Trees;

/// <summary>
/// How a model's mean answer moves with one feature, the others as they are in the rows (Friedman 2001). Where features go together it also asks
/// about rows that do not occur.
/// </summary>
public static class PartialDependence
{
    /// <summary>The curve of a feature, by ascending value; of a category one point per level.</summary>
    /// <param name="scorer">The model.</param>
    /// <param name="columns">The rows to average over, matched by name; some hundreds do.</param>
    /// <param name="feature">The feature's name.</param>
    /// <param name="points">Values of a numeric feature at most (2 … 1,000), spread over the quantiles that occur.</param>
    /// <param name="threads">Threads; 0 = one per processor.</param>
    /// <returns>One point per value, and a last one for missing (NaN, or a null level) when it occurs; empty when no value is known.</returns>
    /// <exception cref="SchemaMismatchException">A column is missing or of the wrong kind.</exception>
    /// <exception cref="ArgumentException">The model has no such feature, there is no row, or a number is out of range.</exception>
    public static IReadOnlyList<DependencePoint> Of(
        Scorer scorer, IReadOnlyList<FeatureColumn> columns, string feature, int points = 20, int threads = 0)
    {
        ArgumentNullException.ThrowIfNull(scorer);
        ArgumentNullException.ThrowIfNull(columns);
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(points, 1000);
        if (scorer.Model.Schema.IndexOf(feature) < 0)
            throw new ArgumentException($"The model has no feature '{feature}'.", nameof(feature));
        if (scorer.Model.Schema.Compare([.. columns]) is { } mismatch)
            throw new SchemaMismatchException(mismatch);
        var column = columns.First(c => c.Name == feature);
        if (column.Count == 0)
            throw new ArgumentException("There are 0 rows.", nameof(columns));
        return [.. Settings(column, points).Select(setting =>
        {
            var margins = scorer.Margins([.. columns.Select(c => c.Name == feature ? setting.Column : c)], threads);
            return new DependencePoint(
                setting.Value, setting.Level, margins.Average(m => (double)m), margins.Average(m => scorer.Probability(m)));
        })];
    }

    private static IEnumerable<(float Value, string? Level, FeatureColumn Column)> Settings(FeatureColumn column, int points)
    {
        if (column is CategoryColumn category)
        {
            foreach (var code in category.Codes.Distinct().OrderBy(code => code < 0).ThenBy(code => code))
                yield return (float.NaN, code < 0 ? null : category.Levels[code], new CategoryColumn(column.Name, category.Levels, Same(code)));
            yield break;
        }

        var values = ((NumericColumn)column).Values;
        var known = values.Where(v => !float.IsNaN(v)).Order().ToArray();
        var grid = known.Length == 0 ? [] : Enumerable.Range(0, points).Select(i => known[(int)((long)(known.Length - 1) * i / (points - 1))]);
        foreach (var value in grid.Distinct().Concat(known.Length < values.Length ? [float.NaN] : []))
            yield return (value, null, new NumericColumn(column.Name, Same(value)));

        T[] Same<T>(T value) => [.. Enumerable.Repeat(value, column.Count)];
    }
}

/// <summary>A point of a partial dependence curve.</summary>
/// <param name="Value">The value of a numeric feature; NaN for missing and for categories.</param>
/// <param name="Level">The level of a category; null for missing and for numbers.</param>
/// <param name="Margin">The mean margin when every row has this value.</param>
/// <param name="Probability">The mean probability.</param>
public sealed record DependencePoint(float Value, string? Level, double Margin, double Probability);
