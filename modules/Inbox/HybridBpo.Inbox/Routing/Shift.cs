using NodaTime;
using NodaTime.Text;

namespace HybridBpo.Inbox.Routing;

/// When somebody works, week by week, by the clock of their place. Spans: seven from Monday on, such as "09:00-17:30"; one that ends before it begins
/// goes on after midnight. Without any span they may work at any time.
internal sealed record Shift(IReadOnlyList<string> Spans, string TimeZone)
{
    private static readonly LocalTimePattern Clock = LocalTimePattern.CreateWithInvariantCulture("HH:mm");

    public static Shift Always { get; } = new([.. Enumerable.Repeat("", 7)], "UTC");

    public bool IsAnyTime => Spans.All(span => span.Length == 0);

    /// Null when the text is a span, or empty.
    public static string? Wrong(string text) =>
        text.Length == 0 || (Read(text) is { } span && span.From != span.Until) ? null : "Write a span such as 09:00-17:30, or leave it empty.";

    public bool Holds(DateTimeOffset at) => IsAnyTime || Around(at).Any(work => work.From <= at && at < work.Until);

    /// The first instant from then on at which they work; null when that is not within eight days.
    public DateTimeOffset? NextFrom(DateTimeOffset at) => IsAnyTime ? at
        : Around(at).Where(work => work.Until > at).OrderBy(work => work.From).Select(work => (DateTimeOffset?)(work.From > at ? work.From : at))
            .FirstOrDefault();

    private IEnumerable<(DateTimeOffset From, DateTimeOffset Until)> Around(DateTimeOffset at)
    {
        var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(TimeZone) ?? DateTimeZone.Utc;
        var today = Instant.FromDateTimeOffset(at).InZone(zone).Date;
        for (var day = -1; day <= 8; day++)
        {
            var date = today.PlusDays(day);
            if (Read(Spans[(int)date.DayOfWeek - 1]) is not { } span)
            {
                continue;
            }

            var until = (span.Until < span.From ? date.PlusDays(1) : date) + span.Until;
            yield return (zone.AtLeniently(date + span.From).ToDateTimeOffset(), zone.AtLeniently(until).ToDateTimeOffset());
        }
    }

    private static (LocalTime From, LocalTime Until)? Read(string span) =>
        span.Split('-') is [var from, var until] && Clock.Parse(from) is { Success: true } begins && Clock.Parse(until) is { Success: true } ends
            ? (begins.Value, ends.Value) : null;
}
