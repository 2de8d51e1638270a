using System.Security.Cryptography;
using System.Text;
using Dapper;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Npgsql;

namespace HybridBpo.Host.SignIn;

/// <summary>
/// ASP.NET Core Identity's users in PostgreSQL. The authenticator key lies protected by the data-protection keys, recovery codes as hashes.
/// </summary>
internal sealed class UserStore(NpgsqlDataSource database, IDataProtectionProvider protection) :
    IUserPasswordStore<User>, IUserSecurityStampStore<User>, IUserTwoFactorStore<User>,
    IUserAuthenticatorKeyStore<User>, IUserTwoFactorRecoveryCodeStore<User>
{
    private const string Columns = """
        id, user_name, normalized_user_name, display_name, password_hash, security_stamp, concurrency_stamp,
        two_factor_enabled, authenticator_key, authenticator_step, recovery_codes, disabled_at, created_at
        """;

    private readonly IDataProtector protector = protection.CreateProtector("HybridBpo.AuthenticatorKey");

    public async Task<IdentityResult> CreateAsync(User user, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await InsertAsync(connection, user)
            ? IdentityResult.Success
            : IdentityResult.Failed(new IdentityErrorDescriber().DuplicateUserName(user.UserName));
    }

    /// <summary>Adds the row within the caller's transaction; false when the name is taken.</summary>
    public async Task<bool> InsertAsync(NpgsqlConnection connection, User user)
    {
        user.ConcurrencyStamp = NewStamp();
        return await connection.ExecuteAsync("""
            insert into identity.users
              (id, user_name, normalized_user_name, display_name, password_hash, security_stamp, concurrency_stamp, created_at)
            values (@Id, @UserName, @NormalizedUserName, @DisplayName, @PasswordHash, @SecurityStamp, @ConcurrencyStamp, @CreatedAt)
            on conflict (normalized_user_name) do nothing
            """, user) == 1;
    }

    public async Task<IdentityResult> UpdateAsync(User user, CancellationToken ct)
    {
        var stamp = NewStamp();
        await using var connection = await database.OpenConnectionAsync(ct);
        var rows = await connection.ExecuteAsync("""
            update identity.users set display_name = @DisplayName, password_hash = @PasswordHash, security_stamp = @SecurityStamp,
              concurrency_stamp = @stamp,
              two_factor_enabled = @TwoFactorEnabled, authenticator_key = @AuthenticatorKey, recovery_codes = @RecoveryCodes,
              disabled_at = @DisabledAt
            where id = @Id and concurrency_stamp = @ConcurrencyStamp
            """, new
        {
            user.Id,
            user.DisplayName,
            user.PasswordHash,
            user.SecurityStamp,
            stamp,
            user.TwoFactorEnabled,
            user.AuthenticatorKey,
            user.RecoveryCodes,
            user.DisabledAt,
            user.ConcurrencyStamp,
        });
        if (rows == 0) return IdentityResult.Failed(new IdentityErrorDescriber().ConcurrencyFailure());
        user.ConcurrencyStamp = stamp;
        return IdentityResult.Success;
    }

    public Task<User?> FindByIdAsync(string userId, CancellationToken ct) => FindAsync("id", userId, ct);

    public Task<User?> FindByNameAsync(string normalizedUserName, CancellationToken ct) => FindAsync("normalized_user_name", normalizedUserName, ct);

    /// <summary>Takes a time step's code: true once only, even for two hosts at the same instant.</summary>
    public async Task<bool> TakeStepAsync(User user, long step, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.ExecuteAsync(
            "update identity.users set authenticator_step = @step where id = @Id and authenticator_step < @step", new { step, user.Id }) == 1;
    }

    public Task<IdentityResult> DeleteAsync(User user, CancellationToken ct) =>
        throw new NotSupportedException("People are disabled, never deleted: what they did stays attributed.");

    public Task<string> GetUserIdAsync(User user, CancellationToken ct) => Task.FromResult(user.Id);

    public Task<string?> GetUserNameAsync(User user, CancellationToken ct) => Task.FromResult<string?>(user.UserName);

    public Task SetUserNameAsync(User user, string? userName, CancellationToken ct) => Set(() => user.UserName = userName!);

    public Task<string?> GetNormalizedUserNameAsync(User user, CancellationToken ct) => Task.FromResult<string?>(user.NormalizedUserName);

    public Task SetNormalizedUserNameAsync(User user, string? name, CancellationToken ct) => Set(() => user.NormalizedUserName = name!);

    public Task SetPasswordHashAsync(User user, string? hash, CancellationToken ct) => Set(() => user.PasswordHash = hash);

    public Task<string?> GetPasswordHashAsync(User user, CancellationToken ct) => Task.FromResult(user.PasswordHash);

    public Task<bool> HasPasswordAsync(User user, CancellationToken ct) => Task.FromResult(user.PasswordHash is not null);

    public Task SetSecurityStampAsync(User user, string stamp, CancellationToken ct) => Set(() => user.SecurityStamp = stamp);

    public Task<string?> GetSecurityStampAsync(User user, CancellationToken ct) => Task.FromResult<string?>(user.SecurityStamp);

    public Task SetTwoFactorEnabledAsync(User user, bool enabled, CancellationToken ct) => Set(() => user.TwoFactorEnabled = enabled);

    public Task<bool> GetTwoFactorEnabledAsync(User user, CancellationToken ct) => Task.FromResult(user.TwoFactorEnabled);

    public Task SetAuthenticatorKeyAsync(User user, string key, CancellationToken ct) => Set(() => user.AuthenticatorKey = protector.Protect(key));

    public Task<string?> GetAuthenticatorKeyAsync(User user, CancellationToken ct) =>
        Task.FromResult(user.AuthenticatorKey is null ? null : protector.Unprotect(user.AuthenticatorKey));

    public Task ReplaceCodesAsync(User user, IEnumerable<string> codes, CancellationToken ct) =>
        Set(() => user.RecoveryCodes = [.. codes.Select(Hash)]);

    public Task<bool> RedeemCodeAsync(User user, string code, CancellationToken ct)
    {
        var left = user.RecoveryCodes.Where(c => c != Hash(code)).ToArray();
        var redeemed = left.Length < user.RecoveryCodes.Length;
        user.RecoveryCodes = left;
        return Task.FromResult(redeemed);
    }

    public Task<int> CountCodesAsync(User user, CancellationToken ct) => Task.FromResult(user.RecoveryCodes.Length);

    public void Dispose() { }

    private async Task<User?> FindAsync(string column, string value, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<User>($"select {Columns} from identity.users where {column} = @value", new { value });
    }

    private static Task Set(Action change)
    {
        change();
        return Task.CompletedTask;
    }

    private static string NewStamp() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    private static string Hash(string code) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(code.Trim().ToUpperInvariant())));
}
