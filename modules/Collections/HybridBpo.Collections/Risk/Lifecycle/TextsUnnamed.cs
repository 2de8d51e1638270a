namespace HybridBpo.Collections.Risk.Lifecycle;

/// <summary>An uploaded file has columns of texts, and nobody has said what to make of them.</summary>
/// <param name="Columns">Their names.</param>
internal sealed record TextsUnnamed(IReadOnlyList<string> Columns) : Invalid(Sentence(Columns))
{
    private const int MostNamed = 20;

    private static string Sentence(IReadOnlyList<string> columns)
    {
        var names = string.Join(", ", columns.Take(MostNamed)) + (columns.Count > MostNamed ? $" and {columns.Count - MostNamed:N0} more" : "");
        return columns.Count == 1
            ? $"The column {names} holds texts. Say whether it is to be taken as a category or left out."
            : $"These {columns.Count:N0} columns hold texts: {names}. Say whether they are to be taken as categories or left out.";
    }
}
