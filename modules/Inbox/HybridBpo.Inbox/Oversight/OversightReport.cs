namespace HybridBpo.Inbox.Oversight;

/// Figures of one group. Compared: decisions on cases whose proposal the person had seen by then. Reviewed: those that a second person looked at.
/// Refused: by the module, after they had left. Withdrawn: made void before they left, by new facts or because their person may decide no longer.
internal sealed record OversightLine(
    string ClientId, string Kind, string Mode, string? Person, long Decided, long Compared, long Agreed, long Evidence, double? JudgeSeconds,
    double? DecideSeconds, long Reviewed, long SentBack, long Refused, long Withdrawn);

/// Reads how people worked with the machine, out of the rows that <see cref="OversightRows"/> keeps.
internal sealed class OversightReport(Database database, TimeProvider time)
{
    /// People see their own figures at once; supervisors see them by person so much later.
    public static readonly TimeSpan Later = TimeSpan.FromDays(7);

    /// A group of fewer would show the figures of a person: its last week comes as late as theirs.
    public const int Crowd = 3;

    /// A group as it is added up; seconds as <see cref="Seconds"/> reads them.
    private sealed record Sum(
        string ClientId, string Kind, string Mode, string? Person, long Decided, long Compared, long Agreed, long Evidence, byte[] ToJudgement,
        byte[] ToDecision, long Reviewed, long SentBack, long Refused, long Withdrawn);

    /// Only decisions that left, were sent back or are void: of one that waits, nobody learns here what its second person must not know. By client,
    /// kind and mode; and by person as well, then of days that ended a week ago, as those of a group of few are. What was sent back or refused and
    /// decided again counts each time.
    public async Task<IReadOnlyList<OversightLine>> LinesAsync(Access access, bool byPerson, int weeks, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var (from, late) = (DayOf(now.AddDays(-7 * weeks)), DayOf(now - Later));
        var sums = await database.QueryAsync<Sum>(access, $"""
            with days as (
              select * from inbox.oversight_days
              where version = (select min(version) from inbox.oversight_days) and client_id = any ({access.Clients.ToArray()}) and day >= {from}),
            crowds as (
              select client_id, kind, mode from days where day >= {late} and not {byPerson}
              group by 1, 2, 3 having count(distinct user_id) >= {Crowd})
            select client_id, kind, mode, case when {byPerson} then user_id end as person, sum(decided)::bigint as decided,
              sum(compared)::bigint as compared, sum(agreed)::bigint as agreed, sum(evidence)::bigint as evidence,
              string_agg(to_judgement, ''::bytea) as to_judgement, string_agg(to_decision, ''::bytea) as to_decision,
              sum(reviewed)::bigint as reviewed, sum(sent_back)::bigint as sent_back, sum(refused)::bigint as refused,
              sum(withdrawn)::bigint as withdrawn
            from days where day < {late} or (client_id, kind, mode) in (select client_id, kind, mode from crowds)
            group by 1, 2, 3, 4 order by 1, 2, 3, 4
            """, ct);
        return [.. sums.Select(x => new OversightLine(
            x.ClientId, x.Kind, x.Mode, x.Person, x.Decided, x.Compared, x.Agreed, x.Evidence, Seconds.Median(x.ToJudgement),
            Seconds.Median(x.ToDecision), x.Reviewed, x.SentBack, x.Refused, x.Withdrawn))];
    }

    /// The asker's own, up to now.
    public Task<IReadOnlyList<OversightLine>> MineAsync(Access access, int weeks, CancellationToken ct) =>
        database.QueryAsync<OversightLine>(access, $"""
            select '' as client_id, kind, mode, user_id as person, {Figures}
            from ({Rows}) rows
            where client_id = any ({access.Clients.ToArray()}) and user_id = {access.Actor.Id}
              and decided_at >= {DayOf(time.GetUtcNow().AddDays(-7 * weeks)).ToDateTime(default, DateTimeKind.Utc)}
            group by kind, mode, user_id order by kind, mode
            """, ct);

    private static DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(at.UtcDateTime);

    /// As the release before counted them, while that is what readers see.
    private static readonly Events.RawSql Rows = new("""
        select client_id, kind, mode, user_id, evidence, to_judgement, to_decision, decided_at, agreed, review, ended
        from inbox.oversight_decisions where not exists (select from inbox.oversight_days where version = 1)
        union all
        select client_id, kind, mode, user_id, evidence, extract(epoch from judged_at - taken_at)::real,
          extract(epoch from decided_at - taken_at)::real, decided_at, agreed, review, null
        from inbox.oversight where exists (select from inbox.oversight_days where version = 1)
        """);

    private static readonly Events.RawSql Figures = new("""
        count(*) as decided, count(agreed) as compared, count(*) filter (where agreed) as agreed, count(*) filter (where evidence) as evidence,
        percentile_cont(0.5) within group (order by to_judgement) as judge_seconds,
        percentile_cont(0.5) within group (order by to_decision) as decide_seconds,
        count(review) as reviewed, count(*) filter (where review = 'refused') as sent_back, count(*) filter (where ended = 'refused') as refused,
        count(*) filter (where ended in ('withdrawn', 'lapsed')) as withdrawn
        """);
}
