using HybridBpo.Events;
using HybridBpo.Inbox.Routing;

namespace HybridBpo.Inbox.Supervision;

/// Open cases that nobody can take in time: no active person of the right role and client, with the team and skills that it asks for, who is at work
/// before it is due. Asked queue by queue: who can begin first decides for all that is due before then, so that only those are read.
internal sealed class Stranded(Database database, CaseKinds kinds, IPeople people, StaffBook staff, TimeProvider time)
{
    /// A page names no more; a watch goes on with the next ones a minute later.
    public const int Most = 200, MostOfQueue = 1_000;

    private static readonly Dictionary<string, int> NoLoad = [];

    private static readonly TimeSpan Late = TimeSpan.FromDays(1);

    /// Without: who may not judge it. Needs: what it asks of whoever takes it.
    internal sealed record Alike(
        string ClientId, string Kind, string Needs, DateTimeOffset DueAt, IReadOnlyList<string> Without, Guid CaseId, string Title, string Reference,
        Guid SubjectId);

    private sealed record Queue(string ClientId, string Kind, string Needs);

    private static RawSql Columns { get; } = new("""
        c.client_id, c.kind, c.needs, c.due_at,
        c.not_for || case when c.stage = 'waiting-second' then array[c.decided_by] || c.not_second else array[]::text[] end as without,
        c.case_id, coalesce(c.title, c.question) as title, c.reference, c.subject_id
        """);

    /// Those first that are due first. Untold: only those that neither were escalated for this reason nor are known to the watch.
    public async Task<IReadOnlyList<Alike>> NobodyCanTakeAsync(Access access, string? untold, CancellationToken ct)
    {
        var queues = await database.QueryAsync<Queue>(access, $"""
            select client_id, kind, needs from inbox.queues where {access.IsSystem} or client_id = any ({access.Clients.ToArray()})
            """, ct);
        var found = new Dictionary<Guid, Alike>();
        foreach (var kind in queues.GroupBy(queue => (queue.ClientId, queue.Kind)))
        {
            var workers = await WorkersAsync(kind.Key.ClientId, kind.Key.Kind, ct);
            foreach (var queue in kind)
            {
                foreach (var row in await OfQueueAsync(access, queue, workers, untold, ct))
                {
                    found[row.CaseId] = row;
                }
            }
        }

        var all = found.Values.OrderBy(row => row.DueAt).ThenBy(row => row.CaseId);
        return [.. untold is null ? all.Take(Most) : all];
    }

    /// Says since when those that were found are stranded, and forgets it of those that somebody can take again.
    public async Task MarkAsync(Access watch, CancellationToken ct)
    {
        var (marked, taken) = ((IReadOnlyList<Alike>)[], new List<Alike>());
        do
        {
            var last = marked.LastOrDefault();
            marked = await database.QueryAsync<Alike>(watch, $"""
                select {Columns} from inbox.timers t join inbox.cases c on c.client_id = t.client_id and c.case_id = t.case_id
                where t.stranded_since is not null
                  and ({last?.ClientId}::text is null or (t.client_id, t.case_id) > ({last?.ClientId}::text, {last?.CaseId}::uuid))
                order by t.client_id, t.case_id limit {MostOfQueue}
                """, ct);
            foreach (var kind in marked.GroupBy(row => (row.ClientId, row.Kind)))
            {
                var workers = await WorkersAsync(kind.Key.ClientId, kind.Key.Kind, ct);
                taken.AddRange(kind.Where(row => !Strands(row, workers)));
            }
        }
        while (marked.Count == MostOfQueue);

        await SinceAsync(watch, taken, false, ct);
        await SinceAsync(watch, await NobodyCanTakeAsync(watch, EscalateCase.NobodyEligible, ct), true, ct);
    }

    private async Task SinceAsync(Access watch, IReadOnlyList<Alike> rows, bool stranded, CancellationToken ct)
    {
        if (rows.Count > 0)
        {
            await database.ExecuteAsync(watch, $"""
                update inbox.timers t set stranded_since = case when {stranded} then now() end, next_at = '-infinity', token = t.token + 1,
                  claimed_until = null
                from unnest({rows.Select(row => row.ClientId).ToArray()}, {rows.Select(row => row.CaseId).ToArray()}) as n (client_id, case_id)
                where t.client_id = n.client_id and t.case_id = n.case_id and (t.stranded_since is null) = {stranded}
                """, ct);
        }
    }

    private async Task<IEnumerable<Alike>> OfQueueAsync(
        Access access, Queue queue, IReadOnlyList<Worker> workers, string? untold, CancellationToken ct)
    {
        var (now, needs) = (time.GetUtcNow(), Needs.Read(queue.Needs));
        var free = workers.Where(worker => needs.AreMetBy(worker.Tags))
            .Select(worker => (worker.Id, From: worker.FreeFrom(now) ?? DateTimeOffset.MaxValue)).OrderBy(worker => worker.From).Take(2).ToList();
        var first = free.Count > 0 ? free[0].From : DateTimeOffset.MaxValue;
        var second = free.Count > 1 ? free[1].From : DateTimeOffset.MaxValue;
        var rows = first > now ? await DueAsync(access, queue, first, null, untold, ct) : [];
        // The one who could begin first decided it and may not confirm it: the next one counts.
        var theirs = free.Count > 0 && second > now ? await DueAsync(access, queue, second, free[0].Id, untold, ct) : [];
        return [.. rows, .. theirs, .. await ExceptedAsync(access, queue, workers, untold, ct)];
    }

    /// Those that some people may not judge are looked at one by one, to the end of the queue or until there are enough.
    private async Task<List<Alike>> ExceptedAsync(
        Access access, Queue queue, IReadOnlyList<Worker> workers, string? untold, CancellationToken ct)
    {
        var (page, found) = ((IReadOnlyList<Alike>)[], new List<Alike>());
        do
        {
            var last = page.LastOrDefault();
            page = await database.QueryAsync<Alike>(access, $"""
                select {Columns} from inbox.cases c left join inbox.timers t on t.client_id = c.client_id and t.case_id = c.case_id
                where c.client_id = {queue.ClientId} and c.kind = {queue.Kind} and c.needs = {queue.Needs} and c.stage in ('open', 'waiting-second')
                  and (c.not_for <> '{Sql.Raw("{}")}' or c.not_second <> '{Sql.Raw("{}")}')
                  and ({untold}::text is null or (t.stranded_since is null and not {untold}::text = any (c.escalated_why)))
                  and ({last?.DueAt}::timestamptz is null or (c.due_at, c.case_id) > ({last?.DueAt}::timestamptz, {last?.CaseId}::uuid))
                order by c.due_at, c.case_id limit {MostOfQueue}
                """, ct);
            found.AddRange(page.Where(row => Strands(row, workers)));
        }
        while (page.Count == MostOfQueue && found.Count < MostOfQueue);

        return found;
    }

    /// Those due before this instant. What is past due can still be taken within a day.
    private Task<IReadOnlyList<Alike>> DueAsync(
        Access access, Queue queue, DateTimeOffset until, string? decidedBy, string? untold, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var after = until >= now + Late ? DateTimeOffset.MinValue : now;
        return database.QueryAsync<Alike>(access, $"""
            select {Columns} from inbox.cases c left join inbox.timers t on t.client_id = c.client_id and t.case_id = c.case_id
            where c.client_id = {queue.ClientId} and c.kind = {queue.Kind} and c.needs = {queue.Needs} and c.stage in ('open', 'waiting-second')
              and c.due_at > {after} and c.due_at <= {until.ToUniversalTime()}
              and ({decidedBy}::text is null or (c.stage = 'waiting-second' and c.decided_by = {decidedBy}))
              and ({untold}::text is null or (t.stranded_since is null and not {untold}::text = any (c.escalated_why)))
            order by c.due_at, c.case_id limit {MostOfQueue}
            """, ct);
    }

    private bool Strands(Alike row, IReadOnlyList<Worker> workers)
    {
        var now = time.GetUtcNow();
        return Eligibility.Order(Needs.Read(row.Needs), row.DueAt > now ? row.DueAt : now + Late,
            workers.Where(worker => !row.Without.Contains(worker.Id)), NoLoad, now).Count == 0;
    }

    private async Task<IReadOnlyList<Worker>> WorkersAsync(string client, string kind, CancellationToken ct) =>
        await staff.WorkersAsync(kinds.Find(kind) is { } view ? await people.WhoMayAsync(client, view.DecideAct, ct) : [], ct);
}
