namespace HybridBpo.Hro.Applications;

/// <summary>A candidate in one line, in order of arrival. No name, no verdict, no flag.</summary>
internal sealed record CandidateLine(
    string ClientId,
    Guid ApplicationId,
    Guid RequisitionId,
    string Reference,
    string Title,
    string Code,
    string State,
    string Format,
    int? Pages,
    int Runs,
    Guid? CaseId,
    DateTimeOffset AppliedAt);

internal sealed class CandidateReads(Database database)
{
    private const string Lines = """
        select a.client_id, a.application_id, a.requisition_id, r.reference, r.title, a.code, a.state, a.format, a.pages, a.runs,
               a.case_id, a.applied_at
        from hro.applications a join hro.requisitions r using (client_id, requisition_id)
        """;

    /// <summary>Candidates of a client by their code, their requisition's reference, or id.</summary>
    public Task<IReadOnlyList<CandidateLine>> ByCodeAsync(Access access, string client, string text, CancellationToken ct) =>
        database.QueryAsync<CandidateLine>(access, $"""
            {Sql.Raw(Lines)}
            where a.client_id = {client} and {text} <> '' and (upper(a.code) = upper({text}) or upper(r.reference) = upper({text})
              or a.application_id::text = lower({text}))
            order by a.applied_at desc, a.application_id limit 50
            """, ct);

    /// <summary>All candidates of a requisition in the order in which they came.</summary>
    public Task<IReadOnlyList<CandidateLine>> OfRequisitionAsync(Access access, string client, Guid requisition, CancellationToken ct) =>
        database.QueryAsync<CandidateLine>(access, $"""
            {Sql.Raw(Lines)}
            where a.client_id = {client} and a.requisition_id = {requisition}
            order by a.applied_at, a.application_id
            """, ct);

    /// <summary>Candidates of all the asker's clients, the newest first.</summary>
    /// <param name="states">Only those that stand here.</param>
    public Task<IReadOnlyList<CandidateLine>> ListAsync(Access access, string[] states, int page, int size, CancellationToken ct) =>
        database.QueryAsync<CandidateLine>(access, $"""
            {Sql.Raw(Lines)}
            where a.state = any ({states})
            order by a.applied_at desc, a.application_id
            limit {size} offset {(page - 1) * size}
            """, ct);

    public async Task<long> CountAsync(Access access, string[] states, CancellationToken ct) =>
        (await database.QueryAsync<long>(access, $"select count(*) from hro.applications where state = any ({states})", ct))[0];

    public Task<CandidateLine?> FindAsync(Access access, string client, Guid id, CancellationToken ct) =>
        database.SingleOrDefaultAsync<CandidateLine>(access, $"""
            {Sql.Raw(Lines)}
            where a.client_id = {client} and a.application_id = {id}
            """, ct);

    public async Task<IReadOnlySet<string>> CodesAsync(Access access, string client, Guid requisition, CancellationToken ct) =>
        (await database.QueryAsync<string>(access, $"""
            select code from hro.applications where client_id = {client} and requisition_id = {requisition}
            """, ct)).ToHashSet();
}
