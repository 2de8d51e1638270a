using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace HybridBpo.Host.SignIn;

/// <summary>ASP.NET Core Identity's sign-in with the order of questions that tells a stranger least.</summary>
internal sealed class SignInFlow(
    UserManager<User> users, IHttpContextAccessor context, IUserClaimsPrincipalFactory<User> claims, IOptions<IdentityOptions> options,
    ILogger<SignInManager<User>> logger, IAuthenticationSchemeProvider schemes, IUserConfirmation<User> confirmation, WrongTries tries)
    : SignInManager<User>(users, context, claims, options, logger, schemes, confirmation)
{
    private static readonly User Nobody = new() { UserName = "nobody" };
    private static readonly string NobodysHash = new PasswordHasher<User>().HashPassword(Nobody, "nobody-has-this-password");

    /// <summary>Checks name and password. Does and answers the same for a name that does not exist.</summary>
    public async Task<SignInAnswer> BeginAsync(string typed, string password, CancellationToken ct)
    {
        var name = UserManager.NormalizeName(typed.Trim())!;
        var taken = await tries.TakeAsync(name, ct);
        if (!taken.May) return new SignInAnswer(SignInStep.Paused, null, taken.PausedUntil);
        var user = await UserManager.FindByNameAsync(name);
        if (!await IsRightAsync(user, password))
        {
            await tries.KeepAsync(name, taken.PausedUntil is null ? "sign-in-failed" : "sign-in-paused");
            return new SignInAnswer(taken.IfWrong, null, taken.PausedUntil);
        }
        if (user!.DisabledAt is not null)
        {
            await tries.GiveBackAsync(name, ct);
            await tries.NoteAsync(name, "sign-in-refused");
            return new SignInAnswer(SignInStep.SwitchedOff, user);
        }
        var signedIn = await SignInOrTwoFactorAsync(user, isPersistent: false);
        if (signedIn.RequiresTwoFactor) await tries.GiveBackAsync(name, ct);
        else await tries.ForgetAsync(name, ct);
        return new SignInAnswer(signedIn.RequiresTwoFactor ? SignInStep.SecondFactor : SignInStep.In, user);
    }

    /// <summary>Checks the second factor: a code from the person's device, or a recovery code.</summary>
    public async Task<SignInAnswer> FinishAsync(User user, string code, bool recovery, CancellationToken ct)
    {
        var taken = await tries.TakeAsync(user.NormalizedUserName, ct);
        if (!taken.May) return new SignInAnswer(SignInStep.Paused, user, taken.PausedUntil);
        var result = recovery
            ? await TwoFactorRecoveryCodeSignInAsync(code)
            : await TwoFactorAuthenticatorSignInAsync(code, isPersistent: false, rememberClient: false);
        if (result.Succeeded && user.DisabledAt is null)
        {
            await tries.ForgetAsync(user.NormalizedUserName, ct);
            return new SignInAnswer(SignInStep.In, user);
        }
        await tries.KeepAsync(user.NormalizedUserName, taken.PausedUntil is null ? "second-factor-failed" : "sign-in-paused");
        return new SignInAnswer(taken.IfWrong, user, taken.PausedUntil);
    }

    private async Task<bool> IsRightAsync(User? user, string password)
    {
        if (user is not null) return await UserManager.CheckPasswordAsync(user, password);
        UserManager.PasswordHasher.VerifyHashedPassword(Nobody, NobodysHash, password);
        return false;
    }
}

/// <summary>How a step of signing in ended; <paramref name="User"/> only for who proved to be that person.</summary>
internal sealed record SignInAnswer(SignInStep Step, User? User, DateTimeOffset? PausedUntil = null);

internal enum SignInStep
{
    In,
    SecondFactor,
    Wrong,
    Paused,
    SwitchedOff,
}
