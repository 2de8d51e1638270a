namespace HybridBpo.Inbox.Seeding;

/// A case that is seeded: what is right, and what the machine is said to propose.
internal sealed record Seed(string ClientId, Guid CaseId, string Truth, string Proposed, string Why);

/// The only reader of the marker. What it knows reaches no page before the answer.
internal sealed class Seeds(Database database, SeedSettings settings, SeedLot lot)
{
    /// How long a seed waits in reserve at least, and must have until it is due.
    private static readonly TimeSpan Waited = TimeSpan.FromMinutes(10);

    internal sealed record Dealt(string ClientId, Guid CaseId);

    public Task<Seed?> FindAsync(string client, Guid caseId, CancellationToken ct) =>
        database.SingleOrDefaultAsync<Seed>(Access.System("seeds", client), $"""
            select s.client_id, s.case_id, p.truth, p.proposed, p.why from inbox.seeds s
            join inbox.samples p on p.client_id = s.client_id and p.sample_id = s.sample_id
            where s.client_id = {client} and s.case_id = {caseId}
            """, ct);

    /// With the chance that the settings give, and where this person's next case would be a new one: a seed, at their desk from now on. The same
    /// command comes to the same case.
    public async Task<Dealt?> DealAsync(Access access, string[] kinds, Guid command, int mostUnjudged, CancellationToken ct)
    {
        if (!lot.Falls(settings.Share) || !await IsNewAsync(access, command, mostUnjudged, ct))
        {
            return null;
        }

        return await database.SingleOrDefaultAsync<Dealt>(access with { AtDesk = true }, $"""
            with dealt as (select * from inbox.deal_seed({access.Actor.Id}, {access.Clients.ToArray()}, {kinds}, {settings.Waited ?? Waited}))
            insert into inbox.next_commands (user_id, command, client_id, case_id)
            select {access.Actor.Id}, {command}, client_id, case_id from dealt
            returning client_id, case_id
            """, ct);
    }

    private Task<bool> IsNewAsync(Access access, Guid command, int mostUnjudged, CancellationToken ct) =>
        database.SingleOrDefaultAsync<bool>(access with { AtDesk = true }, $"""
            select not exists (select from inbox.next_commands n where n.user_id = {access.Actor.Id} and n.command = {command})
              and (select count(*) < {mostUnjudged} from inbox.cases c
                where c.holder = {access.Actor.Id} and c.lease_until > now() and c.stage in ('open', 'waiting-second')
                  and not exists (select from inbox.judgements j
                    where j.client_id = c.client_id and j.case_id = c.case_id and j.user_id = {access.Actor.Id}))
            """, ct);

    /// What an answer adds to the decision, in the same act: the case ends, and its person is told.
    public static IReadOnlyList<object> End(Seed seed, IReadOnlyList<object> events) => events.OfType<DecisionMade>().LastOrDefault() is { } made
        ? [.. events, new SeedAnswered(made.At, made.SubjectId, made.By, made.DecisionId, made.Choice, seed.Truth, seed.Proposed, seed.Why)]
        : events;
}

/// Of how many of 100 cases that "next" hands out one is a seed.
internal sealed record SeedSettings(double Share, TimeSpan? Waited = null)
{
    public const double Most = 0.05;

    public static SeedSettings From(Microsoft.Extensions.Configuration.IConfiguration configuration)
    {
        var percent = Microsoft.Extensions.Configuration.ConfigurationBinder.GetValue(configuration, "Inbox:Seeds:Percent", 3.0);
        return percent is >= 0 and <= 100 * Most ? new(percent / 100)
            : throw new InvalidOperationException($"Inbox:Seeds:Percent is {percent}; it must be between 0 and {100 * Most}.");
    }
}

/// Chance, which nobody can foresee: not even who knows the code and the ids of their forms.
internal class SeedLot
{
    public virtual bool Falls(double share) =>
        System.Security.Cryptography.RandomNumberGenerator.GetInt32(1_000_000) < share * 1_000_000;
}
