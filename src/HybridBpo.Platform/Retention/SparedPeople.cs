using Dapper;
using Npgsql;

namespace HybridBpo.Platform;

/// <summary>Whose fields are kept all the same.</summary>
/// <param name="Held">Those under a legal hold.</param>
/// <param name="Open">Those about whom something is open.</param>
internal sealed record Spared(Guid[] Held, Guid[] Open)
{
    public Guid[] All { get; } = [.. Held.Union(Open)];
}

/// <summary>Asks who is spared, anew each time.</summary>
internal sealed class SparedPeople(IEnumerable<IOpenMatters> matters)
{
    /// <summary>Of a client: of these people, or of all.</summary>
    public async Task<Spared> NowAsync(NpgsqlConnection connection, string client, CancellationToken ct, Guid[]? among = null)
    {
        var open = new HashSet<Guid>();
        foreach (var source in matters)
            open.UnionWith(await source.SubjectsAsync(client, among, ct));
        return new Spared(
            [.. await connection.QueryAsync<Guid>(
                $"""
                select distinct subject from platform.legal_holds
                where client_id = @client and lifted_at is null {(among is null ? "" : "and subject = any (@among)")}
                """, new { client, among })],
            [.. open]);
    }
}
