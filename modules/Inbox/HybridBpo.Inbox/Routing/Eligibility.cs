namespace HybridBpo.Inbox.Routing;

/// Somebody of the staff as routing knows them.
internal sealed record Worker(string Id, IReadOnlyList<string> Tags, Shift Shift, IReadOnlyList<Absence> Absences)
{
    public bool IsAway(DateTimeOffset at) => Absences.Any(absence => absence.From <= at && at < absence.Until);

    /// When they can next work on something: on shift and not away; null when not within a week.
    public DateTimeOffset? FreeFrom(DateTimeOffset at)
    {
        for (var (from, tries) = (at, 0); tries < 20; tries++)
        {
            if (Shift.NextFrom(from) is not { } works || works > at.AddDays(8))
            {
                return null;
            }

            if (Absences.FirstOrDefault(absence => absence.From <= works && works < absence.Until) is not { } away)
            {
                return works;
            }

            from = away.Until;
        }

        return null;
    }
}

internal sealed record Absence(DateTimeOffset From, DateTimeOffset Until);

/// Who can take a case, as far as team, skills, shifts and absences say. Roles and clients are asked for elsewhere.
internal static class Eligibility
{
    /// Those who could work on it before it is due, the one who can begin first and holds least before the others. Held: cases in hand by person.
    public static IReadOnlyList<string> Order(
        Needs needs, DateTimeOffset dueAt, IEnumerable<Worker> among, IReadOnlyDictionary<string, int> held, DateTimeOffset now) =>
        [.. among.Where(worker => needs.AreMetBy(worker.Tags))
            .Select(worker => (worker.Id, From: worker.FreeFrom(now)))
            .Where(free => free.From is { } from && (from == now || from < dueAt))
            .OrderBy(free => free.From).ThenBy(free => held.GetValueOrDefault(free.Id)).ThenBy(free => free.Id, StringComparer.Ordinal)
            .Select(free => free.Id)];
}
