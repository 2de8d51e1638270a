using NodaTime;

namespace HybridBpo.Collections.Nudges.ContactRules;

internal static class Dates
{
    public static LocalDate Noda(DateOnly day) => new(day.Year, day.Month, day.Day);

    public static Instant Noda(this DateTimeOffset at) => Instant.FromDateTimeOffset(at);
}
