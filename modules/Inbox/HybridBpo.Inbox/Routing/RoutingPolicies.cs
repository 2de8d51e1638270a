namespace HybridBpo.Inbox.Routing;

/// A version of the routing as it was written.
internal sealed record RoutingText(int Version, string Yaml, string Why, string SaidBy, DateTimeOffset SaidAt);

/// The versions of the routing. The last one is in force for cases that are opened from then on.
internal sealed class RoutingPolicies(Database database, TimeProvider time)
{
    private const int LongestWhy = 500;

    private static readonly Access Product = Access.System("routing");

    private RoutingPolicy? known;

    /// Other hosts' versions too: each opening asks which is the last one.
    public async Task<RoutingPolicy> InForceAsync(CancellationToken ct)
    {
        var last = await database.SingleOrDefaultAsync<int?>(Product, $"select max(version) from inbox.routing_policies", ct) ?? 0;
        if (known is { } policy && policy.Version == last)
        {
            return policy;
        }

        var yaml = last == 0 ? RoutingPolicy.First : (await FindAsync(last, ct))!.Yaml;
        return known = RoutingPolicy.Read(last, yaml).Is(out var read, out var refusal) ? read
            : throw new InvalidOperationException($"Version {last} of the routing: {refusal.Message}");
    }

    /// Newest first, at most fifty.
    public Task<IReadOnlyList<RoutingText>> ListAsync(CancellationToken ct) => database.QueryAsync<RoutingText>(Product, $"""
        select version, yaml, why, said_by, said_at from inbox.routing_policies order by version desc limit 50
        """, ct);

    public Task<RoutingText?> FindAsync(int version, CancellationToken ct) => database.SingleOrDefaultAsync<RoutingText>(Product, $"""
        select version, yaml, why, said_by, said_at from inbox.routing_policies where version = {version}
        """, ct);

    /// After: the version that whoever writes had before them; when another one came meanwhile, nothing is written.
    public async Task<Result<int>> WriteAsync(Access access, int after, string yaml, string why, CancellationToken ct)
    {
        var version = after + 1;
        if (!access.May(Act.AssignCases))
        {
            return new Forbidden("Only a supervisor changes the routing.");
        }

        if (why.Trim().Length is 0 or > LongestWhy)
        {
            return new Invalid($"Say why, in at most {LongestWhy} characters: the next supervisor will ask.");
        }

        if (RoutingPolicy.Read(version, yaml).Refusal is { } unreadable)
        {
            return unreadable;
        }

        return await database.ExecuteAsync(access, $"""
            insert into inbox.routing_policies (version, yaml, why, said_by, said_at)
            select {version}, {yaml}, {why.Trim()}, {access.Actor.Id}, {time.GetUtcNow()}
            where coalesce((select max(version) from inbox.routing_policies), 0) = {after}
            on conflict do nothing
            """, ct) == 1 ? version : new ChangedMeanwhile("Somebody else changed the routing meanwhile. Look at theirs, then write yours.");
    }
}
