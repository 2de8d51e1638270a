using HybridBpo.Events;

namespace HybridBpo.Platform;

/// <summary>
/// Keys that are listed as destroyed by a retention, that stand in what is restored, and that stay. A step of a retention is listed before it is
/// committed, and a host that dies in between leaves the line and the keys.
/// </summary>
/// <param name="database">What is restored.</param>
/// <param name="keysTakenAt">When the keys were backed up: which were listed before that and stand in it were not destroyed.</param>
/// <param name="held">Keys that stand in the database that is replaced, of people who are held there.</param>
internal sealed class SparedKeys(Database database, DateTimeOffset keysTakenAt, IReadOnlySet<(string Client, Guid Key)> held)
{
    private sealed record Standing(Guid KeyId, Guid SubjectId, bool IsHeld);

    /// <summary>The lines of a client without those keys, and in words which they are.</summary>
    public async Task<(IReadOnlyList<ErasureLine> Lines, IReadOnlyList<string> Words)> TakeOutAsync(
        string client, IReadOnlyList<ErasureLine> lines, CancellationToken ct)
    {
        var listed = lines.Where(line => !line.Person).SelectMany(line => line.Keys.Select(key => (Key: key, line.At)))
            .GroupBy(line => line.Key).ToDictionary(same => same.Key, same => same.Max(line => line.At));
        Guid[] keys = [.. listed.Keys];
        var standing = await database.QueryAsync<Standing>(Access.System("restore"), $"""
            select key_id, subject_id, exists (select from platform.legal_holds h
              where h.client_id = k.client_id and h.subject = k.subject_id and h.lifted_at is null) as is_held
            from events.es_subject_keys k where client_id = {client} and key_id = any ({keys})
            """, ct);
        var here = standing.Where(key => key.IsHeld).ToList();
        var there = standing.Except(here).Where(key => held.Contains((client, key.KeyId))).ToList();
        var never = standing.Except(here).Except(there).Where(key => listed[key.KeyId] < keysTakenAt).ToList();
        var stay = here.Concat(there).Concat(never).Select(key => key.KeyId).ToHashSet();
        var words = Held(here, "are under a legal hold: if it was lifted since, lift it again, and the nightly run goes on").Concat(Held(
            there, "were under a legal hold in the database that is replaced, and are under none in the backup: place it again before the next run"));
        if (never.Count > 0)
            words = words.Append($"{CountText.Of(never.Count, "key")} of {client}, listed as destroyed by a retention, "
                + $"{(never.Count == 1 ? "stands" : "stand")} in a backup of the keys that is younger than the list: the retention did not get to "
                + $"the end, so {(never.Count == 1 ? "it stays" : "they stay")} until a nightly run whose policy is in force.");
        return (
            [.. lines.Select(line => line.Person ? line : line with { Keys = [.. line.Keys.Where(key => !stay.Contains(key))] })
                .Where(line => line.Person || line.Keys.Count > 0)],
            [.. words]);

        IEnumerable<string> Held(IEnumerable<Standing> of, string how) => of.GroupBy(key => key.SubjectId).Select(who =>
            $"{who.Key} of {client} keeps {CountText.Of(who.Count(), "key")} and all that is under {(who.Count() == 1 ? "it" : "them")}, though "
                + $"listed as destroyed by a retention, as they {how}.");
    }
}
