using NodaTime;

namespace HybridBpo.Collections;

internal static class LocalDays
{
    /// <summary>The day that it is there.</summary>
    public static DateOnly Day(this DateTimeZone zone, DateTimeOffset at) => Instant.FromDateTimeOffset(at).InZone(zone).Date.ToDateOnly();

    /// <summary>The day that it is in a zone, which is UTC where nobody knows it.</summary>
    public static DateOnly On(DateTimeOffset at, string zone) => (DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) ?? DateTimeZone.Utc).Day(at);

    /// <summary>A day that somebody named, as an instant: today is now, another day its noon.</summary>
    public static DateTimeOffset At(this Client client, DateOnly day, DateTimeOffset now) =>
        day == client.Today(now) ? now : new DateTimeOffset(day, new TimeOnly(12, 0), TimeSpan.Zero);

    /// <summary>"New York" of <c>America/New_York</c>.</summary>
    public static string City(string zone) => zone[(zone.LastIndexOf('/') + 1)..].Replace('_', ' ');

    /// <summary>A clock time there, as an instant; an hour that the change of clocks skips is the one after it.</summary>
    public static DateTimeOffset At(string zone, DateTime clock) =>
        (DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) ?? DateTimeZone.Utc).AtLeniently(LocalDateTime.FromDateTime(clock)).ToDateTimeOffset()
            .ToUniversalTime();

    /// <summary>The clock time there now, to the minute.</summary>
    public static DateTime ClockOf(string zone, DateTimeOffset at) => Instant.FromDateTimeOffset(at)
        .InZone(DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) ?? DateTimeZone.Utc).LocalDateTime.With(TimeAdjusters.TruncateToMinute)
        .ToDateTimeUnspecified();

    public static DateOnly Today(this Client client, DateTimeOffset now) =>
        (DateTimeZoneProviders.Tzdb.GetZoneOrNull(client.TimeZone) ?? DateTimeZone.Utc).Day(now);
}
