using YamlDotNet.Serialization;

namespace HybridBpo.Hro.Screening;

/// <summary>Word lists of the field rules, kept as data.</summary>
internal static class Lexicon
{
    private static readonly Lazy<Dictionary<string, string>> All = new(() =>
        new Deserializer().Deserialize<Dictionary<string, string>>(Resources.Read("lexicon.yaml")));

    public static IReadOnlyList<string> List(string key) => All.Value[key].Split('|',
        StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The list as one regular-expression alternative, longest first.</summary>
    public static string Alternatives(string key) =>
        string.Join('|', List(key).OrderByDescending(w => w.Length).Select(System.Text.RegularExpressions.Regex.Escape));
}
