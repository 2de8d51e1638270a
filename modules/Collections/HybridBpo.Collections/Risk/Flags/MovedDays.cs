using System.Globalization;
using System.Text.RegularExpressions;

namespace HybridBpo.Collections.Risk.Flags;

/// <summary>Moves the days that stand in words: "12 Mar 2026", "Fri 16 Oct 09:00". Without a year: the one nearest to AsOf. Pure.</summary>
internal sealed partial record MovedDays(DateOnly AsOf, int Days)
{
    private static readonly string[] Months = CultureInfo.InvariantCulture.DateTimeFormat.AbbreviatedMonthNames;

    public string Text(string words) => Day().Replace(words, found =>
    {
        var (month, year) = (Array.IndexOf(Months, found.Groups["month"].Value) + 1, found.Groups["year"].Value);
        var years = year.Length > 0 ? [int.Parse(year, CultureInfo.InvariantCulture)] : new[] { AsOf.Year, AsOf.Year - 1, AsOf.Year + 1 };
        var day = int.Parse(found.Groups["day"].Value, CultureInfo.InvariantCulture);
        var known = years.Where(y => day >= 1 && day <= DateTime.DaysInMonth(y, month)).Select(y => new DateOnly(y, month, day))
            .OrderBy(on => Math.Abs(on.DayNumber - AsOf.DayNumber)).ToList();
        return known.Count == 0 ? found.Value : known[0].AddDays(Days).ToString(
            (found.Groups["week"].Length > 0 ? "ddd " : "") + "d MMM" + (year.Length > 0 ? " yyyy" : ""), CultureInfo.InvariantCulture);
    });

    [GeneratedRegex(@"(?<week>\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) )?\b(?<day>\d{1,2}) (?<month>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b"
        + @"(?: (?<year>(?:19|20)\d\d)\b)?")]
    private static partial Regex Day();
}
