namespace HybridBpo.Hro.Requisitions;

/// <summary>A requisition in one line, with how many applications stand where. Counts of states only: nothing that the machine found.</summary>
internal sealed record RequisitionLine(
    string ClientId,
    Guid RequisitionId,
    string Reference,
    string Title,
    string State,
    int Criteria,
    DateTimeOffset OpenedAt,
    long Reading,
    long ToJudge,
    long Waiting,
    long Over,
    long Candidates);

internal sealed class RequisitionReads(Database database)
{
    private const string Lines = """
        select r.client_id, r.requisition_id, r.reference, r.title, r.state, r.criteria, r.opened_at,
               c.reading, c.to_judge, c.waiting, c.over, c.candidates
        from hro.requisitions r, lateral (
            select count(*) filter (where a.state = 'received') as reading,
                   count(*) filter (where a.state in ('to-judge', 'needs-human')) as to_judge,
                   count(*) filter (where a.state in ('asked', 'kept')) as waiting,
                   count(*) filter (where a.state in ('advanced', 'declined', 'withdrew', 'closed', 'erased')) as over,
                   count(*) as candidates
            from hro.applications a where a.client_id = r.client_id and a.requisition_id = r.requisition_id) c
        """;

    /// <summary>Requisitions of the asker's clients: open ones first, then the newest.</summary>
    public Task<IReadOnlyList<RequisitionLine>> ListAsync(Access access, int page, int size, CancellationToken ct) =>
        database.QueryAsync<RequisitionLine>(access, $"""
        {Sql.Raw(Lines)}
        order by r.state = 'filled', r.opened_at desc, r.requisition_id
        limit {size} offset {(page - 1) * size}
        """, ct);

    public async Task<long> CountAsync(Access access, CancellationToken ct) =>
        (await database.QueryAsync<long>(access, $"select count(*) from hro.requisitions", ct))[0];

    public Task<RequisitionLine?> FindAsync(Access access, string client, Guid id, CancellationToken ct) =>
        database.SingleOrDefaultAsync<RequisitionLine>(access, $"""
        {Sql.Raw(Lines)}
        where r.client_id = {client} and r.requisition_id = {id}
        """, ct);
}
