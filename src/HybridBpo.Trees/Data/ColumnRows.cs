namespace HybridBpo.Trees;

/// <summary>Picks rows out of columns.</summary>
public static class ColumnRows
{
    /// <summary>A copy of the given rows of a column.</summary>
    /// <param name="column">The column.</param>
    /// <param name="rows">0-based row numbers.</param>
    public static FeatureColumn Take(FeatureColumn column, int[] rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return column switch
        {
            NumericColumn numeric => new NumericColumn(numeric.Name, Take(numeric.Values, rows)),
            CategoryColumn category => new CategoryColumn(category.Name, category.Levels, Take(category.Codes, rows)),
            _ => throw new ArgumentException("Unknown kind of column.", nameof(column)),
        };
    }

    /// <summary>A copy of the given rows of an array.</summary>
    /// <param name="values">The values.</param>
    /// <param name="rows">0-based row numbers.</param>
    public static T[] Take<T>(T[] values, int[] rows)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(rows);
        var taken = new T[rows.Length];
        for (var i = 0; i < rows.Length; i++)
            taken[i] = values[rows[i]];
        return taken;
    }
}
