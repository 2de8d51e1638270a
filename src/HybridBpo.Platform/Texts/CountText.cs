using System.Globalization;

namespace HybridBpo.Platform;

/// <summary>How many of something, as a sentence says it: "1 day", "1,204 days".</summary>
public static class CountText
{
    /// <summary>The number and the word that goes with it.</summary>
    /// <param name="count">How many.</param>
    /// <param name="one">The word for one.</param>
    /// <param name="many">The word for several, where it is not the one with an s.</param>
    public static string Of(long count, string one, string? many = null) =>
        $"{count.ToString("N0", CultureInfo.InvariantCulture)} {(count == 1 ? one : many ?? one + "s")}";

    /// <summary>The number, and above the most that is counted that with a plus: "1,000+".</summary>
    /// <param name="count">How many.</param>
    /// <param name="most">Where counting stops.</param>
    public static string Capped(long count, int most = 1_000) =>
        count > most ? $"{most.ToString("N0", CultureInfo.InvariantCulture)}+" : count.ToString("N0", CultureInfo.InvariantCulture);
}
