using NodaTime;

namespace HybridBpo.Collections;

internal static class LocalDays
{
    /// <summary>The day that it is there.</summary>
    public static DateOnly Day(this DateTimeZone zone, DateTimeOffset at) => Instant.FromDateTimeOffset(at).InZone(zone).Date.ToDateOnly();

    /// <summary>A day that somebody named, as an instant: today is now, another day its noon.</summary>
    public static DateTimeOffset At(this Client client, DateOnly day, DateTimeOffset now) =>
        day == client.Today(now) ? now : new DateTimeOffset(day, new TimeOnly(12, 0), TimeSpan.Zero);

    public static DateOnly Today(this Client client, DateTimeOffset now) =>
        (DateTimeZoneProviders.Tzdb.GetZoneOrNull(client.TimeZone) ?? DateTimeZone.Utc).Day(now);
}
