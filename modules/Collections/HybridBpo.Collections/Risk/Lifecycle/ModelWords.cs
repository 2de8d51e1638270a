using System.Globalization;

namespace HybridBpo.Collections.Risk.Lifecycle;

/// <summary>Words and numbers that the pages of models share.</summary>
internal static class ModelWords
{
    public static string Path(ModelRow model) => $"/models/{model.ClientId}/{model.Name}/{model.Version}";

    public static string Show(double value, string format = "0.000") => double.IsNaN(value) ? "–"
        : value.ToString(format, CultureInfo.InvariantCulture);

    public static string Percent(double share) => double.IsNaN(share) ? "–" : (100 * share).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    /// <summary>Who it was, or what: the product itself trains nothing, but the demo does.</summary>
    public static string Name(IReadOnlyDictionary<string, string> names, string user) =>
        names.GetValueOrDefault(user, user == "demo" ? "the demo" : "somebody");

    public static string State(string state) => state switch
    {
        "trained" => "candidate",
        "asked" => "waits for a decision",
        _ => state,
    };

    public static string HoldOutWords(string text) => HoldOut.Parse(text) switch
    {
        HashHoldOut => "a fixed quarter of the rows",
        TimeHoldOut t => $"rows with {t.DateColumn} from {t.From:d MMM yyyy} on",
        _ => text,
    };

    public static string Reason(string code) => GoLive.Reasons.FirstOrDefault(r => r.Code == code)?.Label ?? code;
}
