using System.Globalization;

namespace HybridBpo.Events;

/// <summary>
/// Numbers up to which the log was complete and that now belong to no event, nor to a gap that was proven dead: their events were taken away, or the
/// record of the gap was. Found without any checkpoint; whose they were, and by whom, the log cannot tell, and whoever also forges such a record
/// goes unnoticed here.
/// </summary>
/// <param name="Count">How many.</param>
/// <param name="First">The first ranges of them, in order.</param>
/// <param name="UpTo">Up to here hosts of ours had accounted for every number, and it was looked.</param>
/// <param name="Unknown">
/// How many more are missing of which nobody knows whether they ever had an event: they were missing already when a host first looked.
/// </param>
/// <param name="LastUnknown">The last of those; 0 when there are none.</param>
/// <param name="LookedAt">When.</param>
/// <param name="FoundAt">When a host found first that some are lost; null when none are, or that has not been recorded.</param>
/// <param name="UnknownNotedAt">When a host noted last that there are some of which nobody knows; null when none did.</param>
public sealed record LostNumbers(
    long Count, IReadOnlyList<NumberRange> First, long UpTo, long Unknown, long LastUnknown, DateTimeOffset LookedAt, DateTimeOffset? FoundAt,
    DateTimeOffset? UnknownNotedAt = null)
{
    /// <summary>The first of them for a person to read, such as <c>7, 12 to 15 and more</c>; empty when none are.</summary>
    public string Named() => string.Join(", ", First.Select(r => r.First == r.Last ? N(r.First) : $"{N(r.First)} to {N(r.Last)}"))
        + (First.Sum(r => r.Last - r.First + 1) < Count ? " and more" : "");

    private static string N(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}

/// <summary>Numbers without a gap.</summary>
/// <param name="First">The first.</param>
/// <param name="Last">The last; the same where it is one.</param>
public sealed record NumberRange(long First, long Last);
