using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace HybridBpo.Host.SignIn;

/// <summary>ASP.NET Core Identity's sign-in with the order of questions that tells a stranger least.</summary>
internal sealed class SignInFlow(
    UserManager<User> users, IHttpContextAccessor context, IUserClaimsPrincipalFactory<User> claims, IOptions<IdentityOptions> options,
    ILogger<SignInManager<User>> logger, IAuthenticationSchemeProvider schemes, IUserConfirmation<User> confirmation)
    : SignInManager<User>(users, context, claims, options, logger, schemes, confirmation)
{
    private static readonly User Nobody = new() { UserName = "nobody" };
    private static readonly string NobodysHash = new PasswordHasher<User>().HashPassword(Nobody, "nobody-has-this-password");

    /// <summary>Checks name and password. Takes as long for a name that does not exist.</summary>
    public async Task<(SignInStep Step, User? User)> BeginAsync(string name, string password)
    {
        if (await UserManager.FindByNameAsync(name.Trim()) is not { } user)
        {
            UserManager.PasswordHasher.VerifyHashedPassword(Nobody, NobodysHash, password);
            return (SignInStep.Wrong, null);
        }
        var checkedPassword = await CheckPasswordSignInAsync(user, password, lockoutOnFailure: true);
        if (checkedPassword.IsLockedOut) return (SignInStep.Paused, user);
        if (!checkedPassword.Succeeded) return (SignInStep.Wrong, user);
        if (user.DisabledAt is not null) return (SignInStep.SwitchedOff, user);
        var signedIn = await SignInOrTwoFactorAsync(user, isPersistent: false);
        return (signedIn.RequiresTwoFactor ? SignInStep.SecondFactor : SignInStep.In, user);
    }

    /// <summary>Checks the second factor: a code from the person's device, or a recovery code.</summary>
    public async Task<SignInStep> FinishAsync(User user, string code, bool recovery)
    {
        var result = recovery
            ? await TwoFactorRecoveryCodeSignInAsync(code)
            : await TwoFactorAuthenticatorSignInAsync(code, isPersistent: false, rememberClient: false);
        return result.IsLockedOut ? SignInStep.Paused : result.Succeeded && user.DisabledAt is null ? SignInStep.In : SignInStep.Wrong;
    }
}

internal enum SignInStep
{
    In,
    SecondFactor,
    Wrong,
    Paused,
    SwitchedOff,
}
