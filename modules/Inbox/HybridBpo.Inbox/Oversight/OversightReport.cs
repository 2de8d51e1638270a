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

    /// Only decisions that left, were sent back or are void: of one that waits, nobody learns here what its second person must not know. By client,
    /// kind and mode; and by person as well, then of decisions that are a week old. What was sent back or refused and decided again counts each time.
    public Task<IReadOnlyList<OversightLine>> LinesAsync(Access access, bool byPerson, int weeks, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        return database.QueryAsync<OversightLine>(access, $"""
            select client_id, kind, mode, case when {byPerson} then user_id end as person, {Figures}
            from inbox.oversight_decisions
            where client_id = any ({access.Clients.ToArray()}) and ended_at is not null and decided_at >= {now.AddDays(-7 * weeks)}
              and decided_at <= {(byPerson ? now - Later : now)}
            group by 1, 2, 3, 4 order by 1, 2, 3, 4
            """, ct);
    }

    /// The asker's own, up to now.
    public Task<IReadOnlyList<OversightLine>> MineAsync(Access access, int weeks, CancellationToken ct) =>
        database.QueryAsync<OversightLine>(access, $"""
            select '' as client_id, kind, mode, user_id as person, {Figures}
            from inbox.oversight_decisions
            where client_id = any ({access.Clients.ToArray()}) and user_id = {access.Actor.Id}
              and decided_at >= {time.GetUtcNow().AddDays(-7 * weeks)}
            group by kind, mode, user_id order by kind, mode
            """, ct);

    private static readonly Events.RawSql Figures = new("""
        count(*) as decided, count(agreed) as compared, count(*) filter (where agreed) as agreed, count(*) filter (where evidence) as evidence,
        percentile_cont(0.5) within group (order by to_judgement) as judge_seconds,
        percentile_cont(0.5) within group (order by to_decision) as decide_seconds,
        count(review) as reviewed, count(*) filter (where review = 'refused') as sent_back, count(*) filter (where ended = 'refused') as refused,
        count(*) filter (where ended in ('withdrawn', 'lapsed')) as withdrawn
        """);
}
