using NodaTime;

namespace HybridBpo.Collections;

internal static class LocalDays
{
    /// <summary>The day that it is there.</summary>
    public static DateOnly Day(this DateTimeZone zone, DateTimeOffset at) => Instant.FromDateTimeOffset(at).InZone(zone).Date.ToDateOnly();

    public static DateOnly Today(this Client client, DateTimeOffset now) =>
        (DateTimeZoneProviders.Tzdb.GetZoneOrNull(client.TimeZone) ?? DateTimeZone.Utc).Day(now);
}
