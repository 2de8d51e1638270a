using System.Globalization;
using System.Text.RegularExpressions;

namespace HybridBpo.Collections.Import;

/// <summary>How a file writes amounts and dates. Part of every import, never guessed in silence.</summary>
internal static partial class Formats
{
    public const string Minor = "minor", Point = "point", Comma = "comma";

    /// <summary>Amount formats with the words for them.</summary>
    public static readonly IReadOnlyList<(string Code, string Label)> Amounts =
        [(Minor, "whole cents: 345000"), (Point, "3450.00 or 3,450.00"), (Comma, "3450,00 or 3.450,00")];

    /// <summary>Date formats that are understood, with the words for them.</summary>
    public static readonly IReadOnlyList<(string Code, string Label)> Dates =
    [
        ("yyyy-MM-dd", "2026-09-30"), ("MM/dd/yyyy", "09/30/2026, month first"), ("dd/MM/yyyy", "30/09/2026, day first"),
            ("dd.MM.yyyy", "30.09.2026"),
        ("yyyyMMdd", "20260930"), ("yyyy/MM/dd", "2026/09/30"), ("dd-MM-yyyy", "30-09-2026, day first"), ("MM-dd-yyyy", "09-30-2026, month first"),
        ("dd-MMM-yyyy", "30-Sep-2026"), ("dd MMM yyyy", "30 Sep 2026"),
    ];

    /// <summary>The amount formats in which every one of these values can be read.</summary>
    public static IReadOnlyList<string> AmountCandidates(IEnumerable<string> values, string currency)
    {
        var seen = values.Where(v => v.Length > 0).ToList();
        return [.. Amounts.Select(a => a.Code).Where(f => seen.All(v => Amount(v, f, currency).Refusal is null))];
    }

    public static IReadOnlyList<string> DateCandidates(IEnumerable<string> values)
    {
        var seen = values.Where(v => v.Length > 0).ToList();
        return [.. Dates.Select(d => d.Code).Where(f => seen.All(v => Date(v, f) is not null))];
    }

    /// <summary>A day; a time of day behind it is ignored where only the day counts.</summary>
    public static DateOnly? Date(string value, string format)
    {
        var loose = format.Replace("dd", "d", StringComparison.Ordinal);
        if (!format.Contains("MMM", StringComparison.Ordinal)) loose = loose.Replace("MM", "M", StringComparison.Ordinal);
        var at = format is "yyyyMMdd" ? -1 : value.IndexOfAny(['T', ' '], Math.Min(8, value.Length));
        if (at >= 0 && !TimeOfDay().IsMatch(value[at..])) at = -1;
        return DateOnly.TryParseExact(at < 0 ? value : value[..at], format == "yyyyMMdd" ? [format] : [format, loose], CultureInfo.InvariantCulture,
            DateTimeStyles.None, out var read) ? read : null;
    }

    [GeneratedRegex(@"^[T ]([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d([.,]\d{1,9})?)?( ?[AaPp]\.?[Mm]\.?)?( ?(Z|[+-][01]\d:?[0-5]\d))?$")]
    private static partial Regex TimeOfDay();

    /// <summary>A moment: ISO 8601 with offset, or a day at noon UTC so that no time zone moves it to another day.</summary>
    public static DateTimeOffset? Moment(string value, string format)
    {
        if (format == "yyyy-MM-dd" && value.Length > 10 && DateTimeOffset.TryParse(
                value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)) return at;
        return Date(value, format) is { } day ? new DateTimeOffset(day, new TimeOnly(12, 0), TimeSpan.Zero) : null;
    }

    /// <summary>An amount in minor units, or why it is none.</summary>
    public static Result<long> Amount(string value, string format, string currency)
    {
        var (text, signs) = (value.Trim(), "");
        if (text is ['(', .. var within, ')']) (text, signs) = (within, "-");
        text = TakeSign(text.Trim(), ref signs);
        if (!StripCurrency(text, currency).Is(out var bare, out var refusal)) return refusal;
        bare = TakeSign(bare, ref signs);
        // Which way it goes is said once: "-100-" and "(-100)" are somebody's mistake.
        if (signs.Length > 1) return new BadAmount($"\"{Short(value)}\" is not an amount");
        bare = bare.Trim();
        if (bare.Length is 0 or > 24 || !bare.Any(char.IsAsciiDigit)) return new BadAmount($"\"{Short(value)}\" is not an amount");
        var digits = MoneyText.Digits(currency);
        var minor = format == Minor ? Whole(bare) : Decimal(bare, format == Comma ? ',' : '.', digits);
        if (minor is not { } units) return new BadAmount(Explain(value, format, digits));
        return signs is "-" ? -units : units;
    }

    private static string TakeSign(string text, ref string signs)
    {
        if (text is ['-' or '−' or '+', ..]) (text, signs) = (text[1..].Trim(), signs + (text[0] == '+' ? "+" : "-"));
        if (text is [.., '-' or '−']) (text, signs) = (text[..^1].Trim(), signs + "-");
        return text;
    }

    private static Result<string> StripCurrency(string text, string currency)
    {
        (string Sign, string Code)[] signs = [("US$", "USD"), ("$", "USD"), ("€", "EUR"), ("£", "GBP"), ("¥", "JPY"), (currency, currency)];
        foreach (var (sign, code) in signs)
        {
            var (front, back) = (text.StartsWith(sign, StringComparison.OrdinalIgnoreCase), text.EndsWith(sign, StringComparison.OrdinalIgnoreCase));
            if (!front && !back) continue;
            // A dollar sign also stands for the dollars of other countries.
            if (code != currency && !(sign == "$" && currency is "CAD" or "AUD" or "NZD" or "SGD" or "HKD"))
                return new BadAmount($"the amount is in {code}, this client's currency is {currency}");
            return front ? text[sign.Length..].Trim() : text[..^sign.Length].Trim();
        }

        var letters = text.TakeWhile(char.IsAsciiLetter).Count();
        return letters == 3 && text.Any(char.IsAsciiDigit)
            ? new BadAmount($"the amount is in {text[..3].ToUpperInvariant()}, this client's currency is {currency}") : text;
    }

    private static long? Whole(string text) => text.All(char.IsAsciiDigit) && long.TryParse(text, out var units) && units <= MostMinor ? units : null;

    private static long? Decimal(string text, char point, int digits)
    {
        var group = point == '.' ? ',' : '.';
        var parts = text.Split(point);
        if (parts.Length > 2) return null;
        var other = parts[0].FirstOrDefault(c => c is '\'' or '’' or ' ' or '\u00a0' or '\u202f');
        var whole = Ungroup(parts[0], other == default ? group : other);
        var fraction = parts.Length == 2 ? parts[1] : "";
        if (whole is null || fraction.Length > digits && fraction[digits..].Trim('0').Length > 0 || !fraction.All(char.IsAsciiDigit)) return null;
        fraction = fraction.PadRight(digits, '0')[..digits];
        return long.TryParse(whole + fraction, out var units) && units <= MostMinor ? units : null;
    }

    // Groups of three after the first, or none: "1,23" is no way to write 123.
    private static string? Ungroup(string text, char group)
    {
        var parts = text.Split(group);
        var good = parts[0].Length > 0 && (parts.Length == 1 || parts[0].Length <= 3 && parts.Skip(1).All(p => p.Length == 3));
        return good && parts.All(p => p.All(char.IsAsciiDigit)) ? string.Concat(parts) : null;
    }

    private static string Explain(string value, string format, int digits) => format switch
    {
        _ when value.Count(char.IsAsciiDigit) > 13 && value.All(c => char.IsAsciiDigit(c) || c is '.' or ',' or ' ' or '-') =>
            $"\"{Short(value)}\" is larger than any amount that is taken",
        Minor => $"\"{Short(value)}\": whole cents wanted",
        Comma => $"\"{Short(value)}\" is not an amount such as 3.450,00",
        _ when value.Contains(',') && value.LastIndexOf(',') > value.LastIndexOf('.') => $"\"{Short(value)}\" has a comma where a point is wanted",
        _ => $"\"{Short(value)}\" is not an amount with at most {digits} digits after the point",
    };

    private const long MostMinor = 1_000_000_000_000;

    private static string Short(string value) => value.Length > 40 ? value[..40] + "…" : value;
}

internal sealed record BadAmount(string Message) : Invalid(Message);
