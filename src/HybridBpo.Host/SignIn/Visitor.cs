using Dapper;
using Npgsql;

namespace HybridBpo.Host.SignIn;

/// <summary>What one request needs to know about the person: one row, read anew each time.</summary>
internal sealed class Visitor
{
    private const string Sql = """
        with seen as (
          update identity.sessions set seen_at = @now where @isUse and id = @session and user_id = @id and ended_at is null
            and seen_at < @now - interval '5 minutes' and seen_at > @over)
        select u.id, u.display_name, u.security_stamp, u.theme, u.single_keys, u.two_factor_enabled, u.disabled_at is not null as disabled,
          exists (select from identity.sessions s where s.id = @session and s.user_id = u.id and s.ended_at is null and s.seen_at > @over) as is_open,
          array(select r.role from identity.user_roles r where r.user_id = u.id order by r.role) as roles,
          array(select c.client_id from identity.user_clients c where c.user_id = u.id order by c.client_id) as clients
        from identity.users u where u.id = @id
        """;

    public string Id { get; set; } = "";
    public string DisplayName { get; set; } = "";
    public string SecurityStamp { get; set; } = "";
    public string Theme { get; set; } = "system";
    public bool SingleKeys { get; set; }
    public bool TwoFactorEnabled { get; set; }
    public bool Disabled { get; set; }

    /// <summary>Is the session of the cookie open?</summary>
    public bool IsOpen { get; set; }

    public string[] Roles { get; set; } = [];
    public string[] Clients { get; set; } = [];

    /// <summary>Must the person set up a second factor before anything else?</summary>
    public bool LacksSecondFactor => !TwoFactorEnabled && Roles.Intersect(HybridBpo.Platform.Roles.NeedSecondFactor).Any();

    /// <param name="database">Where people and sessions are.</param>
    /// <param name="id">The person.</param>
    /// <param name="session">The session of the cookie.</param>
    /// <param name="isUse">Does the person do this? What an open page asks by itself keeps no session open.</param>
    /// <param name="now">This moment.</param>
    /// <param name="ct">Cancellation.</param>
    public static async Task<Visitor?> FindAsync(
        NpgsqlDataSource database, string id, Guid? session, bool isUse, DateTimeOffset now, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<Visitor>(new CommandDefinition(
            Sql, new { id, session, isUse, now, over = now - Sessions.Life }, cancellationToken: ct));
    }
}
