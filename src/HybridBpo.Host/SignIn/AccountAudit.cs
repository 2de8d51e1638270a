using System.Text.Json;
using Dapper;
using Npgsql;

namespace HybridBpo.Host.SignIn;

/// <summary>Who did what to whose sign-in and rights: identity.audit, which only grows.</summary>
internal static class AccountAudit
{
    public static Task WriteAsync(NpgsqlConnection connection, DateTimeOffset at, Actor by, string act, string userId, object detail) =>
        connection.ExecuteAsync("""
            insert into identity.audit (at, actor_kind, actor_id, act, user_id, detail) values (@at, @Kind, @Id, @act, @userId, @json::jsonb)
            """, new { at, by.Kind, by.Id, act, userId, json = JsonSerializer.Serialize(detail) });

    public static async Task<IReadOnlyList<AuditRow>> OfAsync(NpgsqlDataSource database, string userId, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return [.. await connection.QueryAsync<AuditRow>(new CommandDefinition("""
            select a.at, coalesce(u.display_name, a.actor_id) as actor, a.act, a.detail::text as detail
            from identity.audit a left join identity.users u on u.id = a.actor_id where a.user_id = @userId order by a.id desc limit 50
            """, new { userId }, cancellationToken: ct))];
    }
}

/// <summary>One row of identity.audit with the actor's name.</summary>
public sealed class AuditRow
{
    public DateTimeOffset At { get; set; }
    public string Actor { get; set; } = "";
    public string Act { get; set; } = "";
    public string Detail { get; set; } = "{}";
}
