using HybridBpo.Host.SignIn;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Primitives;
using Npgsql;

namespace HybridBpo.Host.Administration;

/// <summary>People, their roles and their clients.</summary>
internal static class AdminEndpoints
{
    private const int PageSize = 50;

    public static IReadOnlyList<NavItem> Navigation { get; } =
    [
        new("Administration", "Users", "users", "/admin/users", Act.ManageUsers, 0),
        new("Administration", "Clients", "building", "/admin/clients", Act.ManageUsers, 1),
    ];

    public static void Map(IEndpointRouteBuilder staff)
    {
        var users = staff.MapGroup("/admin/users").Requires(Act.ManageUsers).ShowsNobody();
        users.MapGet("", ListAsync);
        users.MapGet("/new", NewAsync);
        users.MapPost("", AddAsync);
        users.MapGet("/{id}", (HttpContext context, UserList list, ClientNames clients, NpgsqlDataSource database, string id, CancellationToken ct) =>
            ShowAsync(context, list, clients, database, id, null, ct));
        users.MapPost("/{id}/rights", RightsAsync);
        users.MapPost("/{id}/reset", ResetAsync);
        users.MapPost("/{id}/disable", (HttpContext context, Accounts accounts, string id, CancellationToken ct) =>
            DoneAsync(context, id, accounts.DisableAsync(By(context), id, ct), "The sign-in is off, in every session. What they held is free."));
        users.MapPost("/{id}/enable", (HttpContext context, Accounts accounts, string id, CancellationToken ct) =>
            DoneAsync(context, id, accounts.EnableAsync(By(context), id, ct), "The sign-in is on again, with the password of before."));
        ClientEndpoints.Map(staff.MapGroup("/admin/clients").Requires(Act.ManageUsers).ShowsNobody());
    }

    private static async Task<IResult> ListAsync(
        HttpContext context, UserList list, Clients store, string? q, int page = 1, CancellationToken ct = default)
    {
        page = Math.Clamp(page, 1, 100_000);
        var text = (q ?? "").Trim() is { Length: > 100 } long100 ? long100[..100] : (q ?? "").Trim();
        var (rows, total) = await list.FindAsync(text, page, PageSize, ct);
        var clients = await store.ListAsync(Access.System("administration"), ct);
        return Pages.Render<UsersPage>(context, new
        {
            Text = text,
            Rows = rows,
            Total = total,
            Page = page,
            Clients = clients.ToDictionary(c => c.ClientId, c => c.Name),
            Zone = (clients.FirstOrDefault(c => context.GetAccess().Sees(c.ClientId)) ?? clients.FirstOrDefault())?.TimeZone ?? "UTC",
        });
    }

    private static async Task<IResult> NewAsync(HttpContext context, ClientNames clients, CancellationToken ct) =>
        Pages.Render<NewUserPage>(context, new { Clients = await clients.AllAsync(ct) });

    private static async Task<IResult> AddAsync(
        HttpContext context, Accounts accounts, ClientNames clients, [FromForm] string? name, [FromForm] string? displayName,
        [FromForm] StringValues? roles, [FromForm] StringValues? client, CancellationToken ct)
    {
        var added = await accounts.AddAsync(By(context), name ?? "", displayName ?? "", Of(roles), Of(client), ct);
        if (added.Is(out var signIn, out var refusal))
            return Pages.Render<PasswordPage>(context, new { signIn.Id, signIn.Name, signIn.Password, New = true });
        return Pages.Render<NewUserPage>(context, new
        {
            Clients = await clients.AllAsync(ct),
            Name = name ?? "",
            DisplayName = displayName ?? "",
            Roles = Of(roles),
            Assigned = Of(client),
            Error = refusal.Message,
        }, refusal.Status);
    }

    private static async Task<IResult> ShowAsync(
        HttpContext context, UserList list, ClientNames clients, NpgsqlDataSource database, string id, string? error, CancellationToken ct)
    {
        if (await list.OneAsync(id, ct) is not { } row) return new UnknownUser().ToHttp(context);
        var trail = await AccountAudit.OfAsync(database, id, ct);
        var shown = new { Row = row, Clients = await clients.AllAsync(ct), Trail = trail, Error = error };
        return Pages.Render<UserPage>(context, shown, error is null ? StatusCodes.Status200OK : StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> RightsAsync(
        HttpContext context, Accounts accounts, UserList list, ClientNames clients, NpgsqlDataSource database, string id,
        [FromForm] StringValues? roles, [FromForm] StringValues? client, CancellationToken ct)
    {
        var done = await accounts.SetRightsAsync(By(context), id, Of(roles), Of(client), ct);
        if (done.Refusal is UnknownUser unknown) return unknown.ToHttp(context);
        if (done.Refusal is { } refusal) return await ShowAsync(context, list, clients, database, id, refusal.Message, ct);
        var own = id == context.Me() ? " These are your own rights: the audit says so." : "";
        return Pages.SeeOther(context, $"/admin/users/{id}", "Roles and clients are changed, from the next click on." + own);
    }

    private static async Task<IResult> ResetAsync(
        HttpContext context, Accounts accounts, string id, CancellationToken ct, [FromForm] bool secondFactor = false)
    {
        var reset = await accounts.ResetAsync(By(context), id, secondFactor, ct);
        return reset.Is(out var signIn, out var refusal)
            ? Pages.Render<PasswordPage>(context, new { signIn.Id, signIn.Name, signIn.Password, New = false })
            : refusal.ToHttp(context);
    }

    private static async Task<IResult> DoneAsync(HttpContext context, string id, Task<Result<Done>> act, string said) =>
        (await act).Refusal is { } refusal ? refusal.ToHttp(context) : Pages.SeeOther(context, $"/admin/users/{id}", said);

    /// No box ticked comes as nothing at all.
    private static string[] Of(StringValues? chosen) => [.. (chosen ?? default).OfType<string>()];

    private static Actor By(HttpContext context) => context.GetAccess().Actor;
}
