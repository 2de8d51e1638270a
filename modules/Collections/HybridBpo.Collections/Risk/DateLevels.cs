using System.Globalization;
using HybridBpo.Platform;

namespace HybridBpo.Collections.Risk;

/// <summary>Reads a column's dates: ISO, or day and month with slashes when the column itself shows which is which.</summary>
internal static class DateLevels
{
    private static readonly string[] Iso =
    [
        "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd HH:mm",
    ];

    private static readonly string[] MonthFirst = ["M/d/yyyy"];
    private static readonly string[] DayFirst = ["d/M/yyyy", "d.M.yyyy"];

    public static Result<DateOnly[]> Parse(string file, string column, IReadOnlyList<string> texts)
    {
        string[][] readings = [Iso, MonthFirst, DayFirst];
        var fitting = readings.Select(formats => All(texts, formats)).OfType<DateOnly[]>().ToArray();
        if (fitting.Length == 0)
        {
            var best = readings.MaxBy(formats => texts.Count(text => One(text, formats) is not null))!;
            var odd = texts.First(text => One(text, best) is null);
            return new CsvProblem(file, null, column, $"'{odd}' is not a date as the others are; write dates as YYYY-MM-DD");
        }

        if (fitting.Length > 1 && !fitting[0].SequenceEqual(fitting[1]))
            return new CsvProblem(file, null, column, $"'{texts[0]}' may be day/month or month/day; write dates as YYYY-MM-DD");
        return fitting[0];
    }

    private static DateOnly[]? All(IReadOnlyList<string> texts, string[] formats)
    {
        var dates = new DateOnly[texts.Count];
        for (var i = 0; i < dates.Length; i++)
        {
            if (One(texts[i], formats) is not { } date)
                return null;
            dates[i] = date;
        }

        return dates;
    }

    private static DateOnly? One(string text, string[] formats) =>
        DateTime.TryParseExact(text, formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? DateOnly.FromDateTime(date) : null;
}
