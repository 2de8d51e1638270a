using HybridBpo.Inbox.Seeding;

namespace HybridBpo.Inbox.Practising;

/// What somebody answered, and whether it was right.
internal sealed record PracticeAnswer(string Choice, bool IsRight);

/// How somebody does: of all, and of the last that count.
internal sealed record Progress(string UserId, long Answered, long Right, long Last, long LastRight, DateTimeOffset LastAt)
{
    /// So many at least, and of those last so many right.
    public const int Counted = 20, Enough = 16;

    public bool IsReady => Last >= Counted && LastRight >= Enough;
}

/// Cases to practise on: samples made for it, apart from all work. No case is opened, no event written, nothing leaves.
internal sealed class Practice(Database database, CaseKinds kinds, TimeProvider time)
{
    public Task<Sample?> FindAsync(Access access, string client, Guid sample, CancellationToken ct) =>
        database.SingleOrDefaultAsync<Sample>(access, $"""
        select {SampleBook.Columns} from inbox.samples p
        where p.client_id = {client} and p.client_id = any ({access.Clients.ToArray()}) and p.sample_id = {sample}
          and p.purpose = {Purposes.Practice} and p.kind = any ({kinds.JudgedBy(access)})
          and (p.ended_at is null or exists (select from inbox.practice_answers a
            where a.client_id = p.client_id and a.sample_id = p.sample_id and a.user_id = {access.Actor.Id}))
        """, ct);

    /// The next that this person has not answered, the oldest first.
    public async Task<Sample?> NextAsync(Access access, CancellationToken ct) => (await database.QueryAsync<Sample>(access, $"""
        select {SampleBook.Columns} from inbox.samples p
        where p.client_id = any ({access.Clients.ToArray()}) and p.purpose = {Purposes.Practice} and p.ended_at is null
          and p.kind = any ({kinds.JudgedBy(access)}) and not exists (select from inbox.practice_answers a
            where a.client_id = p.client_id and a.sample_id = p.sample_id and a.user_id = {access.Actor.Id})
        order by p.made_at, p.sample_id limit 1
        """, ct)).FirstOrDefault();

    public Task<PracticeAnswer?> AnswerOfAsync(Access access, Sample sample, CancellationToken ct) =>
        database.SingleOrDefaultAsync<PracticeAnswer>(access, $"""
            select choice, is_right from inbox.practice_answers
            where client_id = {sample.ClientId} and sample_id = {sample.SampleId} and user_id = {access.Actor.Id}
            """, ct);

    public async Task<Result<Done>> AnswerAsync(Access access, Sample sample, string choice, CancellationToken ct)
    {
        if (sample.FormOf().Choices.All(known => known.Code != choice))
        {
            return new UnknownChoice();
        }

        await database.ExecuteAsync(access, $"""
            insert into inbox.practice_answers (client_id, sample_id, user_id, choice, is_right, answered_at)
            values ({sample.ClientId}, {sample.SampleId}, {access.Actor.Id}, {choice}, {choice == sample.Truth}, {time.GetUtcNow()})
            on conflict do nothing
            """, ct);
        return Done.Yes;
    }

    /// Of everybody who practised with these clients, or of one.
    public Task<IReadOnlyList<Progress>> ProgressAsync(Access access, string? only, CancellationToken ct) =>
        database.QueryAsync<Progress>(access, $"""
        with numbered as (
          select a.user_id, a.is_right, a.answered_at, row_number() over (partition by a.user_id order by a.answered_at desc, a.sample_id) as back
          from inbox.practice_answers a
          where a.client_id = any ({access.Clients.ToArray()}) and ({only}::text is null or a.user_id = {only}))
        select user_id, count(*) as answered, count(*) filter (where is_right) as "right",
          count(*) filter (where back <= {Progress.Counted}) as last,
          count(*) filter (where back <= {Progress.Counted} and is_right) as last_right, max(answered_at) as last_at
        from numbered group by user_id order by max(answered_at) desc limit 500
        """, ct);
}

internal sealed record NoSuchPractice() : NotFound("There is no such practice case for you.");
