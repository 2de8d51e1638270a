using NodaTime;

namespace HybridBpo.Collections.Nudges.ContactRules;

internal static class Dates
{
    /// <summary>The same day. A day beyond all reckoning stays far away, and leaves room to count on from it.</summary>
    public static LocalDate Noda(DateOnly day) => new(Math.Min(day.Year, 9000), day.Month, day.Year > 9000 && day.Day == 29 ? 28 : day.Day);

    public static Instant Noda(this DateTimeOffset at) => Instant.FromDateTimeOffset(at);
}
