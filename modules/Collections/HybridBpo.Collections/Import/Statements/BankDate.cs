namespace HybridBpo.Collections.Import.Statements;

/// <summary>Days as banks write them.</summary>
internal static class BankDate
{
    /// <summary>YYMMDD: 80 to 99 are of the last century, as SWIFT has it.</summary>
    /// <param name="note">What was read in place of a day that there is not.</param>
    public static DateOnly? Yymmdd(string text, out string? note)
    {
        note = null;
        if (text.Length != 6 || !text.All(char.IsAsciiDigit)) return null;
        var year = int.Parse(text[..2]);
        return Day(year + (year >= 80 ? 1900 : 2000), int.Parse(text[2..4]), int.Parse(text[4..]), out note);
    }

    /// <summary>MMDD: of the year that brings it nearest to the value date, so that 0102 beside 30 December is of the next.</summary>
    public static DateOnly? Nearest(string text, DateOnly value, out string? note)
    {
        note = null;
        if (text.Length != 4 || !text.All(char.IsAsciiDigit)) return null;
        DateOnly? best = null;
        for (var year = Math.Max(1, value.Year - 1); year <= Math.Min(9999, value.Year + 1); year++)
            if (Day(year, int.Parse(text[..2]), int.Parse(text[2..]), out var said) is { } day
                && (best is null || Math.Abs(day.DayNumber - value.DayNumber) < Math.Abs(best.Value.DayNumber - value.DayNumber)))
                (best, note) = (day, said);
        return best;
    }

    /// <summary>ISO 8601, of which only the day counts, as it is where the bank is.</summary>
    public static DateOnly? Iso(string? text) =>
        text is { Length: >= 10 } && (text.Length == 10 || text[10] is 'T' or 'Z' or '+' or '-')
        && DateOnly.TryParseExact(text.AsSpan(0, 10), "yyyy-MM-dd", out var day) ? day : null;

    // German banks reckon interest with months of 30 days, and write 30 February.
    private static DateOnly? Day(int year, int month, int day, out string? note)
    {
        note = null;
        if (month is < 1 or > 12 || day < 1) return null;
        var last = DateTime.DaysInMonth(year, month);
        if (day <= last) return new DateOnly(year, month, day);
        if (month != 2 || day > 30) return null;
        note = $"{day} February {year} is no day (banks that reckon with months of 30 days write it): read as {last} February {year}.";
        return new DateOnly(year, 2, last);
    }
}
