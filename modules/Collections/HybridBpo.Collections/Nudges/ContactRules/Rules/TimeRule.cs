using NodaTime;
using NodaTime.Text;

namespace HybridBpo.Collections.Nudges.ContactRules.Rules;

/// <summary>08:00 to 21:00 in every plausible time zone, and no time that the person called inconvenient.</summary>
internal static class TimeRule
{
    private static readonly LocalTimePattern Clock = LocalTimePattern.CreateWithInvariantCulture("HH:mm");

    public static Finding? Check(Question q)
    {
        if (q.Facts.Zones.Count == 0) return Finding.Missing("time-zone", "No time zone is known for this person.");
        if (q.Facts.Zones.FirstOrDefault(z => !Zones.IsKnown(z.Zone)) is { } odd)
            return Finding.Missing("time-zone", odd.Zone == PlausibleZone.Unknown
                ? $"{(odd.Source == "phone" ? "A number" : "An address")} of this person could not be placed in a time zone."
                : $"\"{odd.Zone}\" is not a time zone that we know.").With("zones", Told(q));
        var zones = Zones.Of(q.Facts);
        if (q.Facts.Inconvenient.Any(i => !Clock.Parse(i.From).Success || !Clock.Parse(i.To).Success))
            return Finding.Missing("inconvenient-time", "A time that the person called inconvenient cannot be read.");
        if (IsOpen(q, zones, q.Now)) return Finding.Pass;
        var closed = zones.FirstOrDefault(z => !InWindow(q, z, q.Now)) ?? zones[0];
        var local = q.Now.InZone(closed);
        var why = InWindow(q, closed, q.Now) ? "a time that the person called inconvenient" : local.Hour < q.Number("from_hour") ? "too early"
            : "too late";
        return new Finding($"{local:HH:mm} in {LocalDays.City(closed.Id)}: {why}.", NextOpening(q, zones))
            .With("zones", Told(q));
    }

    private static string Told(Question q) => string.Join(", ", q.Facts.Zones.Select(z => $"{z.Zone} ({z.Source})"));

    private static bool IsOpen(Question q, IReadOnlyList<DateTimeZone> zones, Instant at) =>
        zones.All(z => InWindow(q, z, at) && !IsInconvenient(q, z, at));

    private static bool InWindow(Question q, DateTimeZone zone, Instant at)
    {
        var local = at.InZone(zone);
        return at >= Opens(q, zone, local.Date) && at < Closes(q, zone, local.Date);
    }

    private static Instant Opens(Question q, DateTimeZone zone, LocalDate day) => At(zone, day, new LocalTime(q.Number("from_hour"), 0));

    private static Instant Closes(Question q, DateTimeZone zone, LocalDate day) => At(zone, day, new LocalTime(q.Number("to_hour"), 0));

    private static Instant At(DateTimeZone zone, LocalDate day, LocalTime time) => zone.AtLeniently(day + time).ToInstant();

    private static bool IsInconvenient(Question q, DateTimeZone zone, Instant at) => Spans(q, zone, at).Any(s => s.From <= at && at < s.To);

    private static IEnumerable<(Instant From, Instant To)> Spans(Question q, DateTimeZone zone, Instant around)
    {
        foreach (var wish in q.Facts.Inconvenient)
            for (var back = -1; back <= 8; back++)
            {
                var day = zone.Day(around).PlusDays(back);
                if (wish.Days is { Count: > 0 } days && !days.Contains(day.DayOfWeek.ToString(), StringComparer.OrdinalIgnoreCase)) continue;
                var (from, to) = (Clock.Parse(wish.From).Value, Clock.Parse(wish.To).Value);
                yield return (At(zone, day, from), At(zone, to > from ? day : day.PlusDays(1), to));
            }
    }

    // The rule opens only where some window opens or some inconvenient time ends: the first such moment at which all is open is the earliest.
    private static Instant? NextOpening(Question q, IReadOnlyList<DateTimeZone> zones)
    {
        var moments = zones.SelectMany(z => Enumerable.Range(0, 9).Select(d => Opens(q, z, z.Day(q.Now).PlusDays(d)))
            .Concat(Spans(q, z, q.Now).Select(s => s.To)));
        foreach (var at in moments.Where(m => m > q.Now).Order())
            if (IsOpen(q, zones, at))
                return at;
        return null;
    }
}
