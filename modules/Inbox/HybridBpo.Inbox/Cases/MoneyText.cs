using System.Globalization;
using System.Text.RegularExpressions;

namespace HybridBpo.Inbox.Cases;

/// Money between the minor units that are stored and what people type and read.
internal static partial class MoneyText
{
    private static readonly string[] WithoutCents = ["JPY", "KRW", "CLP", "ISK", "VND", "XAF", "XOF", "XPF", "PYG", "UGX"];

    private static readonly Dictionary<string, string> Signs = new() { ["USD"] = "$", ["EUR"] = "€", ["GBP"] = "£" };

    public static string Sign(string currency) => Signs.GetValueOrDefault(currency, currency);

    /// "$1,486.20", "CHF 12.00"; whole amounts without cents: "$62".
    public static string Plain(long minor, string currency)
    {
        var amount = minor / (decimal)Scale(currency);
        var number = Math.Abs(amount).ToString(amount == decimal.Truncate(amount) ? "#,0" : "#,0.00", CultureInfo.InvariantCulture);
        var sign = Sign(currency);
        return $"{(minor < 0 ? "−" : "")}{sign}{(sign.Length > 1 ? " " : "")}{number}";
    }

    /// What the input shows: "62", "62.50".
    public static string Edit(long minor, string currency)
    {
        var amount = minor / (decimal)Scale(currency);
        return amount.ToString(amount == decimal.Truncate(amount) ? "0" : "0.00", CultureInfo.InvariantCulture);
    }

    /// "62", "62.5", "$1,486.20" → minor units as text; anything unreadable stays as it is, for the check that names the field.
    public static string ToMinor(string typed, string currency)
    {
        var sign = Sign(currency);
        var text = typed.Trim();
        text = text.StartsWith(sign, StringComparison.OrdinalIgnoreCase) ? text[sign.Length..].Trim() : text;
        if (text.Length > 20 || !Amount().IsMatch(text))
        {
            return $"{typed}?";
        }

        var minor = decimal.Parse(text.Replace(",", ""), CultureInfo.InvariantCulture) * Scale(currency);
        return minor == decimal.Truncate(minor) && Math.Abs(minor) < 1e17m ? ((long)minor).ToString(CultureInfo.InvariantCulture) : $"{typed}?";
    }

    /// A comma only where it parts thousands: "62,50" is refused, never read as 6,250.
    [GeneratedRegex(@"^-?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?$")]
    private static partial Regex Amount();

    private static int Scale(string currency) => WithoutCents.Contains(currency) ? 1 : 100;
}
