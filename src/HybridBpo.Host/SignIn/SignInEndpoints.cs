using Dapper;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace HybridBpo.Host.SignIn;

/// <summary>Signing in and out. The only pages of the staff app that a stranger sees.</summary>
internal static class SignInEndpoints
{
    public const string Path = "/account/sign-in", SecondFactorPath = "/account/second-factor", RateLimit = "sign-in";

    public static void Map(IEndpointRouteBuilder staff)
    {
        var open = staff.MapGroup("/account").AllowAnonymous();
        open.MapGet("/sign-in", (HttpContext context, string? returnUrl) =>
            context.FindViewer() is null
                ? Pages.Render<SignInPage>(context, new { ReturnUrl = Pages.BackTo(returnUrl, "/") })
                : Results.Redirect(Pages.BackTo(returnUrl, "/")));
        open.MapPost("/sign-in", SignInAsync).RequireRateLimiting(RateLimit);
        open.MapGet("/second-factor", SecondFactorPageAsync);
        open.MapPost("/second-factor", SecondFactorAsync).RequireRateLimiting(RateLimit);
        staff.MapPost("/account/sign-out", SignOutAsync).WithMetadata(new BeforeSecondFactor());
    }

    private static async Task<IResult> SignInAsync(
        HttpContext context, SignInFlow flow, NpgsqlDataSource database, TimeProvider clock,
        [FromForm] string? name, [FromForm] string? password, [FromForm] string? returnUrl)
    {
        var back = Pages.BackTo(returnUrl, "/");
        var (step, user) = await flow.BeginAsync(Capped(name, 64), Capped(password, Passwords.MaxLength));
        if (step is SignInStep.Paused or SignInStep.Wrong && user is not null)
            await AuditAsync(database, clock, user, step is SignInStep.Paused ? "sign-in-paused" : "sign-in-failed");
        switch (step)
        {
            case SignInStep.In:
                await SignedInAsync(database, clock, user!);
                return Pages.SeeOther(context, back);
            case SignInStep.SecondFactor:
                return Pages.SeeOther(context, $"{SecondFactorPath}?returnUrl={Uri.EscapeDataString(back)}");
            default:
                return Pages.Render<SignInPage>(context, new { Name = Capped(name, 64), ReturnUrl = back, Error = Words(step, user) }, Status(step));
        }
    }

    private static async Task<IResult> SecondFactorPageAsync(HttpContext context, SignInFlow flow, string? returnUrl, bool recovery = false) =>
        await flow.GetTwoFactorAuthenticationUserAsync() is { } user
            ? Pages.Render<SecondFactorPage>(context, new { user.UserName, ReturnUrl = Pages.BackTo(returnUrl, "/"), Recovery = recovery })
            : Results.Redirect(Path);

    private static async Task<IResult> SecondFactorAsync(
        HttpContext context, SignInFlow flow, NpgsqlDataSource database, TimeProvider clock,
        [FromForm] string? code, [FromForm] string? returnUrl, [FromForm] bool recovery = false)
    {
        if (await flow.GetTwoFactorAuthenticationUserAsync() is not { } user) return Pages.SeeOther(context, Path);
        var back = Pages.BackTo(returnUrl, "/");
        var step = await flow.FinishAsync(user, Capped(code, 40), recovery);
        if (step is SignInStep.In)
        {
            await SignedInAsync(database, clock, user);
            return Pages.SeeOther(context, back);
        }
        await AuditAsync(database, clock, user, step is SignInStep.Paused ? "sign-in-paused" : "second-factor-failed");
        var error = step is SignInStep.Paused ? Words(step, user)
            : recovery ? "That is none of your unused recovery codes."
            : "That code does not fit, or was used already. Wait for the next one.";
        return Pages.Render<SecondFactorPage>(context, new { user.UserName, ReturnUrl = back, Recovery = recovery, Error = error }, Status(step));
    }

    private static async Task<IResult> SignOutAsync(HttpContext context, SignInFlow flow)
    {
        await flow.SignOutAsync();
        await context.SignOutAsync(IdentityConstants.TwoFactorUserIdScheme);
        context.Response.Cookies.Delete(ClientChoice.Cookie);
        return Pages.SeeOther(context, Path, "You are signed out.");
    }

    private static string Words(SignInStep step, User? user) => step switch
    {
        SignInStep.Paused => $"Too many tries: we paused this sign-in until {user!.LockoutEnd:HH:mm} UTC.",
        SignInStep.SwitchedOff => "This sign-in is switched off. Ask an administrator.",
        _ => $"Name and password do not match. After {Lockout.Tries} wrong tries in a row we pause for {Lockout.Pause.TotalMinutes:0} minutes.",
    };

    private static int Status(SignInStep step) =>
        step is SignInStep.Paused ? StatusCodes.Status429TooManyRequests : StatusCodes.Status422UnprocessableEntity;

    private static string Capped(string? text, int length) => text is null ? "" : text[..Math.Min(length, text.Length)];

    private static async Task SignedInAsync(NpgsqlDataSource database, TimeProvider clock, User user)
    {
        await using var connection = await database.OpenConnectionAsync();
        await connection.ExecuteAsync("update identity.users set last_sign_in_at = @now where id = @Id", new { now = clock.GetUtcNow(), user.Id });
        await AccountAudit.WriteAsync(connection, clock.GetUtcNow(), Self(user), "signed-in", user.Id, new { });
    }

    private static async Task AuditAsync(NpgsqlDataSource database, TimeProvider clock, User user, string act)
    {
        await using var connection = await database.OpenConnectionAsync();
        await AccountAudit.WriteAsync(connection, clock.GetUtcNow(), Self(user), act, user.Id, new { });
    }

    private static Actor Self(User user) => new(Actor.Person, user.Id, user.DisplayName);
}

/// <summary>Endpoints that a person may use who still has to set up a second factor.</summary>
internal sealed record BeforeSecondFactor;

/// <summary>When sign-in pauses.</summary>
internal static class Lockout
{
    public const int Tries = 5;
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(15);
}
