using Dapper;
using Npgsql;

namespace HybridBpo.Host.SignIn;

/// <summary>The clients by name, for the client switch and for assigning people; kept for some seconds because every page asks.</summary>
internal sealed class ClientNames(NpgsqlDataSource database, TimeProvider clock)
{
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(10);
    private volatile Kept? kept;

    public async Task<IReadOnlyList<ClientName>> AllAsync(CancellationToken ct)
    {
        if (kept is { } known && clock.GetUtcNow() - known.At < Life) return known.Names;
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await connection.ExecuteAsync("select set_config('app.clients', '*', true)");
        IReadOnlyList<ClientName> names =
            [.. await connection.QueryAsync<ClientName>("select client_id as code, name from platform.clients order by name")];
        kept = new Kept(names, clock.GetUtcNow());
        return names;
    }

    public void Forget() => kept = null;

    private sealed record Kept(IReadOnlyList<ClientName> Names, DateTimeOffset At);
}
