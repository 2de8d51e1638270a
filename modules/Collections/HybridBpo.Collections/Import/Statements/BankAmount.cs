namespace HybridBpo.Collections.Import.Statements;

/// <summary>Amounts as banks write them: digits and one decimal point or comma, never a thousands mark, never a sign.</summary>
internal static class BankAmount
{
    /// <summary>The amount in minor units of its currency.</summary>
    public static Result<long> Read(string text, string currency, char point)
    {
        var value = text.Trim();
        if (!IsCurrency(currency)) return new BadAmount($"\"{Short(currency)}\" is no currency of three letters.");
        if (value is ['-', ..]) return new BadAmount(
            $"The amount {Short(value)} is negative: the standard says debit or credit beside it, so nobody can tell which way it went.");
        var at = value.IndexOf(point);
        var (whole, fraction) = at < 0 ? (value, "") : (value[..at], value[(at + 1)..]);
        var digits = MoneyText.Digits(currency);
        if (whole.Length + fraction.Length == 0 || !whole.All(char.IsAsciiDigit) || !fraction.All(char.IsAsciiDigit))
            return new BadAmount($"\"{Short(value)}\" is not an amount such as 12{point}50.");
        if (fraction.Length > digits && fraction.AsSpan(digits).ContainsAnyExcept('0'))
            return new BadAmount($"{Short(value)} {currency} is finer than {currency} is counted ({digits} digits after the point).");
        fraction = fraction.PadRight(digits, '0')[..digits];
        return long.TryParse(whole + fraction, out var minor) ? minor
            : whole.Length + digits == 0 ? 0 : new BadAmount($"{Short(value)} is larger than any amount that is taken.");
    }

    public static bool IsCurrency(string? code) => code is { Length: 3 } && code.All(char.IsAsciiLetterUpper);

    private static string Short(string value) => value.Length > 40 ? value[..40] + "…" : value;
}
