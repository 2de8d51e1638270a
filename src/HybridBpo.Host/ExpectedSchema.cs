using System.Reflection;

namespace HybridBpo.Host;

/// <summary>What the scripts of all schemas make of an empty database, pinned in Sql/Shape; a test keeps it true.</summary>
internal static class ExpectedSchema
{
    private const string Prefix = "shape.";

    /// <summary>The lines of <see cref="SchemaShape"/> by schema.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Lines { get; } = Assembly.GetExecutingAssembly().GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .ToDictionary(name => name[Prefix.Length..], Read);

    /// <summary>How a database that was brought up to date differs.</summary>
    public static async Task<SchemaDifferences> CompareAsync(string connectionString, CancellationToken ct) => SchemaCheck.Compare(
        Lines.Values.SelectMany(lines => lines), await SchemaShape.ReadAsync(connectionString, Lines.Keys, ct));

    private static IReadOnlyList<string> Read(string name)
    {
        using var text = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!);
        return text.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
