using NodaTime;

namespace HybridBpo.Collections.Nudges.ContactRules;

/// <summary>The person's plausible time zones; "local" exists only here.</summary>
internal static class Zones
{
    // When nothing is known, a day may have begun or not ended anywhere on earth.
    private static readonly DateTimeZone[] Anywhere = [DateTimeZone.ForOffset(Offset.FromHours(-12)), DateTimeZone.ForOffset(Offset.FromHours(14))];

    public static bool IsKnown(string id) => DateTimeZoneProviders.Tzdb.GetZoneOrNull(id) is not null;

    public static IReadOnlyList<DateTimeZone> Of(ContactFacts facts)
    {
        var zones = facts.Zones.Select(z => DateTimeZoneProviders.Tzdb.GetZoneOrNull(z.Zone)).ToList();
        return zones.Count == 0 || zones.Any(z => z is null) ? Anywhere : zones.Select(z => z!).Distinct().ToList();
    }

    public static LocalDate Day(this DateTimeZone zone, Instant at) => at.InZone(zone).Date;

    /// <summary>The first moment at which this day has begun in every plausible zone.</summary>
    public static Instant BegunEverywhere(ContactFacts facts, LocalDate day) => Of(facts).Max(z => z.AtStartOfDay(day).ToInstant());

    /// <summary>Has this day begun in every plausible zone?</summary>
    public static bool HasBegun(ContactFacts facts, LocalDate day, Instant now) => now >= BegunEverywhere(facts, day);
}
