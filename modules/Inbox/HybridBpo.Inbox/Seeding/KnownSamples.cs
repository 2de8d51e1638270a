namespace HybridBpo.Inbox.Seeding;

/// Who knows the answer of which sample, so that it never comes to them as a seed: who judged the decided case, and at whose desk it was. Whoever
/// makes samples knows them all.
internal sealed class KnownSamples(Database database, IPeople people)
{
    private static readonly Access Seeds = Access.System("seeds");

    private sealed record Knows(Guid SampleId, string UserId, bool Waits);

    private sealed record SeedOf(Guid CaseId, Guid SampleId);

    public Task<IReadOnlyList<string>> MakersAsync(string client, CancellationToken ct) => people.WhoMayAsync(client, Act.MakeSeeds, ct);

    /// User ids by sample, with those for whom one waits in reserve or without.
    public async Task<ILookup<Guid, string>> ByAsync(string client, bool waiting, CancellationToken ct) =>
        (await database.QueryAsync<Knows>(Seeds, $"""
        select p.sample_id, j.user_id, false as waits from inbox.samples p
        join inbox.judgements j on j.client_id = p.client_id and j.case_id = p.copied_from where p.client_id = {client}
        union
        select s.sample_id, u.user_id, s.dealt_at is null from inbox.seeds s cross join lateral unnest(s.seen_by || s.user_id) as u (user_id)
        where s.client_id = {client} and (s.spoiled_at is null or s.dealt_at is not null)
        """, ct)).Where(row => waiting || !row.Waits).ToLookup(row => row.SampleId, row => row.UserId);

    /// To whom none of these cases may go: empty for each that is no seed.
    public async Task<ILookup<Guid, string>> NotForAsync(string client, IReadOnlyCollection<Guid> cases, CancellationToken ct)
    {
        var seeds = await database.QueryAsync<SeedOf>(Seeds, $"""
            select case_id, sample_id from inbox.seeds where client_id = {client} and case_id = any ({cases.ToArray()})
            """, ct);
        if (seeds.Count == 0)
        {
            return Array.Empty<Knows>().ToLookup(row => row.SampleId, row => row.UserId);
        }

        var (known, makers) = (await ByAsync(client, waiting: false, ct), await MakersAsync(client, ct));
        return seeds.SelectMany(seed => known[seed.SampleId].Union(makers).Select(user => (seed.CaseId, User: user)))
            .ToLookup(pair => pair.CaseId, pair => pair.User);
    }
}
