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
        var open = staff.MapGroup("/account").AllowAnonymous().ShowsNobody();
        open.MapGet("/sign-in", (HttpContext context, string? returnUrl) =>
            context.FindViewer() is null
                ? Pages.Render<SignInPage>(context, new { ReturnUrl = Pages.BackTo(returnUrl, "/") })
                : Results.Redirect(Pages.BackTo(returnUrl, "/")));
        open.MapPost("/sign-in", SignInAsync).RequireRateLimiting(RateLimit);
        open.MapGet("/second-factor", SecondFactorPageAsync);
        open.MapPost("/second-factor", SecondFactorAsync).RequireRateLimiting(RateLimit);
        staff.MapPost("/account/sign-out", SignOutAsync).WithMetadata(new BeforeSecondFactor()).ShowsNobody();
    }

    private static async Task<IResult> SignInAsync(
        HttpContext context, SignInFlow flow, NpgsqlDataSource database, TimeProvider clock,
        [FromForm] string? name, [FromForm] string? password, [FromForm] string? returnUrl, CancellationToken ct)
    {
        var back = Pages.BackTo(returnUrl, "/");
        var answer = await flow.BeginAsync(Capped(name, 64), Capped(password, Passwords.MaxLength), ct);
        switch (answer.Step)
        {
            case SignInStep.In:
                await SignedInAsync(database, clock, answer.User!);
                return Pages.SeeOther(context, back);
            case SignInStep.SecondFactor:
                return Pages.SeeOther(context, $"{SecondFactorPath}?returnUrl={Uri.EscapeDataString(back)}");
            default:
                return Pages.Render<SignInPage>(context, new { Name = Capped(name, 64), ReturnUrl = back, Error = Words(answer) }, Status(answer));
        }
    }

    private static async Task<IResult> SecondFactorPageAsync(HttpContext context, SignInFlow flow, string? returnUrl, bool recovery = false) =>
        await flow.GetTwoFactorAuthenticationUserAsync() is { } user
            ? Pages.Render<SecondFactorPage>(context, new { user.UserName, ReturnUrl = Pages.BackTo(returnUrl, "/"), Recovery = recovery })
            : Results.Redirect(Path);

    private static async Task<IResult> SecondFactorAsync(
        HttpContext context, SignInFlow flow, NpgsqlDataSource database, TimeProvider clock,
        [FromForm] string? code, [FromForm] string? returnUrl, CancellationToken ct, [FromForm] bool recovery = false)
    {
        if (await flow.GetTwoFactorAuthenticationUserAsync() is not { } user) return Pages.SeeOther(context, Path);
        var back = Pages.BackTo(returnUrl, "/");
        var answer = await flow.FinishAsync(user, Capped(code, 40), recovery, ct);
        if (answer.Step is SignInStep.In)
        {
            await SignedInAsync(database, clock, user);
            return Pages.SeeOther(context, back);
        }
        var error = answer.Step is SignInStep.Paused ? Words(answer)
            : recovery ? "That is none of your unused recovery codes."
            : "That code does not fit, or was used already. Wait for the next one.";
        return Pages.Render<SecondFactorPage>(context, new { user.UserName, ReturnUrl = back, Recovery = recovery, Error = error }, Status(answer));
    }

    private static async Task<IResult> SignOutAsync(HttpContext context, SignInFlow flow, Sessions sessions)
    {
        if (Sessions.IdIn(context.User) is { } session) await sessions.EndAsync(context.Me(), session);
        await flow.SignOutAsync();
        await context.SignOutAsync(IdentityConstants.TwoFactorUserIdScheme);
        context.Response.Cookies.Delete(ClientChoice.Cookie);
        return Pages.SeeOther(context, Path, "You are signed out.");
    }

    private static string Words(SignInAnswer answer) => answer.Step switch
    {
        SignInStep.Paused => $"Too many tries: we paused this sign-in until {answer.PausedUntil:HH:mm} UTC.",
        SignInStep.SwitchedOff => "This sign-in is switched off. Ask an administrator.",
        _ => $"Name and password do not match. After {Lockout.Tries} wrong tries in a row we pause for {Lockout.Pause.TotalMinutes:0} minutes.",
    };

    private static int Status(SignInAnswer answer) =>
        answer.Step is SignInStep.Paused ? StatusCodes.Status429TooManyRequests : StatusCodes.Status422UnprocessableEntity;

    private static string Capped(string? text, int length) => text is null ? "" : text[..Math.Min(length, text.Length)];

    private static async Task SignedInAsync(NpgsqlDataSource database, TimeProvider clock, User user)
    {
        await using var connection = await database.OpenConnectionAsync();
        await connection.ExecuteAsync("update identity.users set last_sign_in_at = @now where id = @Id", new { now = clock.GetUtcNow(), user.Id });
        var self = new Actor(Actor.Person, user.Id, user.DisplayName);
        await AccountAudit.WriteAsync(connection, clock.GetUtcNow(), self, "signed-in", user.Id, new { });
    }
}

/// <summary>Endpoints that a person may use who still has to set up a second factor.</summary>
internal sealed record BeforeSecondFactor;
