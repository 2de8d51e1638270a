namespace HybridBpo.Inbox.Oversight;

/// Answers to cases of which it is known what is right: seeds, and decisions whose second look agreed or was settled. Wrong, Right: on how many the
/// machine was; Followed: of the wrong ones, those answered as it said; Rejected: of the right ones, those answered otherwise. Seeded, Caught: of the
/// seeds on which it was wrong, and those answered rightly.
internal sealed record RelianceLine(
    string ClientId, string Kind, string Who, long Wrong, long Followed, long Right, long Rejected, long Seeded, long Caught)
{
    public long Known => Wrong + Right;

    /// Enough in all, and some of this sort.
    public bool IsEnough(long of, int least) => Known >= least && of >= Share.Least;
}

/// How alike people decide: decisions and their blind second looks.
internal sealed record AgreementLine(string ClientId, string Kind, long Pairs, long Same, double? Alpha, double? Low, double? High);

/// Over- and under-reliance, and agreement.
internal sealed class Reliance(Database database, TimeProvider time)
{
    /// Below so many known answers of one person a figure says nothing about them; as for groups, below <see cref="Share.Least"/>.
    public const int LeastOfPerson = 100;

    private const int MostPairs = 20_000;

    private sealed record Pair(string ClientId, string Kind, string Decided, string Reviewed);

    public Task<IReadOnlyList<RelianceLine>> ByKindAsync(Access access, int weeks, CancellationToken ct) =>
        LinesAsync(access, "kind", null, weeks, ct);

    /// As for all figures of persons: a week after themselves.
    public Task<IReadOnlyList<RelianceLine>> ByTeamAsync(Access access, int weeks, CancellationToken ct) =>
        LinesAsync(access, "team", null, weeks, ct);

    public Task<IReadOnlyList<RelianceLine>> ByPersonAsync(Access access, int weeks, CancellationToken ct) =>
        LinesAsync(access, "person", null, weeks, ct);

    public Task<IReadOnlyList<RelianceLine>> MineAsync(Access access, int weeks, CancellationToken ct) =>
        LinesAsync(access, "kind", access.Actor.Id, weeks, ct);

    private Task<IReadOnlyList<RelianceLine>> LinesAsync(Access access, string by, string? only, int weeks, CancellationToken ct)
    {
        var (clients, now) = (access.Clients.ToArray(), time.GetUtcNow());
        var (from, late) = (now.AddDays(-7 * weeks), now - OversightReport.Later);
        return database.QueryAsync<RelianceLine>(access, $"""
            with known as (
              select s.client_id, s.kind, s.answered_by as person, s.answered_at as at, s.agreed, s.machine_right, true as seeded,
                s.answer_right
              from inbox.seeds s
              where s.client_id = any ({clients}) and s.answered_at >= {from}
              union all
              select r.client_id, r.kind, r.decided_by, coalesce(r.settled_at, r.reviewed_at), r.decided = r.proposed,
                coalesce(r.settled, r.reviewed) = r.proposed, false, r.decided = coalesce(r.settled, r.reviewed)
              from inbox.reviews r
              where r.client_id = any ({clients}) and r.proposed is not null and (r.decided = r.reviewed or r.settled is not null)
                and coalesce(r.settled_at, r.reviewed_at) >= {from}),
            crowds as (
              select client_id, kind from known where at > {late} and {by} = 'kind'
              group by 1, 2 having count(distinct person) >= {OversightReport.Crowd})
            select k.client_id, k.kind, case {by} when 'person' then k.person when 'team' then coalesce(t.team, '') else '' end as who,
              count(*) filter (where not k.machine_right) as wrong, count(*) filter (where not k.machine_right and k.agreed) as followed,
              count(*) filter (where k.machine_right) as "right", count(*) filter (where k.machine_right and not k.agreed) as rejected,
              count(*) filter (where k.seeded and not k.machine_right) as seeded,
              count(*) filter (where k.seeded and not k.machine_right and k.answer_right) as caught
            from known k left join inbox.staff t on t.user_id = k.person
            where k.person = {only} or ({only}::text is null
              and (k.at <= {late} or (k.client_id, k.kind) in (select client_id, kind from crowds)))
            group by 1, 2, 3 order by 1, 2, 3
            """, ct);
    }

    public async Task<IReadOnlyList<AgreementLine>> AgreementAsync(Access access, int weeks, CancellationToken ct)
    {
        var pairs = await database.QueryAsync<Pair>(access, $"""
            select r.client_id, r.kind, r.decided, r.reviewed from inbox.reviews r
            where r.client_id = any ({access.Clients.ToArray()}) and r.reviewed_at >= {time.GetUtcNow().AddDays(-7 * weeks)}
            order by r.reviewed_at desc, r.review_id limit {MostPairs}
            """, ct);
        return [.. pairs.GroupBy(pair => (pair.ClientId, pair.Kind)).OrderBy(group => group.Key).Select(group => Line(group.Key, [.. group]))];
    }

    private static AgreementLine Line((string Client, string Kind) key, List<Pair> pairs)
    {
        IReadOnlyList<IReadOnlyList<string?>> units = [.. pairs.Select(pair => (IReadOnlyList<string?>)[pair.Decided, pair.Reviewed])];
        var enough = pairs.Count >= Krippendorff.Least;
        var interval = enough ? Krippendorff.Interval(units) : null;
        return new AgreementLine(key.Client, key.Kind, pairs.Count, pairs.Count(pair => pair.Decided == pair.Reviewed),
            enough ? Krippendorff.Alpha(units) : null, interval?.Low, interval?.High);
    }
}
