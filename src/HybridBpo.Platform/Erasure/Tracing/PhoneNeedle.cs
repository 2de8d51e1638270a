namespace HybridBpo.Platform.Tracing;

/// <summary>A phone number as people write it: with or without the country's code, a leading zero, blanks, dashes, dots and brackets.</summary>
/// <param name="Digits">Without the country's code and any leading zero.</param>
/// <param name="Before">What may stand before it without a gap.</param>
internal sealed record PhoneNeedle(string Digits, IReadOnlyList<string> Before)
{
    private const int Least = 7, Run = 64, Kept = 24, MostGap = 3;

    private static readonly HashSet<string> TwoDigitCodes =
        [.. "20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98"
            .Split(' ')];

    /// <summary>The same for every way of writing that is searched for alike.</summary>
    public string Normal => $"{string.Join(',', Before)} {Digits}";

    /// <summary>Null when it has too few digits to be told from other numbers.</summary>
    public static PhoneNeedle? Of(string phone)
    {
        var digits = string.Concat(phone.Where(char.IsAsciiDigit));
        var whole = phone.TrimStart().StartsWith('+');
        if (!whole && digits.Length == 10) (digits, whole) = ("1" + digits, true);
        else if (!whole && digits.Length == 11 && digits[0] == '1') whole = true;
        var code = !whole ? "" : digits[0] is '1' or '7' ? digits[..1] : TwoDigitCodes.Contains(digits[..Math.Min(2, digits.Length)]) ? digits[..2]
            : digits[..Math.Min(3, digits.Length)];
        var national = digits[code.Length..].TrimStart('0');
        return national.Length < Least ? null
            : new PhoneNeedle(national, code.Length == 0 ? ["0", "1", "01", "001"] : ["0", code, code + "0", "00" + code, "011" + code]);
    }

    /// <summary>Is one of the numbers in the text? A longer number that only holds it, and a date, is none.</summary>
    public static bool IsIn(ReadOnlySpan<char> text, PhoneNeedle[] phones, int least)
    {
        if (phones.Length == 0 || text.Length < least) return false;
        Span<char> digits = stackalloc char[Run];
        Span<int> at = stackalloc int[Run];
        for (var i = 0; text[i..].IndexOfAnyInRange('0', '9') is >= 0 and var next;)
        {
            var (n, gap) = (0, 0);
            for (i += next; i < text.Length; i++)
            {
                if (char.IsAsciiDigit(text[i]))
                {
                    if (n == Run)
                    {
                        if (Any(text, digits, at, phones)) return true;
                        digits[^Kept..].CopyTo(digits);
                        at[^Kept..].CopyTo(at);
                        n = Kept;
                    }

                    (digits[n], at[n++], gap) = (text[i], i, 0);
                }
                else if (gap++ >= MostGap || !IsGap(text[i])) break;
            }

            if (n >= least && Any(text, digits[..n], at[..n], phones)) return true;
        }

        return false;
    }

    private static bool IsGap(char c) => c is ' ' or '-' or '.' or '(' or ')' or '/' or '\u00a0' or '\u2009' or '\u2010' or '\u2011' or '\u2013';

    private static bool Any(ReadOnlySpan<char> text, ReadOnlySpan<char> digits, ReadOnlySpan<int> at, PhoneNeedle[] phones)
    {
        foreach (var phone in phones)
            for (var from = 0; digits[from..].IndexOf(phone.Digits) is >= 0 and var found; from += found + 1)
                if (phone.Stands(text, digits, at, from + found)) return true;
        return false;
    }

    private bool Stands(ReadOnlySpan<char> text, ReadOnlySpan<char> digits, ReadOnlySpan<int> at, int start)
    {
        var end = start + Digits.Length;
        if (end < digits.Length && at[end] == at[end - 1] + 1) return false;
        var before = start;
        while (before > 0 && at[before] == at[before - 1] + 1) before--;
        var glued = digits[before..start];
        if (glued.Length > 0)
        {
            var allowed = false;
            foreach (var prefix in Before) allowed |= glued.SequenceEqual(prefix);
            if (!allowed) return false;
        }

        return !HasDate(text[at[start]..(at[end - 1] + 1)]);
    }

    // 2025-11-22 05 has the digits of a number in Washington.
    private static bool HasDate(ReadOnlySpan<char> text)
    {
        for (var i = 0; i + 10 <= text.Length; i++)
            if (text[i + 4] == '-' && text[i + 7] == '-' && !text.Slice(i, 4).ContainsAnyExceptInRange('0', '9')
                && !text.Slice(i + 5, 2).ContainsAnyExceptInRange('0', '9') && !text.Slice(i + 8, 2).ContainsAnyExceptInRange('0', '9')) return true;
        return false;
    }
}
