using Dapper;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Npgsql;

namespace HybridBpo.Host.SignIn;

/// <summary>A person's own page: theme, keys, password, second factor, client switch.</summary>
internal static class ProfileEndpoints
{
    public static void Map(IEndpointRouteBuilder staff)
    {
        var own = staff.MapGroup("/account").ShowsNobody();
        own.MapGet("", (HttpContext context, NpgsqlDataSource database, Sessions sessions, TimeProvider clock, CancellationToken ct) =>
            PageAsync(context, database, sessions, clock, null, ct));
        own.MapPost("/theme", ThemeAsync).WithMetadata(new BeforeSecondFactor());
        own.MapPost("/keys", KeysAsync);
        own.MapPost("/password", PasswordAsync);
        own.MapPost("/sessions/{id:guid}/end", EndSessionAsync);
        own.MapPost("/client", (HttpContext context, [FromForm] string? client, [FromForm] string? back) =>
        {
            ClientChoice.Write(context, client);
            return Pages.SeeOther(context, Pages.BackTo(back, "/"));
        });
        SecondFactorSetup.Map(own);
    }

    private static async Task<IResult> PageAsync(
        HttpContext context, NpgsqlDataSource database, Sessions sessions, TimeProvider clock, string? passwordError, CancellationToken ct)
    {
        var here = Sessions.IdIn(context.User);
        var me = (await Visitor.FindAsync(database, context.Me(), here, true, clock.GetUtcNow(), ct))!;
        return Pages.Render<ProfilePage>(context, new
        {
            me.TwoFactorEnabled,
            MustHaveSecondFactor = me.Roles.Intersect(Roles.NeedSecondFactor).Any(),
            PasswordError = passwordError,
            OpenSessions = await sessions.OpenOfAsync(context.Me(), ct),
            Here = here ?? Guid.Empty,
        }, passwordError is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<IResult> ThemeAsync(HttpContext context, NpgsqlDataSource database, [FromForm] string? theme, [FromForm] string? back)
    {
        if (theme is not ("light" or "dark" or "system")) return new Invalid("The theme is light, dark or system.").ToHttp(context);
        await SetAsync(context, database, "theme = @value", theme);
        return context.IsHtmx() ? Results.NoContent() : Pages.SeeOther(context, Pages.BackTo(back, "/account"));
    }

    private static async Task<IResult> KeysAsync(HttpContext context, NpgsqlDataSource database, [FromForm] bool singleKeys = false)
    {
        await SetAsync(context, database, "single_keys = @value", singleKeys);
        return Pages.SeeOther(context, "/account", singleKeys ? "Single keys are on." : "Single keys are off. Ctrl + Enter still works.");
    }

    private static async Task<IResult> PasswordAsync(
        HttpContext context, UserManager<User> users, SignInFlow flow, NpgsqlDataSource database, Sessions sessions, TimeProvider clock,
        [FromForm] string? current, [FromForm] string? chosen, [FromForm] string? again, CancellationToken ct)
    {
        if (chosen != again) return await PageAsync(context, database, sessions, clock, "The new password and its repetition differ.", ct);
        if (chosen is null or { Length: > Passwords.MaxLength })
            return await PageAsync(context, database, sessions, clock, "A password has 12 to 128 characters.", ct);
        var user = (await users.FindByIdAsync(context.Me()))!;
        var changed = await users.ChangePasswordAsync(user, current ?? "", chosen);
        if (!changed.Succeeded) return await PageAsync(context, database, sessions, clock, changed.Errors.First().Description, ct);
        await using var connection = await database.OpenConnectionAsync(ct);
        await AccountAudit.WriteAsync(connection, clock.GetUtcNow(), context.GetAccess().Actor, "changed-password", user.Id, new { });
        await sessions.EndAllAsync(user.Id);
        await flow.RefreshSignInAsync(user);
        return Pages.SeeOther(context, "/account", "Your password is changed. Other sessions of yours are signed out.");
    }

    private static async Task<IResult> EndSessionAsync(
        HttpContext context, Sessions sessions, NpgsqlDataSource database, TimeProvider clock, Guid id)
    {
        if (!await sessions.EndAsync(context.Me(), id)) return new NotFound("That session is over already.").ToHttp(context);
        await using var connection = await database.OpenConnectionAsync();
        await AccountAudit.WriteAsync(connection, clock.GetUtcNow(), context.GetAccess().Actor, "ended-session", context.Me(), new { });
        return Pages.SeeOther(context, "/account", "That session is over, at once.");
    }

    private static async Task SetAsync(HttpContext context, NpgsqlDataSource database, string assignment, object value)
    {
        await using var connection = await database.OpenConnectionAsync();
        await connection.ExecuteAsync($"update identity.users set {assignment} where id = @id", new { id = context.Me(), value });
    }

    /// <summary>Id of the signed-in person.</summary>
    public static string Me(this HttpContext context) => context.FindViewer()!.Access.Actor.Id;
}
