using System.Globalization;
using System.Text.RegularExpressions;

namespace HybridBpo.Collections.Risk.Flags;

/// <summary>
/// Takes out of words whom they are about: name, reference, long numbers and addresses become others, amounts move by up to an eighth. Pure: the same
/// case is always disguised the same way.
/// </summary>
internal sealed partial record Disguise(Guid Of, string Currency, string Name, string NewName, string Reference, string NewReference)
{
    private const int LeastApart = 20, MostApart = 125, LastDigits = 3;

    /// <summary>Amounts times this, never the very ones.</summary>
    private decimal Factor
    {
        get
        {
            var apart = LeastApart + BitConverter.ToUInt16(Of.ToByteArray(), 0) % (MostApart - LeastApart + 1);
            return 1 + (Of.ToByteArray()[2] % 2 == 0 ? apart : -apart) / 1000m;
        }
    }

    public decimal Amount(decimal major) => Math.Round(major * Factor, MoneyText.Digits(Currency), MidpointRounding.AwayFromZero);

    public string Text(string words)
    {
        var told = Hide(words);
        told = Address().Replace(told, "somebody@example.com");
        told = Money().Replace(told, found => Minor(found.Value, Currency) is { } minor
            ? MoneyText.Format((long)(Amount((decimal)minor / MoneyText.Unit(Currency)) * MoneyText.Unit(Currency)), Currency) : found.Value);
        return Show(LongNumber().Replace(told, found => Digits(found.Value, Of)));
    }

    /// <summary>A code of the client, such as that of a payment: other digits, but the account's reference in it stays the account's.</summary>
    public string Code(string code) => Show(Number().Replace(Hide(code), found => Digits(found.Value, Of)));

    // Out of the way while all else is changed, so that what is invented stays as it is.
    private string Hide(string words) => Whole(Whole(words, Reference, "\u0001"), Name, "\u0002");

    private string Show(string words) => words.Replace("\u0001", NewReference, StringComparison.Ordinal)
        .Replace("\u0002", NewName, StringComparison.Ordinal);

    private static string Whole(string words, string word, string instead) => word.Length == 0 ? words
        : Regex.Replace(words, $@"(?<![\p{{L}}\p{{N}}]){Regex.Escape(word)}(?![\p{{L}}\p{{N}}])", instead, RegexOptions.IgnoreCase);

    /// <summary>One that stands among the client's own: they often count up, so only the last digits are others.</summary>
    public static string Neighbour(string reference, Guid of)
    {
        var digits = reference.Index().Where(c => char.IsAsciiDigit(c.Item)).Select(c => c.Index).ToList();
        if (digits.Count <= LastDigits) return Digits(reference, of);
        var from = digits[^LastDigits];
        return reference[..from] + Digits(reference[from..], of);
    }

    /// <summary>Other digits in the same places, the first never a nought.</summary>
    public static string Digits(string text, Guid of)
    {
        var bytes = Ids.For("disguise", of.ToString("N"), text).ToByteArray();
        var at = 0;
        return string.Concat(text.Select(c => !char.IsAsciiDigit(c) ? c : (char)('0' + (bytes[at % 16] + at++ * 7) % 9 + 1)));
    }

    /// <summary>The first amount in words, in minor units.</summary>
    public static long? Minor(string words, string currency) => Money().Match(words) is { Success: true } found
        && decimal.TryParse(found.Groups["number"].Value, NumberStyles.Number, CultureInfo.InvariantCulture, out var major)
        ? (long)(major * MoneyText.Unit(currency)) * (words.StartsWith('\u2212') ? -1 : 1) : null;

    [GeneratedRegex(@"\u2212?(?:[$€£¥]|[A-Z]{3}\u00a0)(?<number>\d[\d,]*(?:\.\d+)?)")]
    private static partial Regex Money();

    [GeneratedRegex(@"[^\s@]+@[^\s@]+")]
    private static partial Regex Address();

    // No day, and no year before a time of day.
    [GeneratedRegex(@"(?<!\d)(?!\d{4}-\d\d-\d\d(?!\d))(?!(?:19|20)\d\d \d\d:)\+?\d[\d ().-]{5,}\d")]
    private static partial Regex LongNumber();

    [GeneratedRegex(@"\d+")]
    private static partial Regex Number();
}
