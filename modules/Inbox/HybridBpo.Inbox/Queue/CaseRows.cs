using HybridBpo.Events;

namespace HybridBpo.Inbox.Queue;

/// Reads the queue. Every statement names the clients; row-level security is the second fence.
internal sealed class CaseRows(Database database, CaseKinds kinds)
{
    public const string Mine = "mine", Team = "team", Waiting = "waiting";

    private const int Page = 200;

    private static readonly RawSql Columns = new("""
        c.client_id, c.case_id, c.kind, coalesce(c.title, c.question) as title, c.question, c.reference, c.subject_id, c.urgency, c.due_at,
        c.opened_at, c.not_for, c.stage, c.holder, c.token, c.lease_until, c.snoozed_until, c.snoozed_by, c.decision_id, c.decided_by,
        c.confirmed_by, c.leaves_at, c.trouble, c.escalated_why,
        coalesce(c.lease_until > now(), false) as held,
        exists (select from inbox.judgements j where j.client_id = c.client_id and j.case_id = c.case_id and j.user_id = c.holder) as holder_judged
        """);

    private static readonly RawSql From = new("""
        inbox.cases c join inbox.subjects s on s.client_id = c.client_id and s.subject_id = c.subject_id cross join me
        """);

    /// What I hold or could take; what I put aside or decided comes under Waiting.
    private static readonly RawSql IsMine = new("inbox.takeable(c, s, me.id) and (c.snoozed_until is null or c.snoozed_until <= now())");

    private static readonly RawSql IsWaiting = new("""
        c.stage not in ('delivered', 'withdrawn') and ((c.stage <> 'open' and me.id in (c.decided_by, c.confirmed_by))
          or (c.snoozed_by = me.id and c.snoozed_until > now()))
        """);

    private static readonly RawSql IsTeam = new("c.stage not in ('delivered', 'withdrawn')");

    public async Task<CaseRow?> FindAsync(Access access, string client, Guid caseId, CancellationToken ct) => access.Sees(client)
        ? await database.SingleOrDefaultAsync<CaseRow>(access,
            $"select {Columns} from inbox.cases c where c.client_id = {client} and c.case_id = {caseId}", ct)
        : null;

    /// Urgency first, then due time. At most 200 rows; the counts tell how many there are.
    public Task<IReadOnlyList<CaseRow>> ListAsync(Access access, QueueFilter filter, CancellationToken ct) =>
        database.QueryAsync<CaseRow>(access, $"""
            with me as (select {access.Actor.Id}::text as id)
            select {Columns} from {From}
            where {ConditionOf(filter.Tab)} and c.client_id = any ({access.Clients.ToArray()}) and c.kind = any ({KindsOf(access, filter.Tab)})
              and ({filter.Kind}::text is null or c.kind = {filter.Kind}) and ({filter.Client}::text is null or c.client_id = {filter.Client})
              and ({filter.DueBefore}::timestamptz is null or c.due_at < {filter.DueBefore})
            order by c.urgency desc, c.due_at, c.opened_at, c.case_id
            limit {Page}
            """, ct);

    public async Task<QueueCounts> CountAsync(Access access, CancellationToken ct) =>
        await database.SingleOrDefaultAsync<QueueCounts>(access, $"""
            with me as (select {access.Actor.Id}::text as id)
            select count(*) filter (where {IsMine} and c.kind = any ({kinds.JudgedBy(access)})) as mine,
              count(*) filter (where {IsTeam}) as team,
              count(*) filter (where {IsWaiting}) as waiting
            from {From}
            where c.client_id = any ({access.Clients.ToArray()}) and c.kind = any ({kinds.OpenedBy(access)})
            """, ct) ?? new QueueCounts(0, 0, 0);

    /// Changes whenever a queue of this person may look otherwise. It tells nothing itself.
    public Task<string?> MarkAsync(Access access, CancellationToken ct) => database.SingleOrDefaultAsync<string>(access, $"""
        select md5(coalesce(string_agg(
          concat_ws('|', case_id, stage, holder, lease_until > now(), snoozed_until > now(), due_at < now(), trouble), ',' order by case_id), ''))
        from inbox.cases
        where stage not in ('delivered', 'withdrawn') and client_id = any ({access.Clients.ToArray()}) and kind = any ({kinds.OpenedBy(access)})
        """, ct);

    private string[] KindsOf(Access access, string tab) => tab == Mine ? kinds.JudgedBy(access) : kinds.OpenedBy(access);

    private static RawSql ConditionOf(string tab) => tab switch { Team => IsTeam, Waiting => IsWaiting, _ => IsMine };
}

/// Tab: mine, team or waiting. The rest narrows it.
internal sealed record QueueFilter(string Tab, string? Kind, string? Client, DateTimeOffset? DueBefore);

internal sealed record QueueCounts(long Mine, long Team, long Waiting);
