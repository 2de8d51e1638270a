using System.Security.Claims;
using Dapper;
using Npgsql;

namespace HybridBpo.Host.SignIn;

/// <summary>
/// The rows behind session cookies. Whether one is open is asked with the person's rights, for every request: see <see cref="Visitor"/>. So a cookie
/// that somebody else got hold of ends with the session, on all hosts at once.
/// </summary>
internal sealed class Sessions(NpgsqlDataSource database, TimeProvider clock)
{
    public const string Claim = "hb:session";

    /// <summary>A session that nobody used for so long is over.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromHours(10);

    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    public static Guid? IdIn(ClaimsPrincipal user) => Guid.TryParse(user.FindFirstValue(Claim), out var id) ? id : null;

    /// <summary>Opens one, ends the one that it replaces in the same browser, whoever's it was, and takes old rows of the person along.</summary>
    public async Task<Guid> OpenAsync(string userId, Guid? instead, string userAgent)
    {
        var now = clock.GetUtcNow();
        var row = new { id = Ids.New(clock), userId, instead, browser = BrowserWords.Of(userAgent), now, old = now - Kept };
        await using var connection = await database.OpenConnectionAsync();
        await connection.ExecuteAsync("""
            delete from identity.sessions where user_id = @userId and seen_at < @old;
            update identity.sessions set ended_at = @now where id = @instead and ended_at is null;
            insert into identity.sessions (id, user_id, browser, started_at, seen_at) values (@id, @userId, @browser, @now, @now)
            """, row);
        return row.id;
    }

    /// <summary>Ends one of somebody's sessions.</summary>
    /// <returns>False when there is no such open one.</returns>
    public async Task<bool> EndAsync(string userId, Guid id)
    {
        await using var connection = await database.OpenConnectionAsync();
        return await connection.ExecuteAsync(
            "update identity.sessions set ended_at = @now where id = @id and user_id = @userId and ended_at is null",
            new { id, userId, now = clock.GetUtcNow() }) == 1;
    }

    public async Task EndAllAsync(string userId)
    {
        await using var connection = await database.OpenConnectionAsync();
        await EndAllAsync(connection, userId, clock.GetUtcNow());
    }

    /// <summary>Ends all of somebody's sessions within the caller's transaction.</summary>
    public static Task EndAllAsync(NpgsqlConnection connection, string userId, DateTimeOffset now) => connection.ExecuteAsync(
        "update identity.sessions set ended_at = @now where user_id = @userId and ended_at is null", new { userId, now });

    /// <summary>Ends everybody's: a restored database knows sessions that ended since.</summary>
    public static Task<int> EndEverybodysAsync(NpgsqlConnection connection, DateTimeOffset now) => connection.ExecuteAsync(
        "update identity.sessions set ended_at = @now where ended_at is null", new { now });

    /// <summary>Somebody's open sessions, the latest first.</summary>
    public async Task<IReadOnlyList<SessionRow>> OpenOfAsync(string userId, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return [.. await connection.QueryAsync<SessionRow>(new CommandDefinition("""
            select id, browser, started_at, seen_at from identity.sessions
            where user_id = @userId and ended_at is null and seen_at > @since order by started_at desc limit 50
            """, new { userId, since = clock.GetUtcNow() - Life }, cancellationToken: ct))];
    }
}

/// <summary>An open session.</summary>
public sealed class SessionRow
{
    public Guid Id { get; set; }
    public string Browser { get; set; } = "";
    public DateTimeOffset StartedAt { get; set; }
    public DateTimeOffset SeenAt { get; set; }
}
