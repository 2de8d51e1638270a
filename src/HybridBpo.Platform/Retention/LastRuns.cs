using System.Text.Json;

namespace HybridBpo.Platform;

/// <summary>Keys that the last run of a policy left out, because events under them cannot be read.</summary>
/// <param name="Client">Code of the client.</param>
/// <param name="Kind">Alias of the kind.</param>
/// <param name="Keys">How many.</param>
/// <param name="At">When it ran.</param>
/// <param name="Unreadable">The first of those events.</param>
public sealed record KeysLeftOut(string Client, string Kind, long Keys, DateTimeOffset At, IReadOnlyList<string> Unreadable);

/// <summary>What the last run of each policy in force noted.</summary>
/// <param name="database">Where policies and acts are.</param>
public sealed class LastRuns(Database database)
{
    internal const string Noted = "retention-run";

    private sealed record Policy(string ClientId, string Kind);

    private sealed record Run(Guid Subject, DateTimeOffset At, string Detail);

    private sealed record Detail(long Left, IReadOnlyList<string>? Unreadable);

    /// <summary>What was left out and still waits for a host that can read it, or for an operator's word.</summary>
    /// <param name="access">Who asks.</param>
    /// <param name="client">Code of the client; null for all.</param>
    /// <param name="ct">Cancellation.</param>
    public async Task<IReadOnlyList<KeysLeftOut>> LeftOutAsync(Access access, string? client, CancellationToken ct)
    {
        var policies = (await database.QueryAsync<Policy>(access, $"""
            select client_id, kind from platform.retention_policies
            where days is not null and does = {RetentionDoes.Fields} and ({client}::text is null or client_id = {client}) order by client_id, kind
            """, ct)).ToDictionary(p => RetentionPolicies.SubjectOf(p.ClientId, p.Kind, RetentionDoes.Fields));
        var (subjects, clients) = (policies.Keys.ToArray(), policies.Values.Select(p => p.ClientId).ToArray());
        var runs = await database.QueryAsync<Run>(access, $"""
            select a.subject, a.at, a.detail::text as detail from unnest({clients}, {subjects}) as p (client_id, subject)
            cross join lateral (
              select * from platform.acts a where a.client_id = p.client_id and a.subject = p.subject and a.act = {Noted} order by id desc limit 1) a
            where (a.detail ->> 'Left')::bigint > 0 order by a.client_id, a.detail ->> 'Kind'
            """, ct);
        return [.. runs.Select(run =>
        {
            var (of, noted) = (policies[run.Subject], JsonSerializer.Deserialize<Detail>(run.Detail)!);
            return new KeysLeftOut(of.ClientId, of.Kind, noted.Left, run.At, noted.Unreadable ?? []);
        })];
    }
}
