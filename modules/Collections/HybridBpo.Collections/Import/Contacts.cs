namespace HybridBpo.Collections.Import;

/// <summary>Addresses and numbers as we store them.</summary>
internal static class Contacts
{
    /// <summary>Trimmed and in small letters, or null when nothing can be delivered to it.</summary>
    public static string? Email(string text)
    {
        var parts = text.Trim().Split('@');
        if (parts is not [{ Length: > 0 and <= 64 } local, { Length: > 3 and <= 190 } domain]) return null;
        var good = local.All(c => char.IsAsciiLetterOrDigit(c) || ".!#$%&'*+/=?^_`{|}~-".Contains(c)) && !local.StartsWith('.')
            && !local.EndsWith('.')
            && !local.Contains("..", StringComparison.Ordinal)
            && domain.Contains('.') && domain.Split('.').All(l => l.Length is > 0 and <= 63 && l.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
                && l[0] != '-' && l[^1] != '-');
        return good ? text.Trim().ToLowerInvariant() : null;
    }

    /// <summary>E.164 such as <c>+12145551234</c>; ten digits without a country are North American.</summary>
    public static string? Phone(string text)
    {
        if (text.Any(c => !char.IsAsciiDigit(c) && !"+ -.()/".Contains(c))) return null;
        var digits = string.Concat(text.Where(char.IsAsciiDigit));
        if (text.TrimStart().StartsWith('+')) return digits.Length is >= 8 and <= 15 ? "+" + digits : null;
        return digits.Length switch { 10 => "+1" + digits, 11 when digits[0] == '1' => "+" + digits, _ => null };
    }
}
