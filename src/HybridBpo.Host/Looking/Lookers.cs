using Dapper;
using Npgsql;

namespace HybridBpo.Host.Looking;

/// <summary>Somebody who may have looked: a person who works here, or a program's key.</summary>
public sealed record Looker(string Id, string Name);

/// <summary>Names of those who look.</summary>
internal sealed class Lookers(NpgsqlDataSource database)
{
    /// <summary>Names by id; ids that nobody has are left out.</summary>
    public async Task<IReadOnlyDictionary<string, string>> NamesAsync(IEnumerable<string> ids, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var rows = await connection.QueryAsync<Looker>(new CommandDefinition("""
            select id, display_name as name from identity.users where id = any (@ids)
            union all select id, 'Key: ' || name from identity.api_keys where id = any (@ids)
            """, new { ids = ids.Distinct().ToArray() }, cancellationToken: ct));
        return rows.ToDictionary(r => r.Id, r => r.Name);
    }

    /// <summary>Who works for these clients, and their programs.</summary>
    public async Task<IReadOnlyList<Looker>> OfAsync(Access access, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return [.. await connection.QueryAsync<Looker>(new CommandDefinition("""
            select u.id, u.display_name as name from identity.users u
            where exists (select from identity.user_clients c where c.user_id = u.id and c.client_id = any (@clients))
            union all select id, 'Key: ' || name from identity.api_keys where clients && @clients
            order by name, id limit 1000
            """, new { clients = access.Clients.ToArray() }, cancellationToken: ct))];
    }
}
