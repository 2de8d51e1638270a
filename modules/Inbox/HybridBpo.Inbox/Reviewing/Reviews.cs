using HybridBpo.Events;

namespace HybridBpo.Inbox.Reviewing;

/// A review as whoever gives or settles it has it before them.
internal sealed record ReviewRow(
    string ClientId, Guid ReviewId, Guid CaseId, Guid SubjectId, string Kind, string DecidedBy, string Decided, string? Reviewer, string? Reviewed,
    string? Settled, DateTimeOffset DrawnAt, string? Holder, DateTimeOffset? HeldUntil);

/// Hands out reviews to people who know nothing of the case's answers, and takes what they say.
internal sealed class Reviews(Database database, EventStore store, CaseKinds kinds, TimeProvider time)
{
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(30);

    private static readonly RawSql Columns = new("""
        r.client_id, r.review_id, r.case_id, r.subject_id, r.kind, r.decided_by, r.decided, r.reviewer, r.reviewed, r.settled, r.drawn_at, r.holder,
        r.held_until
        """);

    /// One that this person could give; what they hold already comes first.
    public Task<ReviewRow?> NextAsync(Access access, CancellationToken ct) => database.SingleOrDefaultAsync<ReviewRow>(access, $"""
        with pick as (
          select p.client_id, p.review_id from inbox.reviews p
          where p.client_id = any ({access.Clients.ToArray()}) and p.kind = any ({kinds.JudgedBy(access)}) and p.reviewed_at is null
            and p.drawn_at > now() - interval '14 days' and not {access.Actor.Id} = any (p.not_for)
            and (p.holder is null or p.held_until <= now() or p.holder = {access.Actor.Id})
          order by p.holder = {access.Actor.Id} desc nulls last, p.drawn_at, p.review_id limit 1 for update skip locked)
        update inbox.reviews r set holder = {access.Actor.Id}, held_until = now() + {Lease}
        from pick where r.client_id = pick.client_id and r.review_id = pick.review_id
        returning {Columns}
        """, ct);

    public Task<long> WaitingAsync(Access access, CancellationToken ct) => database.SingleOrDefaultAsync<long>(access, $"""
        select count(*) from (
          select from inbox.reviews p
          where p.client_id = any ({access.Clients.ToArray()}) and p.kind = any ({kinds.JudgedBy(access)}) and p.reviewed_at is null
            and p.drawn_at > now() - interval '14 days' and not {access.Actor.Id} = any (p.not_for)
            and (p.holder is null or p.held_until <= now() or p.holder = {access.Actor.Id})
          limit 1001) as counted
        """, ct);

    public async Task<ReviewRow?> FindAsync(Access access, string client, Guid review, CancellationToken ct) => access.Sees(client)
        ? await database.SingleOrDefaultAsync<ReviewRow>(access,
            $"select {Columns} from inbox.reviews r where r.client_id = {client} and r.review_id = {review}", ct)
        : null;

    /// The two differ, and nobody has said yet what is right.
    public Task<IReadOnlyList<ReviewRow>> ApartAsync(Access access, CancellationToken ct) => database.QueryAsync<ReviewRow>(access, $"""
        select {Columns} from inbox.reviews r
        where r.client_id = any ({access.Clients.ToArray()}) and r.reviewed_at is not null and r.decided <> r.reviewed and r.settled_at is null
        order by r.reviewed_at limit 200
        """, ct);

    public Task<Case?> CaseAsync(ReviewRow row, CancellationToken ct) => store.AggregateStreamAsync<Case>(row.ClientId, row.CaseId, ct: ct);

    public async Task<Result<Done>> AnswerAsync(Access access, ReviewRow row, string choice, string sure, Guid command, CancellationToken ct)
    {
        var form = (await CaseAsync(row, ct))?.Form;
        var ask = new AnswerReview(access.Actor.Id, choice, sure, Holds(access, row));
        return !kinds.MayJudge(access, row.Kind) ? new NotYourKind()
            : await store.DecideAsync<Review, Done>(access, row.ClientId, row.ReviewId, Ids.For(row.ClientId, "review-answer", $"{command}"),
                state => AnswerReview.Decide(ask, state, form, time.GetUtcNow()), null, ct);
    }

    public async Task<Result<Done>> SettleAsync(Access access, ReviewRow row, string choice, Guid command, CancellationToken ct)
    {
        var form = (await CaseAsync(row, ct))?.Form;
        return await store.DecideAsync<Review, Done>(access, row.ClientId, row.ReviewId, Ids.For(row.ClientId, "review-settle", $"{command}"),
            state => SettleReview.Decide(new(access.Actor.Id, choice), state, form, time.GetUtcNow()), null, ct);
    }

    public bool Holds(Access access, ReviewRow row) => row.Holder == access.Actor.Id && row.HeldUntil > time.GetUtcNow() && row.Reviewed is null;
}
