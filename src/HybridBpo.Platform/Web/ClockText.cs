using System.Globalization;
using NodaTime;

namespace HybridBpo.Platform;

/// <summary>Instants as clock times of a place.</summary>
public static class ClockText
{
    /// <summary>
    /// Such as <c>Fri 16 Oct 09:00 EDT</c>; the year stands when it is not the current one. An unknown zone is shown as UTC.
    /// </summary>
    /// <param name="at">The instant.</param>
    /// <param name="zone">IANA name, such as <c>America/New_York</c>.</param>
    /// <param name="now">The current instant.</param>
    /// <param name="show">One of <c>full</c>, <c>date</c>, <c>time</c>.</param>
    public static string Format(DateTimeOffset at, string zone, DateTimeOffset now, string show = "full")
    {
        var place = DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) ?? DateTimeZone.Utc;
        var local = Instant.FromDateTimeOffset(at).InZone(place);
        var thisYear = Instant.FromDateTimeOffset(now).InZone(place).Year == local.Year;
        var name = local.GetZoneInterval().Name;
        return show switch
        {
            "date" => Text(local, thisYear ? "ddd d MMM" : "d MMM yyyy"),
            "time" => $"{Text(local, "HH:mm")} {name}",
            _ => $"{Text(local, thisYear ? "ddd d MMM HH:mm" : "d MMM yyyy HH:mm")} {name}",
        };
    }

    private static string Text(ZonedDateTime local, string pattern) => local.ToDateTimeUnspecified().ToString(pattern, CultureInfo.InvariantCulture);
}
