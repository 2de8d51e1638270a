namespace HybridBpo.Inbox.Queue;

/// Finds cases by question, reference and the snapshot's words. Nothing withheld is searched or shown.
internal sealed class CaseSearch(Database database, CaseKinds kinds) : ISearchSource
{
    private sealed record Found(string ClientId, Guid CaseId, string Kind, string Question, string Reference, string Stage);

    public async Task<IReadOnlyList<SearchHit>> SearchAsync(Access access, string text, CancellationToken ct)
    {
        if (!access.May(Act.ReadInbox))
        {
            return [];
        }

        var pattern = Sql.Containing(text);
        var found = await database.QueryAsync<Found>(access, $"""
            select client_id, case_id, kind, question, reference, stage from inbox.cases
            where client_id = any ({access.Clients.ToArray()}) and kind = any ({kinds.OpenedBy(access)})
              and (question ilike {pattern} or reference ilike {pattern} or search_text ilike {pattern})
            order by stage in ('delivered', 'withdrawn'), opened_at desc, case_id
            limit 20
            """, ct);
        return [.. found.Select(row => new SearchHit("Case", row.Question,
            $"{kinds.LabelOf(row.Kind)} · {row.Reference}{(row.Stage is Stages.Delivered or Stages.Withdrawn ? " · closed" : "")}",
            Paths.Case(row.ClientId, row.CaseId)))];
    }
}
