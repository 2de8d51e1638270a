using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Identity;

namespace HybridBpo.Host.SignIn;

/// <summary>Takes a code of the time step now, the one before or the one after; each step's code works once.</summary>
internal sealed class OneTimeCodes(UserStore store, TimeProvider clock) : IUserTwoFactorTokenProvider<User>
{
    public Task<string> GenerateAsync(string purpose, UserManager<User> manager, User user) =>
        throw new NotSupportedException("Codes come from the person's own device.");

    public async Task<bool> ValidateAsync(string purpose, string token, UserManager<User> manager, User user)
    {
        if (await manager.GetAuthenticatorKeyAsync(user) is not { } key) return false;
        var typed = Encoding.UTF8.GetBytes(token.Replace(" ", "", StringComparison.Ordinal));
        var bytes = Totp.FromBase32(key);
        var now = Totp.StepAt(clock.GetUtcNow());
        for (var step = now - 1; step <= now + 1; step++)
        {
            if (CryptographicOperations.FixedTimeEquals(typed, Encoding.UTF8.GetBytes(Totp.Code(bytes, step))))
                return await store.TakeStepAsync(user, step, CancellationToken.None);
        }
        return false;
    }

    public async Task<bool> CanGenerateTwoFactorTokenAsync(UserManager<User> manager, User user) =>
        await manager.GetAuthenticatorKeyAsync(user) is not null;
}
