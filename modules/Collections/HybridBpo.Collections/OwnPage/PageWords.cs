using System.Globalization;
using YamlDotNet.Serialization;

namespace HybridBpo.Collections.OwnPage;

/// <summary>The words of the debtor's page in one language.</summary>
internal sealed record PageWords(string Lang)
{
    public const string English = "en";

    private static readonly Dictionary<string, Dictionary<string, string>> All = Load();

    public static IReadOnlyList<string> Languages { get; } = [.. All["name"].Keys];

    public static PageWords Of(string? lang) => new(Languages.Contains(lang) ? lang! : English);

    public string this[string key] => All[key][Lang];

    public string Say(string key, params object[] with) => string.Format(CultureInfo.InvariantCulture, All[key][Lang], with);

    public string Day(DateOnly day) => $"{day.Day} {All["months"][Lang].Split(' ')[day.Month - 1]} {day.Year}";

    /// <summary>For the test that every language has every word.</summary>
    internal static IReadOnlyDictionary<string, Dictionary<string, string>> Table => All;

    private static Dictionary<string, Dictionary<string, string>> Load()
    {
        using var stream = typeof(PageWords).Assembly.GetManifestResourceStream("HybridBpo.Collections.OwnPage.words.yaml")!;
        return new DeserializerBuilder().Build().Deserialize<Dictionary<string, Dictionary<string, string>>>(new StreamReader(stream));
    }
}
