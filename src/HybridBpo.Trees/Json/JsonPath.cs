namespace HybridBpo.Trees;

/// <summary>The place of a value in a file, put into words only when somebody asks.</summary>
/// <param name="Above">What holds it; <see langword="null"/> for the outermost.</param>
/// <param name="Name">Its name in an object.</param>
/// <param name="Index">Its place in a list, when it has no name.</param>
internal sealed record JsonPath(JsonPath? Above, string? Name, int Index = 0)
{
    public static JsonPath Root { get; } = new(null, string.Empty);

    public override string ToString()
    {
        var above = Above?.ToString() ?? string.Empty;
        if (Name is null)
            return $"{above}[{Index}]";
        return above.Length == 0 ? Name : above + "." + Name;
    }
}
