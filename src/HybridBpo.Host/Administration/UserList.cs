using Dapper;
using Npgsql;

namespace HybridBpo.Host.Administration;

/// <summary>People as the administrator sees them.</summary>
internal sealed class UserList(NpgsqlDataSource database)
{
    private const string Columns = """
        select u.id, u.user_name, u.display_name, u.two_factor_enabled, u.disabled_at, t.paused_until, u.last_sign_in_at, u.created_at,
          array(select r.role from identity.user_roles r where r.user_id = u.id) as roles,
          array(select c.client_id from identity.user_clients c where c.user_id = u.id order by c.client_id) as clients
        from identity.users u left join identity.wrong_tries t on t.name_hash = sha256(convert_to(u.normalized_user_name, 'UTF8'))
        """;

    public async Task<(IReadOnlyList<UserRow> Rows, long Total)> FindAsync(string text, int page, int size, CancellationToken ct)
    {
        const string matching = "where @text = '' or strpos(lower(u.user_name || ' ' || u.display_name), lower(@text)) > 0";
        await using var connection = await database.OpenConnectionAsync(ct);
        var total = await connection.ExecuteScalarAsync<long>($"select count(*) from identity.users u {matching}", new { text });
        var rows = await connection.QueryAsync<UserRow>(
            $"{Columns} {matching} order by u.disabled_at is not null, u.display_name, u.id limit @size offset @skip",
            new { text, size, skip = (page - 1) * (long)size });
        return ([.. rows], total);
    }

    public async Task<UserRow?> OneAsync(string id, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<UserRow>(
            new CommandDefinition($"{Columns} where u.id = @id", new { id }, cancellationToken: ct));
    }
}

/// <summary>A person in the list of users.</summary>
public sealed class UserRow
{
    public string Id { get; set; } = "";
    public string UserName { get; set; } = "";
    public string DisplayName { get; set; } = "";
    public bool TwoFactorEnabled { get; set; }
    public DateTimeOffset? DisabledAt { get; set; }
    public DateTimeOffset? PausedUntil { get; set; }
    public DateTimeOffset? LastSignInAt { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public string[] Roles { get; set; } = [];
    public string[] Clients { get; set; } = [];

    public bool LacksSecondFactor => !TwoFactorEnabled && Roles.Intersect(HybridBpo.Platform.Roles.NeedSecondFactor).Any();
}
