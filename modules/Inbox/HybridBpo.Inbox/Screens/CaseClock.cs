using NodaTime;

namespace HybridBpo.Inbox.Screens;

/// Times as the client's place reads them.
internal sealed class CaseClock(string zone, DateTimeOffset now)
{
    private readonly DateTimeZone place = DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) ?? DateTimeZone.Utc;

    /// "14:09 EDT" today, "Fri 16 Oct 09:00 EDT" otherwise.
    public string Short(DateTimeOffset at) => ClockText.Format(at, zone, now, DayOf(at) == DayOf(now) ? "time" : "full");

    /// "due today 16:30 EDT".
    public string Due(DateTimeOffset at) =>
        at < now ? $"Past due since {Short(at)}" : DayOf(at) == DayOf(now) ? $"Due today {Short(at)}" : $"Due {Short(at)}";

    /// "14:12:30 EDT", for the moment at which something leaves.
    public string Second(DateTimeOffset at)
    {
        var text = ClockText.Format(at, zone, now, "time");
        return $"{text[..5]}:{at.Second:00}{text[5..]}";
    }

    /// "EDT", as it is now.
    public string Zone => ClockText.Format(now, zone, now, "time")[6..];

    /// "16:30" in a queue row; the day stands in the group's heading.
    public string Row(DateTimeOffset at) => ClockText.Format(at, zone, now, "time")[..5];

    /// "3 d", "5 h", "12 min": how long something has been there, as short as a row needs it.
    public static string Age(TimeSpan age) =>
        age.TotalDays >= 1 ? $"{(int)age.TotalDays} d" : age.TotalHours >= 1 ? $"{(int)age.TotalHours} h"
        : age.TotalMinutes >= 1 ? $"{(int)age.TotalMinutes} min" : "new";

    /// For a field of date and time.
    public string Input(DateTimeOffset at) =>
        Instant.FromDateTimeOffset(at).InZone(place).LocalDateTime.ToString("uuuu-MM-dd'T'HH:mm", System.Globalization.CultureInfo.InvariantCulture);

    public string Date(DateTimeOffset at) => ClockText.Format(at, zone, now, "date");

    public LocalDate DayOf(DateTimeOffset at) => Instant.FromDateTimeOffset(at).InZone(place).Date;

    /// Nine o'clock some days ahead.
    public DateTimeOffset Morning(int days) => place.AtLeniently(DayOf(now).PlusDays(days).At(new LocalTime(9, 0))).ToDateTimeOffset();
}
