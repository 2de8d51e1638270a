namespace HybridBpo.Inbox.Supervision;

/// What is open, how old, who holds it, and what was told to the supervisors. Every read is bounded, however much is open.
internal sealed class Backlog(Database database)
{
    /// Of each age in each queue nobody counts further.
    public const int MostCounted = 10_000;

    public const int MostTold = 20;

    /// Ages of what is open in one queue of one client: opened within four hours, within a day, longer ago, and past due whatever its age.
    internal sealed record Ages(string ClientId, string Kind, long Fresh, long Today, long Older, long Late, DateTimeOffset? Oldest)
    {
        public long Open => Fresh + Today + Older + Late;

        public bool IsMore => Fresh > MostCounted || Today > MostCounted || Older > MostCounted || Late > MostCounted;
    }

    internal sealed record Held(
        string ClientId, Guid CaseId, string Kind, string Title, string Reference, string Stage, string Holder, DateTimeOffset LeaseUntil,
        DateTimeOffset DueAt, Guid SubjectId);

    /// LookedAfterBy: who acknowledged what was told last; null while nobody did. Words: what they said to all.
    internal sealed record Told(
        string ClientId, Guid CaseId, string Kind, string Title, string Reference, IReadOnlyList<string> Why, DateTimeOffset ToldAt, bool IsHeld,
        Guid SubjectId, string? LookedAfterBy, DateTimeOffset? LookedAfterAt, string? Words);

    /// Of the asker's clients, those queues in which something is open.
    public async Task<IReadOnlyList<Ages>> AgesAsync(Access access, CancellationToken ct) => [.. (await database.QueryAsync<Ages>(access, $"""
        select client_id, kind, fresh, today, older, late, oldest from inbox.queue_ages({access.Clients.ToArray()}, {MostCounted + 1})
        order by client_id, kind
        """, ct)).Where(row => row.Open > 0)];

    public Task<IReadOnlyList<Held>> HeldAsync(Access access, CancellationToken ct) => database.QueryAsync<Held>(access, $"""
        select client_id, case_id, kind, coalesce(title, question) as title, reference, stage, holder, lease_until, due_at, subject_id
        from inbox.cases
        where holder is not null and lease_until > now() and ({access.IsSystem} or client_id = any ({access.Clients.ToArray()}))
        order by holder, urgency desc, due_at, case_id limit 200
        """, ct);

    /// What the policy told the supervisors, as long as it is open: first what nobody looks after yet, each the newest first.
    public Task<IReadOnlyList<Told>> ToldAsync(Access access, CancellationToken ct) => database.QueryAsync<Told>(access, $"""
        with waiting as (
          select t.client_id, t.case_id, t.told_at, null::text as looked_after_by, null::timestamptz as looked_after_at,
            null::text as looked_after_words
          from unnest({access.Clients.ToArray()}) as of_client cross join lateral (
            select t.client_id, t.case_id, t.told_at from inbox.timers t
            where t.client_id = of_client and t.told_at is not null and t.looked_after_of is distinct from t.told_at
            order by t.told_at desc limit {MostTold}) as t
          order by t.told_at desc, t.case_id limit {MostTold}),
        in_hands as (
          select t.client_id, t.case_id, t.told_at, t.looked_after_by, t.looked_after_at, t.looked_after_words
          from unnest({access.Clients.ToArray()}) as of_client cross join lateral (
            select t.* from inbox.timers t
            where t.client_id = of_client and t.looked_after_of = t.told_at
            order by t.told_at desc limit {MostTold}) as t
          order by t.told_at desc, t.case_id limit {MostTold})
        select t.client_id, t.case_id, c.kind, coalesce(c.title, c.question) as title, c.reference, c.escalated_why as why, t.told_at,
          coalesce(c.lease_until > now(), false) as is_held, c.subject_id,
          t.looked_after_by, t.looked_after_at, t.looked_after_words as words
        from (select * from waiting union all select * from in_hands) as t
        join inbox.cases c on c.client_id = t.client_id and c.case_id = t.case_id
        order by t.looked_after_by is not null, t.told_at desc, t.case_id
        """, ct);
}
