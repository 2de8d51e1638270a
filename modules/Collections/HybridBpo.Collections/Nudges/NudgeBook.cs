namespace HybridBpo.Collections.Nudges;

/// <summary>Reads nudges.</summary>
internal sealed class NudgeBook(Database database)
{
    public Task<IReadOnlyList<NudgeRow>> OfPersonAsync(Access access, string client, Guid person, CancellationToken ct) =>
        database.QueryAsync<NudgeRow>(access, $"""
            select {Sql.Raw(NudgeRow.Columns)} from collections.nudges where client_id = {client} and person_id = {person} order by planned_at desc,
              id limit 200
            """, ct);

    /// <summary>Planned or blocked, so that it could still go.</summary>
    public Task<IReadOnlyList<NudgeRow>> OpenAsync(Access access, string client, Guid person, CancellationToken ct) =>
        database.QueryAsync<NudgeRow>(access, $"""
            select {Sql.Raw(NudgeRow.Columns)} from collections.nudges
            where client_id = {client} and person_id = {person} and state in ('planned', 'blocked') order by planned_at, id
            """, ct);

    public Task<NudgeRow?> FindAsync(Access access, string client, Guid id, CancellationToken ct) =>
        database.SingleOrDefaultAsync<NudgeRow>(access,
            $"select {Sql.Raw(NudgeRow.Columns)} from collections.nudges where client_id = {client} and id = {id}", ct);

    public Task<IReadOnlyList<NudgeRow>> ListAsync(Access access, string state, int limit, int skip, CancellationToken ct) =>
        database.QueryAsync<NudgeRow>(access, $"""
            select {Sql.Raw(NudgeRow.Columns)} from collections.nudges where state = {state} or ({state} = 'other' and state in ('cancelled',
              'failed', 'unknown'))
            order by changed_at desc, id limit {limit} offset {skip}
            """, ct);

    public Task<IReadOnlyList<StateCount>> CountsAsync(Access access, CancellationToken ct) =>
        database.QueryAsync<StateCount>(access, $"select state, count(*) as count from collections.nudges group by state", ct);

    /// <summary>Which rules block how many, and when the first of them opens.</summary>
    public Task<IReadOnlyList<RuleCount>> ByRuleAsync(Access access, CancellationToken ct) =>
        database.QueryAsync<RuleCount>(access, $"""
            select b ->> 'ruleId' as rule_id, min(b ->> 'citation') as citation, count(distinct n.id) as count,
              min((b ->> 'earliestAt')::timestamptz) as earliest_at
            from collections.nudges n, jsonb_array_elements(n.blocks) b where n.state = 'blocked' group by 1 order by 3 desc, 1
            """, ct);
}

internal sealed record RuleCount(string RuleId, string Citation, long Count, DateTimeOffset? EarliestAt);
