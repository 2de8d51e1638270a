using HybridBpo.Inbox.Routing;

namespace HybridBpo.Inbox.Supervision;

/// What is open, how old, who holds it, and what nobody can take.
internal sealed class Backlog(Database database, CaseKinds kinds, IPeople people, StaffBook staff, TimeProvider time)
{
    private static readonly Dictionary<string, int> NoLoad = [];

    /// Ages of what is open in one queue of one client: opened within four hours, within a day, longer ago, and past due whatever its age.
    internal sealed record Ages(
        string ClientId, string Kind, long Open, long Fresh, long Today, long Older, long Late, DateTimeOffset Oldest);

    internal sealed record Held(
        string ClientId, Guid CaseId, string Kind, string Title, string Reference, string Stage, string Holder, DateTimeOffset LeaseUntil,
        DateTimeOffset DueAt);

    /// Without: who may not judge it. Needs: what it asks of whoever takes it.
    internal sealed record Alike(
        string ClientId, string Kind, string Needs, DateTimeOffset DueAt, IReadOnlyList<string> Without, Guid CaseId, string Title, string Reference);

    internal sealed record NewlyLate(string ClientId, Guid CaseId);

    public Task<IReadOnlyList<Ages>> AgesAsync(Access access, CancellationToken ct) => database.QueryAsync<Ages>(access, $"""
        select client_id, kind, count(*) as open,
          count(*) filter (where due_at >= now() and opened_at > now() - interval '4 hours') as fresh,
          count(*) filter (where due_at >= now() and opened_at <= now() - interval '4 hours' and opened_at > now() - interval '24 hours') as today,
          count(*) filter (where due_at >= now() and opened_at <= now() - interval '24 hours') as older,
          count(*) filter (where due_at < now()) as late, min(opened_at) as oldest
        from inbox.cases
        where stage in ('open', 'waiting-second') and ({access.IsSystem} or client_id = any ({access.Clients.ToArray()}))
        group by client_id, kind order by client_id, kind
        """, ct);

    public Task<IReadOnlyList<Held>> HeldAsync(Access access, CancellationToken ct) => database.QueryAsync<Held>(access, $"""
        select client_id, case_id, kind, coalesce(title, question) as title, reference, stage, holder, lease_until, due_at
        from inbox.cases
        where holder is not null and lease_until > now() and ({access.IsSystem} or client_id = any ({access.Clients.ToArray()}))
        order by holder, urgency desc, due_at, case_id limit 200
        """, ct);

    /// Open cases that nobody can take in time: no active person of the right role and client, with the team and skills that it asks for, who is at
    /// work before it is due. Untold: only those not escalated for this reason yet.
    public async Task<IReadOnlyList<Alike>> NobodyCanTakeAsync(Access access, string? untold, CancellationToken ct)
    {
        var open = await database.QueryAsync<Alike>(access, $"""
            select client_id, kind, needs, due_at,
              not_for || case when stage = 'waiting-second' then array[decided_by] || not_second else array[]::text[] end as without,
              case_id, coalesce(title, question) as title, reference
            from inbox.cases
            where stage in ('open', 'waiting-second') and ({access.IsSystem} or client_id = any ({access.Clients.ToArray()}))
              and not coalesce({untold}::text = any (escalated_why), false)
            order by due_at, case_id limit 10000
            """, ct);
        var (stranded, now) = (new List<Alike>(), time.GetUtcNow());
        foreach (var queue in open.GroupBy(row => (row.ClientId, row.Kind)))
        {
            var may = kinds.Find(queue.Key.Kind) is { } view ? await people.WhoMayAsync(queue.Key.ClientId, view.DecideAct, ct) : [];
            var workers = await staff.WorkersAsync(may, ct);
            stranded.AddRange(queue.Where(row => Eligibility.Order(
                Needs.Read(row.Needs), row.DueAt > now ? row.DueAt : now.AddDays(1), workers.Where(worker => !row.Without.Contains(worker.Id)),
                NoLoad, now).Count == 0));
        }

        return stranded;
    }

    /// Past due and not yet told to anybody.
    public Task<IReadOnlyList<NewlyLate>> NewlyLateAsync(Access access, CancellationToken ct) => database.QueryAsync<NewlyLate>(access, $"""
        select client_id, case_id from inbox.cases
        where stage in ('open', 'waiting-second') and due_at < now() and not {EscalateCase.PastDue} = any (escalated_why)
        order by due_at limit 1000
        """, ct);
}
