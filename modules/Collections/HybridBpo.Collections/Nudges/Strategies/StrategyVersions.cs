using System.Collections.Concurrent;

namespace HybridBpo.Collections.Nudges.Strategies;

internal sealed record StrategyRow(
    string ClientId, int Version, string Yaml, string State, Guid CaseId, string AskedBy, DateTimeOffset AskedAt, string? DecidedBy,
    DateTimeOffset? DecidedAt)
{
    public const string Columns = "client_id, version, yaml, state, case_id, asked_by, asked_at, decided_by, decided_at";
}

/// <summary>The versions of clients' strategies. A new one counts from its decision on, on all hosts.</summary>
internal sealed class StrategyVersions(Database database)
{
    private const int MostListed = 50;

    private readonly ConcurrentDictionary<string, StrategyBook> read = [];

    public async Task<StrategyBook> InForceAsync(Access access, Client client, CancellationToken ct)
    {
        var version = await database.SingleOrDefaultAsync<int?>(access, $"""
            select version from collections.strategies where client_id = {client.ClientId} and state = 'live'
            """, ct) ?? 0;
        if (read.TryGetValue(client.ClientId, out var known) && known.Version == version) return known;
        var book = StrategyText.Read(version, await TextAsync(access, client, version, ct), client.Currency);
        return read[client.ClientId] = book.Is(out var strategies, out var refusal) ? strategies
            : throw new InvalidOperationException($"{client.ClientId}: version {version} of its strategies: {refusal.Message}");
    }

    /// <summary>As it is written; version 0 is what the product brings.</summary>
    public async Task<string> TextAsync(Access access, Client client, int version, CancellationToken ct) =>
        version == 0 ? StrategyText.Shipped : (await FindAsync(access, client.ClientId, version, ct))!.Yaml;

    /// <summary>Newest first, at most fifty.</summary>
    public Task<IReadOnlyList<StrategyRow>> ListAsync(Access access, string client, CancellationToken ct) =>
        database.QueryAsync<StrategyRow>(access, $"""
            select {Sql.Raw(StrategyRow.Columns)} from collections.strategies where client_id = {client} order by version desc limit {MostListed}
            """, ct);

    public Task<StrategyRow?> FindAsync(Access access, string client, int version, CancellationToken ct) =>
        database.SingleOrDefaultAsync<StrategyRow>(access, $"""
            select {Sql.Raw(StrategyRow.Columns)} from collections.strategies where client_id = {client} and version = {version}
            """, ct);

    public Task<StrategyRow?> OfCaseAsync(Access access, string client, Guid caseId, CancellationToken ct) =>
        database.SingleOrDefaultAsync<StrategyRow>(access, $"""
            select {Sql.Raw(StrategyRow.Columns)} from collections.strategies where client_id = {client} and case_id = {caseId}
            """, ct);
}
