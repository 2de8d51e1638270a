using System.Globalization;

namespace HybridBpo.Collections;

/// <summary>How many of something, as a sentence says it: "1 day", "1,204 days".</summary>
internal static class CountText
{
    /// <param name="many">The word for several, where it is not the one with an s.</param>
    public static string Of(long count, string one, string? many = null) =>
        $"{count.ToString("N0", CultureInfo.InvariantCulture)} {(count == 1 ? one : many ?? one + "s")}";
}
