using HybridBpo.Hro.Applications;

namespace HybridBpo.Hro;

/// <summary>Finds candidates by code, and by name for whoever it was revealed to; requisitions by title and reference.</summary>
internal sealed class HiringSearch(Database database, RevealedNames names) : ISearchSource
{
    private sealed record Found(string Kind, string ClientId, Guid Id, string Title, string Detail, string State);

    public async Task<IReadOnlyList<SearchHit>> SearchAsync(Access access, string text, CancellationToken ct)
    {
        if (!access.May(Act.ReadHiring))
            return [];
        var known = text.Trim().Length > 1 ? await names.FindAsync(access, text.Trim(), 6, ct) : [];
        var wanted = Sql.Containing(text);
        var bare = Sql.Containing(text.Replace("candidate", "", StringComparison.OrdinalIgnoreCase).Trim());
        var found = await database.QueryAsync<Found>(access, $"""
            (select 'Candidate' as kind, a.client_id, a.application_id as id, 'Candidate ' || a.code as title,
                    r.title || ', ' || r.reference as detail, a.state
             from hro.applications a join hro.requisitions r using (client_id, requisition_id)
             where length({bare}) > 3 and a.code ilike {bare}
             order by a.applied_at desc limit 8)
            union all
            (select 'Candidate', a.client_id, a.application_id, v.name, 'Candidate ' || a.code || ', ' || r.title, a.state
             from unnest({known.Select(k => k.ClientId).ToArray()}, {known.Select(k => k.ApplicationId).ToArray()},
                         {known.Select(k => k.Name).ToArray()}) v (client_id, application_id, name)
             join hro.applications a using (client_id, application_id) join hro.requisitions r using (client_id, requisition_id)
             order by a.applied_at desc)
            union all
            (select 'Requisition', client_id, requisition_id, title, reference, state
             from hro.requisitions where title ilike {wanted} or reference ilike {wanted}
             order by opened_at desc limit 6)
            """, ct);
        return [.. found.Select(f => f.Kind == "Candidate"
            ? new SearchHit(f.Kind, f.Title, $"{f.Detail}, {States.Words(f.State)}", $"/candidates/{f.ClientId}/{f.Id}", f.ClientId, f.Id)
            : new SearchHit(f.Kind, f.Title, f.Detail, $"/requisitions/{f.ClientId}/{f.Id}"))];
    }
}
