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

    /// <summary>How many minor units make one of the currency: 100 for the dollar, 1 for the yen.</summary>
    /// <param name="currency">ISO 4217 code.</param>
    public static long Unit(string currency) => Digits(currency) switch { 0 => 1, 3 => 1_000, _ => 100 };

    /// <summary>The amount as a plain number, for a field or a chart: <c>1486.20</c>.</summary>
    /// <param name="minor">The amount in minor units.</param>
    /// <param name="currency">ISO 4217 code.</param>
    public static string Plain(long minor, string currency) =>
        ((decimal)minor / Unit(currency)).ToString("F" + Digits(currency), CultureInfo.InvariantCulture);

    /// <summary>Such as <c>$1,486.20</c>, <c>−€12.00</c> (a real minus), <c>CHF 90.00</c>.</summary>
    /// <param name="minor">The amount in minor units.</param>
    /// <param name="currency">ISO 4217 code.</param>
    public static string Format(long minor, string currency)
    {
        var number = Math.Abs((decimal)minor / Unit(currency)).ToString("N" + Digits(currency), CultureInfo.InvariantCulture);
        var sign = currency switch { "USD" => "$", "EUR" => "€", "GBP" => "£", "JPY" => "¥", _ => currency + "\u00a0" };
        return (minor < 0 ? "\u2212" : "") + sign + number;
    }
}
