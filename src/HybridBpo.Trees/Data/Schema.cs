namespace HybridBpo.Trees;

/// <summary>The inputs of a model, in the order in which a row's values are given.</summary>
public sealed class Schema
{
    private readonly Dictionary<string, int> index = new(StringComparer.Ordinal);

    /// <summary>Makes a schema.</summary>
    /// <param name="features">The inputs in order.</param>
    /// <exception cref="ArgumentException">Two features share a name.</exception>
    public Schema(IReadOnlyList<Feature> features)
    {
        ArgumentNullException.ThrowIfNull(features);
        Features = features;
        for (var i = 0; i < features.Count; i++)
        {
            if (!index.TryAdd(features[i].Name, i))
                throw new ArgumentException($"The column name '{features[i].Name}' occurs twice.", nameof(features));
        }
    }

    /// <summary>The inputs in order.</summary>
    public IReadOnlyList<Feature> Features { get; }

    /// <summary>The position of a feature, or −1 when the model has none of that name.</summary>
    /// <param name="name">The column's name.</param>
    public int IndexOf(string name) => index.GetValueOrDefault(name, -1);

    /// <summary>
    /// Says whether rows with these columns can be scored: <see langword="null"/> when they can. Columns the model does not know are ignored.
    /// </summary>
    /// <param name="columns">The columns at hand.</param>
    public SchemaMismatch? Compare(IReadOnlyCollection<FeatureColumn> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        var byName = columns.GroupBy(c => c.Name, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        var missing = Features.Where(f => !byName.ContainsKey(f.Name)).Select(f => f.Name).ToArray();
        var wrong = Features.Where(f => byName.TryGetValue(f.Name, out var column) && !Fits(f, column)).Select(f => f.Name).ToArray();
        return missing.Length + wrong.Length == 0 ? null : new SchemaMismatch(missing, wrong);
    }

    private static bool Fits(Feature feature, FeatureColumn column) =>
        feature.IsCategory && !feature.TakesCodes ? column is CategoryColumn : column is NumericColumn;
}

/// <summary>Why given columns cannot feed a model.</summary>
/// <param name="MissingColumns">Columns the model needs and did not get.</param>
/// <param name="WrongKindColumns">Columns that are text where the model needs numbers, or numbers where it needs text.</param>
public sealed record SchemaMismatch(IReadOnlyList<string> MissingColumns, IReadOnlyList<string> WrongKindColumns)
{
    /// <summary>The mismatch in one sentence for a person.</summary>
    public string Message
    {
        get
        {
            var parts = new List<string>(2);
            if (MissingColumns.Count > 0)
                parts.Add($"the data lacks the columns the model was trained on: {string.Join(", ", MissingColumns)}");
            if (WrongKindColumns.Count > 0)
                parts.Add($"these columns are of the other kind (text/number) than in training: {string.Join(", ", WrongKindColumns)}");
            return string.Join("; ", parts);
        }
    }
}

/// <summary>Thrown when rows are scored whose columns do not fit; ask <see cref="Schema.Compare"/> first to avoid it.</summary>
public sealed class SchemaMismatchException : Exception
{
    internal SchemaMismatchException(SchemaMismatch mismatch)
        : base(mismatch.Message) => Mismatch = mismatch;

    /// <summary>Which columns do not fit.</summary>
    public SchemaMismatch Mismatch { get; }
}
