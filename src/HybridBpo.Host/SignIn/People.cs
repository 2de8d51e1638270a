using Dapper;
using HybridBpo.Platform;
using Npgsql;

namespace HybridBpo.Host.SignIn;

/// <summary>Names and eligibility of the people who work here.</summary>
internal sealed class People(NpgsqlDataSource database) : IPeople
{
    public async Task<IReadOnlyDictionary<string, string>> NamesAsync(IEnumerable<string> userIds, CancellationToken ct)
    {
        string[] ids = [.. userIds.Distinct()];
        if (ids.Length == 0) return new Dictionary<string, string>();
        await using var connection = await database.OpenConnectionAsync(ct);
        var rows = await connection.QueryAsync<(string Id, string Name)>(
            new CommandDefinition("select id, display_name from identity.users where id = any (@ids)", new { ids }, cancellationToken: ct));
        return rows.ToDictionary(r => r.Id, r => r.Name);
    }

    public async Task<IReadOnlyList<string>> WhoMayAsync(string client, string act, CancellationToken ct)
    {
        string[] roles = [.. Permissions.Acts[act]];
        await using var connection = await database.OpenConnectionAsync(ct);
        return [.. await connection.QueryAsync<string>(new CommandDefinition("""
            select u.id from identity.users u join identity.user_clients c on c.user_id = u.id
            where u.disabled_at is null and c.client_id = @client
              and exists (select from identity.user_roles r where r.user_id = u.id and r.role = any (@roles))
            order by u.user_name
            """, new { client, roles }, cancellationToken: ct))];
    }
}
