using HybridBpo.Inbox.Judging;

namespace HybridBpo.Inbox.Queue;

/// Cases about a person, for the pages of other modules. What was decided shows once the asker may see the machine's verdict as well, so that a
/// second person stays blind there too.
internal sealed class CaseIndex(Database database, VerdictGate gate, IPeople people) : ICaseIndex
{
    private sealed record Found(
        Guid CaseId, string Kind, string Question, string Stage, string? Holder, bool Held, bool HolderJudged, DateTimeOffset OpenedAt,
        string? Choice);

    public async Task<IReadOnlyList<CaseSummary>> AboutAsync(
        Access access, string client, IReadOnlyCollection<Guid> subjectIds, CancellationToken ct)
    {
        if (subjectIds.Count == 0 || !access.Sees(client))
        {
            return [];
        }

        var found = await database.QueryAsync<Found>(access, $"""
            select c.case_id, c.kind, c.question, c.stage, c.holder, coalesce(c.lease_until > now(), false) as held,
              exists (select from inbox.judgements j
                where j.client_id = c.client_id and j.case_id = c.case_id and j.user_id = c.holder) as holder_judged,
              c.opened_at, c.choice
            from inbox.cases c
            where c.client_id = {client} and c.subject_id = any ({subjectIds.ToArray()})
            order by c.opened_at desc, c.case_id
            """, ct);
        var open = await gate.MayReadAsync(access, client, [.. found.Select(row => row.CaseId)], ct);
        var names = await people.NamesAsync(found.Select(row => row.Holder).OfType<string>().Distinct(), ct);
        return [.. found.Select(row => new CaseSummary(row.CaseId, row.Kind, row.Question, StateOf(row),
            row is { Held: true, Holder: { } holder } ? names.GetValueOrDefault(holder, "Somebody") : null, row.OpenedAt,
            open.Contains(row.CaseId) ? row.Choice : null))];
    }

    private static string StateOf(Found row) => CaseRow.StateOf(row.Stage, row.Held, row.HolderJudged);
}
