namespace HybridBpo.Trees;

/// <summary>Columns bound to a schema, in its order, as numbers.</summary>
internal sealed class ScoringInputs
{
    private readonly float[][] values;

    private ScoringInputs(float[][] values, int rows)
    {
        this.values = values;
        Rows = rows;
    }

    public int Rows { get; }

    public static ScoringInputs Bind(Schema schema, IReadOnlyList<FeatureColumn> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        if (schema.Compare(columns) is { } mismatch)
            throw new SchemaMismatchException(mismatch);
        var rows = columns.Count == 0 ? 0 : columns[0].Count;
        var odd = columns.FirstOrDefault(c => c.Count != rows);
        if (odd is not null)
            throw new ArgumentException($"Column '{odd.Name}' has {odd.Count} rows, '{columns[0].Name}' has {rows}.", nameof(columns));
        var byName = new Dictionary<string, FeatureColumn>(StringComparer.Ordinal);
        foreach (var column in columns)
            byName.TryAdd(column.Name, column);
        var bound = schema.Features.Select(f => Values(f, byName[f.Name])).ToArray();
        return new ScoringInputs(bound, rows);
    }

    /// <summary>Copies rows as a block of <see cref="Forest.Lanes"/>; lanes beyond <paramref name="count"/> are left as they are.</summary>
    public void CopyBlock(int start, int count, Span<float> block)
    {
        for (var f = 0; f < values.Length; f++)
            values[f].AsSpan(start, count).CopyTo(block[(f * Forest.Lanes)..]);
    }

    public void CopyRow(int row, Span<float> target)
    {
        for (var f = 0; f < values.Length; f++)
            target[f] = values[f][row];
    }

    private static float[] Values(Feature feature, FeatureColumn column)
    {
        if (column is NumericColumn numeric)
            return numeric.Values;
        var category = (CategoryColumn)column;
        var codes = category.Levels.Select(feature.CodeOf).ToArray();
        return Array.ConvertAll(category.Codes, code => code < 0 ? float.NaN : codes[code]);
    }
}
