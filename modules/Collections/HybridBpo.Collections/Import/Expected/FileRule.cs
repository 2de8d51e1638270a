using System.Globalization;

namespace HybridBpo.Collections.Import.Expected;

/// <summary>On which days a file is due, and by what hour. Working days are Monday to Friday: the house knows no holidays of clients here.</summary>
/// <param name="Rule">One of <see cref="Weekdays"/>, <see cref="WorkingDay"/>, <see cref="MonthDay"/>.</param>
/// <param name="Days">Days of the week from 1 = Monday, or the one working day or day of the month.</param>
internal sealed record FileRule(string Rule, IReadOnlyList<int> Days, TimeOnly By)
{
    public const string Weekdays = "weekdays", WorkingDay = "working-day", MonthDay = "month-day";

    /// <summary>Every month has so many working days.</summary>
    public const int MostWorkingDay = 20;

    /// <summary>What is wrong with it; null when nothing is.</summary>
    public string? Problem() => Rule switch
    {
        Weekdays => Days.Count == 0 || Days.Any(d => d is < 1 or > 7) || Days.Distinct().Count() != Days.Count
            ? "Choose the days of the week on which the file is due." : null,
        WorkingDay => Days is [>= 1 and <= MostWorkingDay] ? null : $"Write which working day of the month it is, from 1 to {MostWorkingDay}.",
        MonthDay => Days is [>= 1 and <= 31] ? null : "Write which day of the month it is, from 1 to 31.",
        _ => "Choose on which days the file is due.",
    };

    /// <summary>The days on which it is due, both ends included: one for each day of the week that is named, or one for each month.</summary>
    public IEnumerable<DateOnly> Dates(DateOnly from, DateOnly to)
    {
        if (Rule == Weekdays)
        {
            for (var day = from; day <= to; day = day.AddDays(1))
                if (Days.Contains(NumberOf(day))) yield return day;
            yield break;
        }

        // A day that falls on a weekend may go over into the next month.
        for (var month = new DateOnly(from.Year, from.Month, 1).AddMonths(-1); month <= to; month = month.AddMonths(1))
            if (Of(month) is var day && day >= from && day <= to) yield return day;
    }

    /// <summary>The one before.</summary>
    public DateOnly Before(DateOnly day) => Dates(day.AddDays(-70), day.AddDays(-1)).Last();

    /// <summary>When it is due on a day, by the clock of the client's zone; an hour that the change of clocks skips is the one after it.</summary>
    public DateTimeOffset DueAt(DateOnly day, string zone) => LocalDays.At(zone, day.ToDateTime(By));

    public string Words => (Rule switch
    {
        Weekdays when Days.Count == 7 => "every day",
        Weekdays when Days.Order().SequenceEqual([1, 2, 3, 4, 5]) => "Monday to Friday",
        Weekdays => string.Join(", ", Days.Order().Select(NameOf)),
        WorkingDay => $"working day {Days[0]} of the month",
        _ => $"day {Days[0]} of the month, or the last; at a weekend the Monday after",
    }) + $", by {By.ToString("HH:mm", CultureInfo.InvariantCulture)}";

    public static string NameOf(int day) => CultureInfo.InvariantCulture.DateTimeFormat.GetDayName((DayOfWeek)(day % 7));

    private DateOnly Of(DateOnly month)
    {
        if (Rule == MonthDay)
        {
            var day = month.AddDays(Math.Min(Days[0], DateTime.DaysInMonth(month.Year, month.Month)) - 1);
            return day.DayOfWeek switch { DayOfWeek.Saturday => day.AddDays(2), DayOfWeek.Sunday => day.AddDays(1), _ => day };
        }

        var at = month;
        for (var n = 0; ; at = at.AddDays(1))
            if (NumberOf(at) <= 5 && ++n == Days[0]) return at;
    }

    private static int NumberOf(DateOnly day) => day.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)day.DayOfWeek;
}
