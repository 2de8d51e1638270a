using System.Globalization;

namespace HybridBpo.Platform;

/// <summary>Amounts as people read them.</summary>
public static class MoneyText
{
    private static readonly HashSet<string> NoMinor =
        ["BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"];


    private static readonly HashSet<string> ThreeMinor = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];

    /// <summary>Digits after the decimal point that ISO 4217 gives the currency.</summary>
    public static int Digits(string currency) => NoMinor.Contains(currency) ? 0 : ThreeMinor.Contains(currency) ? 3 : 2;

    /// <summary>Such as <c>$1,486.20</c>, <c>−€12.00</c> (a real minus), <c>CHF 90.00</c>.</summary>
    /// <param name="minor">The amount in minor units.</param>
    /// <param name="currency">ISO 4217 code.</param>
    public static string Format(long minor, string currency)
    {
        var digits = Digits(currency);
        var major = (decimal)minor / (decimal)Math.Pow(10, digits);
        var number = Math.Abs(major).ToString("N" + digits, CultureInfo.InvariantCulture);
        var sign = currency switch { "USD" => "$", "EUR" => "€", "GBP" => "£", "JPY" => "¥", _ => currency + "\u00a0" };
        return (minor < 0 ? "\u2212" : "") + sign + number;
    }
}
