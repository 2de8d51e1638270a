using System.Globalization;
using System.Text.RegularExpressions;

namespace HybridBpo.Hro.Screening;

/// <summary>A range or date found in a text, and where.</summary>
internal sealed record FoundDates(DateRange Range, int Start, int Length)
{
    public int End => Start + Length;
}

/// <summary>Finds dates and ranges as resumes write them (English, Spanish, German, French month names).</summary>
internal static partial class Dates
{
    private const string Months =
        "jan(?:uary|uar|vier)?|ene(?:ro)?|feb(?:ruary|ruar|rero)?|f[ée]v(?:rier)?|mar(?:ch|zo|s)?|märz|apr(?:il)?|abr(?:il)?|avr(?:il)?|may|mayo|mai|"
        + "june?|juni|junio|juin|july?|juli|julio|juillet|aug(?:ust)?|ago(?:sto)?|ao[uû]t|sept?(?:ember|tembre)?|septiembre|oct(?:ober|ubre"
        + "|obre)?|okt(?:ober)?|"
        + "nov(?:ember|iembre|embre)?|dec(?:ember)?|dez(?:ember)?|dic(?:iembre)?|d[ée]c(?:embre)?";

    private const string Point =
        @"(?:(?:(?<d>[0-3]?\d)(?:st|nd|rd|th|\.)?\s+)?(?<mon>" + Months + @")\.?,?\s*(?:(?<d2>[0-3]?\d)(?:st|nd|rd|th)?,\s*)?(?:['’](?<y2>\d{2})"
            + @"|(?<y>(?:19|20)\d{2}))"
        + @"|(?<season>spring|summer|fall|autumn|winter)\s+(?:of\s+)?(?<y>(?:19|20)\d{2})"
        + @"|(?<y>(?:19|20)\d{2})-(?<m>0[1-9]|1[0-2])(?:-(?<d>[0-3]\d))?(?!\d)"
        + @"|(?:(?<d>[0-3]?\d)[./](?=\d{1,2}[./]))?(?<m>0?[1-9]|1[0-2])\s?[/.]\s?(?<y>(?:19|20)\d{2})"
        + @"|(?<y>(?:19|20)\d{2})[/.](?<m>0[1-9]|1[0-2])"
        + @"|(?<y>(?:19|20)\d{2}))";

    private const string Now =
        "present(?:ly)?|current(?:ly)?|ongoing|now|today|to\\s?date|till\\s?(?:date|now)|until\\s?now|heute|actual(?:idad|mente)?|presente"
        + "|aujourd['’]hui|en\\s+cours";

    private static readonly string[] MonthStarts =
    [
        "jan|ene", "feb|fév|fev", "mar|mär", "apr|abr|avr", "may|mai", "jun|juin", "jul|juil", "aug|ago|aoû|aou", "sep", "oct|okt", "nov",
            "dec|dez|dic|déc",
    ];

    public static IReadOnlyList<FoundDates> Find(string text)
    {
        var found = new List<FoundDates>();
        foreach (Match m in Range().Matches(text))
        {
            if (Read(m) is { } range)
                found.Add(new FoundDates(range, m.Index, m.Length));
        }

        return found;
    }

    /// <summary>A date or range and nothing else but marks around it.</summary>
    public static bool IsOnlyDates(string text)
    {
        var found = Find(text);
        return found.Count > 0 && text.Where((c, i) => char.IsLetterOrDigit(c) && !found.Any(f => i >= f.Start && i < f.End)).Take(1).Count() == 0;
    }

    private static DateRange? Read(Match m)
    {
        var first = Point_(m, 0);
        if (first is null)
            return null;
        var season = m.Groups["season"].Success;
        if (m.Groups["now"].Success)
            return new DateRange(first, null, Ongoing: true, season);
        return m.Groups["to"].Success && Second(m) is { } second
            ? new DateRange(first, second, Ongoing: false, season)
            : m.Groups["open"].Success ? new DateRange(first, null, Ongoing: true, season) : new DateRange(null, first, Ongoing: false, season);
    }

    private static PartialDate? Second(Match m) => PointAt(m.Groups["second"].Value);

    private static PartialDate? Point_(Match m, int _) => PointAt(m.Groups["first"].Value);

    private static PartialDate? PointAt(string text)
    {
        var m = OnePoint().Match(text);
        if (!m.Success)
            return null;
        var year = m.Groups["y"].Success ? Number(m.Groups["y"]) : Century(Number(m.Groups["y2"]));
        var month = m.Groups["mon"].Success ? MonthOf(m.Groups["mon"].Value) : m.Groups["m"].Success ? Number(m.Groups["m"]) : (int?)null;
        var day = m.Groups["d"].Success ? Number(m.Groups["d"]) : m.Groups["d2"].Success ? Number(m.Groups["d2"]) : (int?)null;
        if (month is null or < 1 or > 12)
            return new PartialDate(year);
        return day is >= 1 && day <= DateTime.DaysInMonth(year, month.Value) ? new PartialDate(year, month, day) : new PartialDate(year, month);
    }

    private static int Century(int year) => year > 60 ? 1900 + year : 2000 + year;

    private static int Number(Group group) => int.Parse(group.ValueSpan, CultureInfo.InvariantCulture);

    private static int? MonthOf(string name)
    {
        var at = Array.FindIndex(MonthStarts, s => s.Split('|').Any(p => name.StartsWith(p, StringComparison.OrdinalIgnoreCase)));
        return at < 0 ? null : at + 1;
    }

    private const string Dash = @"\s*(?:[-–—‒−~\u00AD]|\bto\b|\buntil\b|\btill\b|\bthrough\b|\bbis\b|\bhasta\b|\ba\b|\bà\b)+\s*";

    /// <summary>The year in "Windows Server 2008" is a name.</summary>
    private const string NotAVersion =
        @"(?<!\b(?:windows|server|office|exchange|excel|word|access|outlook|powerpoint|sharepoint|studio|visio|dynamics|sql|autocad|vb|win) )";

    [GeneratedRegex(NotAVersion + @"(?<![\w/.$€£,-])(?<first>" + Point + @")(?![\d%])(?:" + Dash + @"(?:(?<now>(?:" + Now + @")\b)|(?<to>(?<second>"
        + Point + @"))(?![\d%])))?"
        + @"(?<open>\s*[-–—]\s*$)?(?![\w%])",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 2_000)]
    private static partial Regex Range();

    [GeneratedRegex("^" + Point + "$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 2_000)]
    private static partial Regex OnePoint();
}
