namespace HybridBpo.Trees;

/// <summary>One named column of input values, either <see cref="NumericColumn"/> or <see cref="CategoryColumn"/>.</summary>
public abstract class FeatureColumn
{
    private protected FeatureColumn(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
    }

    /// <summary>The column's name; columns are matched to a model by it, exactly and case-sensitively.</summary>
    public string Name { get; }

    /// <summary>How many rows the column has.</summary>
    public abstract int Count { get; }
}

/// <summary>A column of numbers; <see cref="float.NaN"/> means missing.</summary>
public sealed class NumericColumn : FeatureColumn
{
    /// <summary>Wraps <paramref name="values"/> (not copied; do not change it while it is used).</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="values">One value per row, NaN where missing; infinities are refused when training.</param>
    public NumericColumn(string name, float[] values)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(values);
        Values = values;
    }

    /// <summary>One value per row, NaN where missing.</summary>
    public float[] Values { get; }

    /// <inheritdoc/>
    public override int Count => Values.Length;
}

/// <summary>A column of categories, stored as an index into its levels; −1 means missing.</summary>
public sealed class CategoryColumn : FeatureColumn
{
    /// <summary>Wraps <paramref name="codes"/> (not copied).</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="levels">The distinct texts that occur; their order does not matter.</param>
    /// <param name="codes">One index into <paramref name="levels"/> per row, −1 where missing.</param>
    /// <exception cref="ArgumentException">A code is outside −1 … levels − 1, or a level occurs twice.</exception>
    public CategoryColumn(string name, IReadOnlyList<string> levels, int[] codes)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(levels);
        ArgumentNullException.ThrowIfNull(codes);
        if (levels.Distinct(StringComparer.Ordinal).Count() != levels.Count)
            throw new ArgumentException($"Column '{name}' lists a level twice.", nameof(levels));
        foreach (var code in codes)
        {
            if (code < -1 || code >= levels.Count)
                throw new ArgumentException($"Column '{name}' has code {code}, but only {levels.Count} levels.", nameof(codes));
        }

        Levels = levels;
        Codes = codes;
    }

    /// <summary>The distinct texts that occur.</summary>
    public IReadOnlyList<string> Levels { get; }

    /// <summary>One index into <see cref="Levels"/> per row, −1 where missing.</summary>
    public int[] Codes { get; }

    /// <inheritdoc/>
    public override int Count => Codes.Length;

    /// <summary>Builds a column from texts; <see langword="null"/> means missing.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="values">One text per row.</param>
    public static CategoryColumn FromTexts(string name, IEnumerable<string?> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var levels = new List<string>();
        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        var codes = new List<int>();
        foreach (var value in values)
        {
            if (value is null)
            {
                codes.Add(-1);
                continue;
            }

            if (!index.TryGetValue(value, out var code))
            {
                code = levels.Count;
                index.Add(value, code);
                levels.Add(value);
            }

            codes.Add(code);
        }

        return new CategoryColumn(name, levels, [.. codes]);
    }
}
