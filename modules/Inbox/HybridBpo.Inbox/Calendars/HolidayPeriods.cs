using System.Globalization;
using System.Text;
using NodaTime;
using NodaTime.Text;

namespace HybridBpo.Inbox.Calendars;

/// Further periods of an entry (RDATE;VALUE=PERIOD) that name their end: the library takes the first day of them alone, so whoever gives the file is
/// told which lines say more.
internal static class HolidayPeriods
{
    private const int MostTold = 20;

    private static readonly LocalDatePattern Day = LocalDatePattern.CreateWithInvariantCulture("uuuuMMdd");

    /// Only of entries that close days at all: none with a time of day, none that was called off.
    public static IReadOnlyList<string> Cut(string text)
    {
        var (told, more) = (new List<string>(), 0);
        var (inEntry, counts) = (new List<string>(), true);
        foreach (var (at, line) in Unfolded(text))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var (name, value) = colon < 0 ? (line, "") : (line[..colon].ToUpperInvariant(), line[(colon + 1)..].Trim());
            switch (name.Split(';')[0])
            {
                case "BEGIN" when value.Equals("VEVENT", StringComparison.OrdinalIgnoreCase):
                    (inEntry, counts) = ([], true);
                    break;
                case "DTSTART":
                    counts &= !value.Contains('T', StringComparison.OrdinalIgnoreCase);
                    break;
                case "STATUS":
                    counts &= !value.Equals("CANCELLED", StringComparison.OrdinalIgnoreCase);
                    break;
                case "RDATE" when name.Contains("VALUE=PERIOD", StringComparison.Ordinal):
                    inEntry.AddRange(value.Split(',').Select(Longer).OfType<string>().Select(period => $"Line {at}: {period}"));
                    break;
                case "END" when counts && value.Equals("VEVENT", StringComparison.OrdinalIgnoreCase):
                    more += Math.Max(0, told.Count + inEntry.Count - MostTold);
                    told.AddRange(inEntry.Take(MostTold - told.Count));
                    inEntry = [];
                    break;
            }
        }

        return more == 0 ? told : [.. told, string.Create(CultureInfo.InvariantCulture, $"So are {more:N0} more of its periods.")];
    }

    /// Null when it is one day, or when it says how long it lasts.
    private static string? Longer(string period) =>
        period.Split('/') is [{ Length: >= 8 } from, { Length: >= 8 } until]
            && Day.Parse(from[..8]) is { Success: true, Value: var first } && Day.Parse(until[..8]) is { Success: true, Value: var end }
            && Last(end, until) is var last && last > first
            ? $"of the period from {LocalDatePattern.Iso.Format(first)} to {LocalDatePattern.Iso.Format(last)} only the first day is taken. "
                + "Give the others as entries of their own." : null;

    /// An end at midnight is the end of the day before.
    private static LocalDate Last(LocalDate end, string until) => until.Length < 15 || until[9..15] == "000000" ? end.PlusDays(-1) : end;

    /// Lines as they were before they were folded, each with the number of its first one.
    private static IEnumerable<(int At, string Line)> Unfolded(string text)
    {
        var (at, line) = (0, new StringBuilder());
        foreach (var (n, part) in text.Split('\n').Select(part => part.TrimEnd('\r')).Index())
        {
            if (part is [' ' or '\t', ..] && at > 0)
            {
                line.Append(part.AsSpan(1));
                continue;
            }

            yield return (at, line.ToString());
            (at, line) = (n + 1, new StringBuilder(part));
        }

        yield return (at, line.ToString());
    }
}
