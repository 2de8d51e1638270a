using HybridBpo.Events;

namespace HybridBpo.Inbox.Queue;

/// Reads the queue of whoever sits at the desk, what is for them alone included. Every statement names the clients; row-level security is the second
/// fence.
internal sealed class CaseRows(Database database, CaseKinds kinds)
{
    public const string Mine = "mine", Team = "team", Waiting = "waiting", Asked = "asked";

    /// How many rows a list shows at first, and at most: who needs more narrows it, or searches.
    public const int Page = 50, MostRows = 200;

    /// Nobody counts further: above it a page says "1,000+". Of what somebody could take, where each case costs a look at who has its person, 100.
    public const int MostCounted = 1_000, MostMine = 100;

    private static readonly RawSql Columns = new("""
        c.client_id, c.case_id, c.kind, coalesce(c.title, c.question) as title, c.question, c.reference, c.subject_id, c.urgency, c.due_at,
        c.opened_at, c.not_for, c.stage, c.holder, c.token, c.lease_until, c.snoozed_until, c.snoozed_by, c.decision_id, c.decided_by,
        c.confirmed_by, c.leaves_at, c.trouble, c.escalated_why, c.needs, c.delegated_to,
        c.delegated_by, c.not_second, c.only_for is not null as is_alone,
        coalesce(c.lease_until > now(), false) as held,
        exists (select from inbox.judgements j where j.client_id = c.client_id and j.case_id = c.case_id and j.user_id = c.holder) as holder_judged
        """);

    public async Task<CaseRow?> FindAsync(Access access, string client, Guid caseId, CancellationToken ct) => access.Sees(client)
        ? await database.SingleOrDefaultAsync<CaseRow>(AtDesk(access),
            $"select {Columns} from inbox.cases c where c.client_id = {client} and c.case_id = {caseId}", ct)
        : null;

    public Task<IReadOnlyList<CaseRow>> FindAsync(Access access, string client, Guid[] caseIds, CancellationToken ct) =>
        database.QueryAsync<CaseRow>(AtDesk(access),
            $"select {Columns} from inbox.cases c where c.client_id = {client} and c.case_id = any ({caseIds})", ct);

    /// Urgency first, then due time.
    public Task<IReadOnlyList<CaseRow>> ListAsync(Access access, QueueFilter filter, int most, CancellationToken ct)
    {
        var (me, clients, kinds) = (access.Actor.Id, ClientsOf(access, filter), KindsOf(access, filter));
        return filter.Tab == Asked
            ? database.QueryAsync<CaseRow>(AtDesk(access), $"""
                select {Columns} from inbox.cases c
                where c.delegated_to = {me} and c.client_id = any ({clients}) and c.kind = any ({kinds}) and c.stage in ('open', 'waiting-second')
                  and ({filter.DueBefore}::timestamptz is null or c.due_at < {filter.DueBefore})
                order by c.urgency desc, c.due_at, c.opened_at, c.case_id limit {most}
                """, ct)
            : filter.Tab == Waiting
            ? database.QueryAsync<CaseRow>(AtDesk(access), $"""
                select {Columns} from inbox.waiting_for({me}) c
                where c.client_id = any ({clients}) and c.kind = any ({kinds})
                  and ({filter.DueBefore}::timestamptz is null or c.due_at < {filter.DueBefore})
                order by c.urgency desc, c.due_at, c.opened_at, c.case_id limit {most}
                """, ct)
            : database.QueryAsync<CaseRow>(AtDesk(access), $"""
                select {Columns} from inbox.first_cases(
                  {me}, {clients}, {kinds}, inbox.tags_of({me}), {filter.Tab == Team}, {filter.DueBefore}::timestamptz, {most}) c
                order by c.urgency desc, c.due_at, c.opened_at, c.case_id
                """, ct);
    }

    /// At most one above <see cref="MostOf"/>.
    public Task<long> CountAsync(Access access, QueueFilter filter, CancellationToken ct)
    {
        var (me, clients, kinds) = (access.Actor.Id, ClientsOf(access, filter), KindsOf(access, filter));
        return filter.Tab == Asked
            ? database.SingleOrDefaultAsync<long>(AtDesk(access), $"""
                select count(*) from inbox.cases c
                where c.delegated_to = {me} and c.client_id = any ({clients}) and c.kind = any ({kinds}) and c.stage in ('open', 'waiting-second')
                  and ({filter.DueBefore}::timestamptz is null or c.due_at < {filter.DueBefore})
                """, ct)
            : filter.Tab == Waiting
            ? database.SingleOrDefaultAsync<long>(AtDesk(access), $"""
                select count(*) from (
                  select from inbox.waiting_for({me}) c
                  where c.client_id = any ({clients}) and c.kind = any ({kinds})
                    and ({filter.DueBefore}::timestamptz is null or c.due_at < {filter.DueBefore}) limit {MostOf(filter.Tab) + 1}) as counted
                """, ct)
            : database.SingleOrDefaultAsync<long>(AtDesk(access), $"""
                select inbox.count_cases(
                  {me}, {clients}, {kinds}, inbox.tags_of({me}), {filter.Tab == Team}, {filter.DueBefore}::timestamptz, {MostOf(filter.Tab) + 1})
                """, ct);
    }

    /// Cases, open or closed, in which every word begins some word: newest first, what is open before what is closed. Found: how many there are, at
    /// most one above <see cref="MostCounted"/>.
    public async Task<(IReadOnlyList<CaseRow> Rows, long Found)> SearchAsync(
        Access access, string text, QueueFilter filter, int most, CancellationToken ct)
    {
        var found = await database.QueryAsync<Guid>(AtDesk(access), $"""
            select case_id from inbox.find_cases({ClientsOf(access, filter)}, {KindsOf(access, filter)}, {text}, {MostCounted + 1})
            """, ct);
        return found.Count == 0 ? ([], 0) : (await database.QueryAsync<CaseRow>(AtDesk(access), $"""
            select {Columns} from inbox.cases c
            where c.client_id = any ({ClientsOf(access, filter)}) and c.case_id = any ({found.ToArray()})
            order by c.stage in ('delivered', 'withdrawn'), c.opened_at desc, c.case_id limit {most}
            """, ct), found.Count);
    }

    public static int MostOf(string tab) => tab == Mine ? MostMine : MostCounted;

    private string[] KindsOf(Access access, QueueFilter filter) =>
        [.. (filter.Tab == Mine ? kinds.JudgedBy(access) : kinds.OpenedBy(access)).Where(kind => filter.Kind is null || filter.Kind == kind)];

    private static Access AtDesk(Access access) => access with { AtDesk = access.Actor.Kind == Actor.Person };

    private static string[] ClientsOf(Access access, QueueFilter filter) =>
        [.. access.Clients.Where(client => filter.Client is null || filter.Client == client)];
}

/// Tab: mine, team, waiting or asked. The rest narrows it.
internal sealed record QueueFilter(string Tab, string? Kind = null, string? Client = null, DateTimeOffset? DueBefore = null);
