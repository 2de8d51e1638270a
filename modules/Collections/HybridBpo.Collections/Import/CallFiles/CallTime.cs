using System.Globalization;
using System.Text.RegularExpressions;
using NodaTime;

namespace HybridBpo.Collections.Import.CallFiles;

/// <summary>When a call was, as a dialer writes it: with its offset, or by the clock of a zone that somebody named.</summary>
internal static partial class CallTime
{
    /// <summary>Reads day, time and perhaps offset.</summary>
    /// <param name="value">The cell.</param>
    /// <param name="format">How days are written, one of <see cref="Formats.Dates"/>.</param>
    /// <param name="zone">Whose clock it is when no offset stands there; null when nobody said.</param>
    public static (DateTimeOffset? At, string? Problem) Read(string value, string format, string? zone)
    {
        if (Form().Match(value.Trim()) is not { Success: true } parts || Formats.Date(parts.Groups["day"].Value, format) is not { } day)
            return (null, $"{Short(value)} is not a day and time such as {Formats.Dates.First(d => d.Code == format).Label.Split(',')[0]} 14:05:30");
        var (hour, minute) = (Number("h"), Number("m"));
        if (parts.Groups["half"].Value is { Length: > 0 } half)
        {
            if (hour is 0 or > 12) return (null, $"{Short(value)} is no time of day: before {half} stands 1 to 12");
            hour = (hour % 12) + (half[0] is 'p' or 'P' ? 12 : 0);
        }

        if (hour > 23 || minute > 59 || Number("s") > 59) return (null, $"{Short(value)} is no time of day");
        var clock = day.ToDateTime(new TimeOnly(hour, minute, Number("s")));
        if (clock.Year is < 1970 or > 2100) return (null, $"{Short(value)} lies too far away to be the time of a call");
        if (parts.Groups["offset"].Value is { Length: > 0 } offset) return Offset(offset) is { } ahead
            ? (new DateTimeOffset(clock, ahead).ToUniversalTime(), null) : (null, $"{Short(value)} has an offset that no place on earth has");
        return zone is null || DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) is not { } of
            ? (null, $"{Short(value)} has no offset, and nobody said by whose clock it goes") : ByClock(value, clock, of);

        int Number(string name) => parts.Groups[name].Value is { Length: > 0 } digits ? int.Parse(digits, CultureInfo.InvariantCulture) : 0;
    }

    /// <summary>Does it say how far its clock is from UTC?</summary>
    public static bool HasOffset(string value) => Form().Match(value.Trim()) is { Success: true } parts && parts.Groups["offset"].Length > 0;

    // Of an hour that comes twice the later one counts: what protects somebody for a time then ends no sooner.
    private static (DateTimeOffset? At, string? Problem) ByClock(string value, DateTime clock, DateTimeZone zone)
    {
        var found = zone.MapLocal(LocalDateTime.FromDateTime(clock));
        return found.Count == 0
            ? (null, $"{Short(value)} was no time in {LocalDays.City(zone.Id)}: that night the clocks went forward over it")
            : (found.Last().ToDateTimeOffset().ToUniversalTime(), null);
    }

    private static TimeSpan? Offset(string text)
    {
        if (text is "Z" or "z") return TimeSpan.Zero;
        var digits = text[1..].Replace(":", "", StringComparison.Ordinal).PadRight(4, '0');
        var ahead = new TimeSpan(int.Parse(digits[..2], CultureInfo.InvariantCulture), int.Parse(digits[2..], CultureInfo.InvariantCulture), 0);
        return ahead > TimeSpan.FromHours(14) || digits[2] > '5' ? null : text[0] == '-' ? -ahead : ahead;
    }

    private static string Short(string value) => value.Length > 40 ? value[..40] + "…" : value;

    [GeneratedRegex(
        @"^(?<day>\S.{5,12}?)[T ] ?(?<h>\d{1,2}):(?<m>\d{2})(:(?<s>\d{2})([.,]\d{1,9})?)? ?(?<half>[AaPp]\.?[Mm]\.?)? ?"
            + @"(?<offset>[Zz]|[+-]\d{2}(:?\d{2})?)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
