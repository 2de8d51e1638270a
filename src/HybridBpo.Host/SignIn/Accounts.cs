using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Dapper;
using Microsoft.AspNetCore.Identity;
using Npgsql;

namespace HybridBpo.Host.SignIn;

/// <summary>Who may sign in and what they may do. Every act is one transaction that also writes its audit row.</summary>
internal sealed partial class Accounts(
    NpgsqlDataSource database,
    UserStore store,
    IPasswordHasher<User> hasher,
    ClientNames clients,
    IEnumerable<IUserObserver> observers,
    TimeProvider clock)
{
    /// <summary>Adds a person; the answer holds the generated password, which is kept nowhere in the clear.</summary>
    public async Task<Result<NewSignIn>> AddAsync(Actor by, string name, string displayName, string[] roles, string[] assigned, CancellationToken ct)
    {
        name = name.Trim();
        displayName = displayName.Trim();
        if (!NamePattern().IsMatch(name)) return new BadUserName();
        if (displayName.Length is 0 or > 80) return new BadDisplayName();
        if (await CheckAsync(roles, assigned, ct) is { } refused) return refused;
        var password = Passwords.New();
        var user = new User
        {
            Id = Ids.New(clock).ToString("N"),
            UserName = name,
            NormalizedUserName = name.ToUpperInvariant(),
            DisplayName = displayName,
            SecurityStamp = NewStamp(),
            CreatedAt = clock.GetUtcNow(),
        };
        user.PasswordHash = hasher.HashPassword(user, password);
        return await InTransactionAsync<NewSignIn>(async connection =>
        {
            if (!await store.InsertAsync(connection, user)) return new UserNameTaken(name);
            await ReplaceAsync(connection, "user_roles", "role", user.Id, roles);
            await ReplaceAsync(connection, "user_clients", "client_id", user.Id, assigned);
            await AuditAsync(connection, by, "added", user.Id, new { name, roles, clients = assigned });
            return new NewSignIn(user.Id, name, password);
        }, ct);
    }

    /// <summary>Gives a new password, ends all sessions and lifts a pause; on request the second factor must be set up anew as well.</summary>
    public Task<Result<NewSignIn>> ResetAsync(Actor by, string userId, bool secondFactor, CancellationToken ct) =>
        InTransactionAsync<NewSignIn>(async connection =>
        {
            var password = Passwords.New();
            var name = await connection.QuerySingleOrDefaultAsync<string>("""
                update identity.users set password_hash = @hash, security_stamp = @stamp, concurrency_stamp = @stamp,
                  two_factor_enabled = two_factor_enabled and not @secondFactor,
                  authenticator_key = case when @secondFactor then null else authenticator_key end,
                  recovery_codes = case when @secondFactor then '{}' else recovery_codes end
                where id = @userId returning user_name
                """, new { userId, hash = hasher.HashPassword(new User(), password), stamp = NewStamp(), secondFactor });
            if (name is null) return new UnknownUser();
            await WrongTries.ForgetAsync(connection, name.ToUpperInvariant());
            await Sessions.EndAllAsync(connection, userId, clock.GetUtcNow());
            await AuditAsync(connection, by, secondFactor ? "reset-with-second-factor" : "reset", userId, new { });
            return new NewSignIn(userId, name, password);
        }, ct);

    /// <summary>Switches a sign-in off at once, in all sessions; what the person holds is released.</summary>
    public async Task<Result<Done>> DisableAsync(Actor by, string userId, CancellationToken ct)
    {
        var done = await InTransactionAsync<Done>(async connection =>
        {
            var before = await AdministratorsAsync(connection);
            var rows = await connection.ExecuteAsync("""
                update identity.users set disabled_at = coalesce(disabled_at, @now), security_stamp = @stamp, concurrency_stamp = @stamp
                where id = @userId
                """, new { userId, now = clock.GetUtcNow(), stamp = NewStamp() });
            if (rows == 0) return new UnknownUser();
            if (before > 0 && await AdministratorsAsync(connection) == 0) return new LastAdministrator();
            await Sessions.EndAllAsync(connection, userId, clock.GetUtcNow());
            await AuditAsync(connection, by, "disabled", userId, new { });
            return Done.Yes;
        }, ct);
        return await TellAsync(done, by, userId, ct);
    }

    public Task<Result<Done>> EnableAsync(Actor by, string userId, CancellationToken ct) =>
        InTransactionAsync<Done>(async connection =>
        {
            var rows = await connection.ExecuteAsync("update identity.users set disabled_at = null where id = @userId", new { userId });
            if (rows == 0) return new UnknownUser();
            await AuditAsync(connection, by, "enabled", userId, new { });
            return Done.Yes;
        }, ct);

    /// <summary>
    /// Sets roles and clients; what was and what is goes to the audit, marked when somebody changes their own. What the person holds and may judge
    /// no longer is released. Open sessions have the new rights from the next click; they end when the roles now need a second factor.
    /// </summary>
    public async Task<Result<Done>> SetRightsAsync(Actor by, string userId, string[] roles, string[] assigned, CancellationToken ct)
    {
        if (await CheckAsync(roles, assigned, ct) is { } refused) return refused;
        var done = await InTransactionAsync<Done>(async connection =>
        {
            if (await connection.ExecuteScalarAsync<string>("select id from identity.users where id = @userId", new { userId }) is null)
                return new UnknownUser();
            var before = await AdministratorsAsync(connection);
            var rolesBefore = await ReplaceAsync(connection, "user_roles", "role", userId, roles);
            var clientsBefore = await ReplaceAsync(connection, "user_clients", "client_id", userId, assigned);
            if (before > 0 && await AdministratorsAsync(connection) == 0) return new LastAdministrator();
            // A session that began when one factor was enough does not grow into one that needs two.
            if (NeedsSecondFactor(roles) && !NeedsSecondFactor(rolesBefore)) await Sessions.EndAllAsync(connection, userId, clock.GetUtcNow());
            var act = by.Id == userId ? "changed-own-rights" : "changed-rights";
            await AuditAsync(connection, by, act, userId, new { roles, clients = assigned, rolesBefore, clientsBefore });
            return Done.Yes;
        }, ct);
        return await TellAsync(done, by, userId, ct);
    }

    public async Task<string?> IdOfAsync(string name, CancellationToken ct) =>
        (await store.FindByNameAsync(name.Trim().ToUpperInvariant(), ct))?.Id;

    private async Task<Refusal?> CheckAsync(string[] roles, string[] assigned, CancellationToken ct)
    {
        if (roles.Except(Roles.All).FirstOrDefault() is { } role) return new UnknownRole(role);
        var known = await clients.AllAsync(ct);
        return assigned.Except(known.Select(c => c.Code)).FirstOrDefault() is { } client ? new UnknownClient(client) : null;
    }

    private async Task<Result<T>> InTransactionAsync<T>(Func<NpgsqlConnection, Task<Result<T>>> work, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        // One change of rights at a time, so that two administrators cannot remove each other.
        await connection.ExecuteAsync("select pg_advisory_xact_lock(hashtext('identity.rights'))");
        var result = await work(connection);
        if (result.Refusal is null) await transaction.CommitAsync(ct);
        return result;
    }

    private async Task<Result<Done>> TellAsync(Result<Done> done, Actor by, string userId, CancellationToken ct)
    {
        if (done.Refusal is not null) return done;
        foreach (var observer in observers) await observer.RightsChangedAsync(userId, by, ct);
        return done;
    }

    private static async Task<string[]> ReplaceAsync(NpgsqlConnection connection, string table, string column, string userId, string[] values)
    {
        var before = await connection.QueryAsync<string>($"delete from identity.{table} where user_id = @userId returning {column}", new { userId });
        await connection.ExecuteAsync(
            $"insert into identity.{table} (user_id, {column}) select @userId, v from unnest(@values) v group by v", new { userId, values });
        return [.. before.Order(StringComparer.Ordinal)];
    }

    private static Task<long> AdministratorsAsync(NpgsqlConnection connection) =>
        connection.ExecuteScalarAsync<long>("""
            select count(*) from identity.users u join identity.user_roles r on r.user_id = u.id where u.disabled_at is null and r.role = @role
            """, new { role = Roles.Administrator });

    private Task AuditAsync(NpgsqlConnection connection, Actor by, string act, string userId, object detail) =>
        AccountAudit.WriteAsync(connection, clock.GetUtcNow(), by, act, userId, detail);

    private static bool NeedsSecondFactor(IEnumerable<string> roles) => roles.Intersect(Roles.NeedSecondFactor).Any();

    private static string NewStamp() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    [GeneratedRegex(@"^[a-z0-9][a-z0-9._@-]{1,63}\z")]
    private static partial Regex NamePattern();
}

/// <summary>A sign-in with the password that was generated for it.</summary>
internal sealed record NewSignIn(string Id, string Name, string Password);
