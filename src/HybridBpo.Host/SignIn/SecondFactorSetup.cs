using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace HybridBpo.Host.SignIn;

/// <summary>Setting up the second factor: show the key, take a first code, hand out recovery codes once.</summary>
internal static class SecondFactorSetup
{
    public const string Path = "/account/second-factor/set-up";
    private const int RecoveryCodes = 10;

    public static void Map(IEndpointRouteBuilder own)
    {
        own.MapGet("/second-factor/set-up", ShowAsync).WithMetadata(new BeforeSecondFactor());
        own.MapPost("/second-factor/set-up", TakeAsync).WithMetadata(new BeforeSecondFactor()).RequireRateLimiting(SignInEndpoints.RateLimit);
    }

    private static async Task<IResult> ShowAsync(HttpContext context, UserManager<User> users, UserStore store)
    {
        var user = (await users.FindByIdAsync(context.Me()))!;
        return user.TwoFactorEnabled
            ? Results.Redirect("/account")
            : Pages.Render<SecondFactorSetupPage>(context, await ParametersAsync(store, user, null));
    }

    private static async Task<IResult> TakeAsync(
        HttpContext context, UserManager<User> users, UserStore store, SignInFlow flow, Sessions sessions, NpgsqlDataSource database,
        TimeProvider clock, [FromForm] string? code)
    {
        var user = (await users.FindByIdAsync(context.Me()))!;
        if (user.TwoFactorEnabled) return Pages.SeeOther(context, "/account");
        if (!await users.VerifyTwoFactorTokenAsync(user, TokenOptions.DefaultAuthenticatorProvider, code ?? ""))
            return Pages.Render<SecondFactorSetupPage>(context,
                await ParametersAsync(store, user, "That code does not fit. Check that the device's clock is right and try the next one."), 422);
        await users.SetTwoFactorEnabledAsync(user, true);
        var codes = (await users.GenerateNewTwoFactorRecoveryCodesAsync(user, RecoveryCodes))!;
        await using var connection = await database.OpenConnectionAsync();
        await AccountAudit.WriteAsync(connection, clock.GetUtcNow(), context.GetAccess().Actor, "set-up-second-factor", user.Id, new { });
        await sessions.EndAllAsync(user.Id);
        await flow.RefreshSignInAsync(user);
        return Pages.Render<RecoveryCodesPage>(context, new { Codes = codes.ToArray() });
    }

    private static async Task<object> ParametersAsync(UserStore store, User user, string? error)
    {
        var key = await store.GetAuthenticatorKeyAsync(user, CancellationToken.None);
        if (key is null)
        {
            key = Totp.NewKey();
            await store.SetAuthenticatorKeyAsync(user, key, CancellationToken.None);
            await store.UpdateAsync(user, CancellationToken.None);
        }
        return new { Key = string.Join(' ', key.Chunk(4).Select(c => new string(c))), Link = Totp.Uri(user.UserName, key), Error = error };
    }
}
