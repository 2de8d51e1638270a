namespace HybridBpo.Inbox.Escalating;

/// A version of the policy as it was written.
internal sealed record EscalationText(int Version, string Yaml, string Why, string SaidBy, DateTimeOffset SaidAt);

/// The versions of the policy. The last one is in force for all cases that are open, and for those to come.
internal sealed class EscalationPolicies(Database database, CaseKinds kinds, Clients clients, TimeProvider time)
{
    private const int LongestWhy = 500;

    private static readonly Access Product = Access.System("escalation");

    private EscalationPolicy? known;

    /// Other hosts' versions too.
    public async Task<EscalationPolicy> InForceAsync(CancellationToken ct)
    {
        var last = await database.SingleOrDefaultAsync<int?>(Product, $"select max(version) from inbox.escalation_policies", ct) ?? 0;
        if (known is { } policy && policy.Version == last)
        {
            return policy;
        }

        var yaml = last == 0 ? EscalationPolicy.FirstOf(kinds.All) : (await FindAsync(last, ct))!.Yaml;
        return known = EscalationPolicy.Read(last, yaml).Is(out var read, out var refusal) ? read
            : throw new InvalidOperationException($"Version {last} of the escalation policy: {refusal.Message}");
    }

    /// Newest first, at most fifty.
    public Task<IReadOnlyList<EscalationText>> ListAsync(CancellationToken ct) => database.QueryAsync<EscalationText>(Product, $"""
        select version, yaml, why, said_by, said_at from inbox.escalation_policies order by version desc limit 50
        """, ct);

    public Task<EscalationText?> FindAsync(int version, CancellationToken ct) => database.SingleOrDefaultAsync<EscalationText>(Product, $"""
        select version, yaml, why, said_by, said_at from inbox.escalation_policies where version = {version}
        """, ct);

    /// The same with what this installation knows: a client or kind that there is not would be a line that never fits. Of a client whom the asker
    /// does not see, and who was not named before, nobody tells them whether there is one.
    public async Task<Result<EscalationPolicy>> CheckAsync(Access access, int version, string yaml, CancellationToken ct)
    {
        if (!EscalationPolicy.Read(version, yaml).Is(out var policy, out var refusal))
        {
            return refusal;
        }

        var there = (await clients.ListAsync(access, ct)).Select(client => client.ClientId).Where(access.Sees);
        var known = (await InForceAsync(ct)).Clients;
        return policy.Clients.Except(there).Except(known).FirstOrDefault() is { } client
            ? new EscalationUnreadable($"There is no client “{client}” among yours.")
            : policy.Kinds.Except(kinds.All.Select(view => view.Kind)).FirstOrDefault() is { } kind
                ? new EscalationUnreadable(
                    $"There is no kind “{kind}”. There are {string.Join(", ", kinds.All.Select(view => view.Kind).Order(StringComparer.Ordinal))}.")
            : policy;
    }

    /// After: the version that whoever writes had before them; when another one came meanwhile, nothing is written.
    public async Task<Result<int>> WriteAsync(Access access, int after, string yaml, string why, CancellationToken ct)
    {
        if (!access.May(Act.AssignCases))
        {
            return new Forbidden("Only a supervisor changes the escalation policy.");
        }

        if (why.Trim().Length is 0 or > LongestWhy)
        {
            return new Invalid($"Say why, in at most {LongestWhy} characters: the next supervisor will ask.");
        }

        if ((await CheckAsync(access, after + 1, yaml, ct)).Refusal is { } unreadable)
        {
            return unreadable;
        }

        return await database.ExecuteAsync(access, $"""
            insert into inbox.escalation_policies (version, yaml, why, said_by, said_at)
            select {after + 1}, {yaml}, {why.Trim()}, {access.Actor.Id}, {time.GetUtcNow()}
            where coalesce((select max(version) from inbox.escalation_policies), 0) = {after}
            on conflict do nothing
            """, ct) == 1 ? after + 1 : new ChangedMeanwhile("Somebody else changed the policy meanwhile. Look at theirs, then write yours.");
    }
}
