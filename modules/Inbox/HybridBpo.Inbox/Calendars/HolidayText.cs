using NodaTime;
using NodaTime.Text;

namespace HybridBpo.Inbox.Calendars;

/// Holidays as people type them and rows keep them, one a line: "2026-12-25 Christmas Day".
internal static class HolidayText
{
    /// A full calendar of names of the longest kind is shorter.
    public const int Longest = WorkingCalendar.MostHolidays * (WorkingCalendar.LongestName + 12);

    public static string Write(Holiday holiday) => $"{LocalDatePattern.Iso.Format(holiday.Day)} {holiday.Name}".TrimEnd();

    public static Result<IReadOnlyList<Holiday>> Read(IEnumerable<string> lines)
    {
        var holidays = new List<Holiday>();
        foreach (var (at, line) in lines.Select(line => line.Trim()).Index())
        {
            if (line.Length == 0)
            {
                continue;
            }

            if (line.Length < 10 || LocalDatePattern.Iso.Parse(line[..10]) is not { Success: true, Value: var day }
                || (line.Length > 10 && line[10] != ' '))
            {
                return new Invalid($"Line {at + 1} of the holidays is not readable. Write such as 2026-12-25 Christmas Day.");
            }

            holidays.Add(new Holiday(day, line[10..].Trim()));
        }

        return holidays;
    }
}
