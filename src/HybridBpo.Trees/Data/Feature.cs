namespace HybridBpo.Trees;

/// <summary>One input of a model: its name and, for a category, the levels the model knows.</summary>
public sealed class Feature
{
    private readonly Dictionary<string, int> codes = new(StringComparer.Ordinal);

    /// <summary>Describes an input.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="isCategory">Whether values are category codes.</param>
    /// <param name="levels"> The known levels in code order; <see langword="null"/> for a numeric feature, and for a category of a model trained
    /// elsewhere that kept no names (<see cref="TakesCodes"/>).
    /// </param>
    public Feature(string name, bool isCategory = false, IReadOnlyList<string>? levels = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
        IsCategory = isCategory;
        Levels = levels ?? [];
        TakesCodes = isCategory && levels is null;
        for (var i = 0; i < Levels.Count; i++)
            codes[Levels[i]] = i;
    }

    /// <summary>The column's name.</summary>
    public string Name { get; }

    /// <summary>Whether values are category codes.</summary>
    public bool IsCategory { get; }

    /// <summary>Whether it is a category whose levels have no names: its column is numeric and holds the codes.</summary>
    public bool TakesCodes { get; }

    /// <summary>The known levels in code order.</summary>
    public IReadOnlyList<string> Levels { get; }

    /// <summary>The input value of a category's text: its code, a code beyond the known ones for an unseen text, NaN for missing.</summary>
    /// <param name="level">The text, or <see langword="null"/> when missing.</param>
    public float CodeOf(string? level) =>
        level is null ? float.NaN : codes.TryGetValue(level, out var code) ? code : Levels.Count;
}
