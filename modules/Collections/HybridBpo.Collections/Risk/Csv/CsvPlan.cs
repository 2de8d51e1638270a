namespace HybridBpo.Collections.Risk;

/// <summary>How a column of the file is taken.</summary>
internal enum CsvUse
{
    /// <summary>Numbers, or categories when its cells are no numbers.</summary>
    Auto,
    Number,
    Text,
    Ignore,
}

/// <summary>What the caller wants of a file's columns.</summary>
internal sealed record CsvPlan
{
    /// <summary>Columns taken as text whatever they hold.</summary>
    public IReadOnlySet<string> Text { get; init; } = new HashSet<string>();

    /// <summary>Columns whose cells must be numbers.</summary>
    public IReadOnlySet<string> Numbers { get; init; } = new HashSet<string>();

    /// <summary>Columns left out.</summary>
    public IReadOnlySet<string> Drop { get; init; } = new HashSet<string>();

    /// <summary>When given, only these columns are read; the flag says whether the column is text.</summary>
    public IReadOnlyDictionary<string, bool>? Only { get; init; }

    /// <summary>Columns the file must have.</summary>
    public IReadOnlyCollection<string> Needed { get; init; } = [];

    /// <summary>Whether a column of texts is refused unless it is among <see cref="Text"/>.</summary>
    public bool TextsAreNamed { get; init; }

    public CsvUse UseOf(string name)
    {
        if (Drop.Contains(name))
            return CsvUse.Ignore;
        if (Text.Contains(name))
            return CsvUse.Text;
        if (Numbers.Contains(name))
            return CsvUse.Number;
        if (Only is null)
            return CsvUse.Auto;
        return Only.TryGetValue(name, out var isText) ? isText ? CsvUse.Text : CsvUse.Number : CsvUse.Ignore;
    }
}
