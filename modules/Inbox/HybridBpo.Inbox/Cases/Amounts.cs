using System.Globalization;
using System.Text.RegularExpressions;

namespace HybridBpo.Inbox.Cases;

/// Money between the minor units that are stored and what people type and read.
internal static partial class Amounts
{
    /// "$1,486.20"; whole amounts without cents: "$62".
    public static string Plain(long minor, string currency)
    {
        var text = MoneyText.Format(minor, currency);
        return MoneyText.Digits(currency) > 0 && minor % MoneyText.Unit(currency) == 0 ? text[..text.LastIndexOf('.')] : text;
    }

    /// What stands before the input: "$", "CHF".
    public static string Sign(string currency) => MoneyText.Format(0, currency).TrimEnd('0', '.', '\u00a0');

    /// What the input shows: "62", "62.50".
    public static string Edit(long minor, string currency)
    {
        var amount = minor / (decimal)MoneyText.Unit(currency);
        return amount.ToString(amount == decimal.Truncate(amount) ? "0" : "F" + MoneyText.Digits(currency), CultureInfo.InvariantCulture);
    }

    /// "62", "62.5", "$1,486.20" → minor units as text; anything unreadable stays unreadable, for the check that names the field.
    public static string ToMinor(string typed, string currency)
    {
        var sign = Sign(currency);
        var text = typed.Trim();
        text = text.StartsWith(sign, StringComparison.OrdinalIgnoreCase) ? text[sign.Length..].Trim() : text;
        if (text.Length > 20 || !Amount().IsMatch(text))
        {
            return typed.Trim().Length == 0 ? "" : $"{typed}?";
        }

        var minor = decimal.Parse(text.Replace(",", ""), CultureInfo.InvariantCulture) * MoneyText.Unit(currency);
        return minor == decimal.Truncate(minor) && Math.Abs(minor) < 1e17m ? ((long)minor).ToString(CultureInfo.InvariantCulture) : $"{typed}?";
    }

    /// A comma only where it parts thousands: "62,50" is refused, never read as 6,250.
    [GeneratedRegex(@"^-?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?$")]
    private static partial Regex Amount();
}
