using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace HybridBpo.Platform;

/// <summary>One PostgreSQL schema and the numbered scripts that make it.</summary>
/// <param name="Name">The schema, such as <c>collections</c>.</param>
/// <param name="Scripts">Its scripts in the order in which they run.</param>
public sealed partial record SchemaSource(string Name, IReadOnlyList<SchemaScript> Scripts)
{
    /// <summary>The order in which schemas are made; one that is not named here comes last.</summary>
    public static IReadOnlyList<string> Order { get; } = ["events", "platform", "identity", "quartz", "inbox", "collections", "hro"];

    /// <summary>
    /// Collects the scripts embedded in assemblies as <c>Sql/NNN_name.sql</c>. They belong to the schema that the assembly is named for
    /// (<c>HybridBpo.EventStore</c>: <c>events</c>, <c>HybridBpo.Collections</c>: <c>collections</c>); <c>Sql/identity_NNN_name.sql</c> belongs to
    /// the schema <c>identity</c>.
    /// </summary>
    /// <param name="assemblies">Those without scripts are passed over.</param>
    /// <returns>The schemas in <see cref="Order"/>.</returns>
    public static IReadOnlyList<SchemaSource> From(IEnumerable<Assembly> assemblies) =>
        [.. assemblies.SelectMany(Embedded).GroupBy(found => found.Schema, found => found.Script)
            .Select(group => new SchemaSource(group.Key, [.. group.OrderBy(script => script.Name, StringComparer.Ordinal)]))
            .OrderBy(source => Place(source.Name)).ThenBy(source => source.Name, StringComparer.Ordinal)];

    /// <summary>One number for all scripts together: SHA-256 in hexadecimal over schemas, names and texts.</summary>
    public static string Fingerprint(IEnumerable<SchemaSource> sources) =>
        SchemaScript.Hash(string.Join('\n',
            from source in sources from script in source.Scripts select $"{source.Name}/{script.Name} {script.Sha256}"));

    private static IEnumerable<(string Schema, SchemaScript Script)> Embedded(Assembly assembly)
    {
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal)))
        {
            if (FileName().Match(resource) is not { Success: true } match)
                continue;
            var own = assembly.GetName().Name!.Split('.')[^1].ToLowerInvariant();
            var schema = match.Groups["schema"].Success ? match.Groups["schema"].Value : own == "eventstore" ? "events" : own;
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
            yield return (schema, new SchemaScript(match.Groups["name"].Value, reader.ReadToEnd()));
        }
    }

    private static int Place(string schema) =>
        Order.Index().Where(known => known.Item == schema).Select(known => known.Index).FirstOrDefault(Order.Count);

    [GeneratedRegex(@"\.Sql\.((?<schema>[a-z]+)_)?(?<name>\d{3}_[a-z0-9_]+)\.sql$")]
    private static partial Regex FileName();
}

/// <summary>One numbered script. Once applied somewhere it is never changed: the next change is the next script.</summary>
/// <param name="Name">File name without ending, such as <c>001_accounts</c>.</param>
/// <param name="Text">The SQL.</param>
public sealed record SchemaScript(string Name, string Text)
{
    /// <summary>SHA-256 of the text in hexadecimal, the same for both kinds of line ends.</summary>
    public string Sha256 { get; } = Hash(Text.ReplaceLineEndings("\n"));

    internal static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
