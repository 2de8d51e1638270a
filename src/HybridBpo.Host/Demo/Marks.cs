using Dapper;
using Npgsql;

namespace HybridBpo.Host.Demo;

/// <summary>Things done once per database.</summary>
internal sealed class Marks(NpgsqlDataSource database)
{
    public async Task<bool> HasAsync(string name, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.ExecuteScalarAsync<bool>(
            new CommandDefinition("select exists (select from identity.marks where name = @name)", new { name }, cancellationToken: ct));
    }

    public async Task SetAsync(string name, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(
            new CommandDefinition("insert into identity.marks (name) values (@name) on conflict do nothing", new { name }, cancellationToken: ct));
    }
}
