using HybridBpo.Host.SignIn;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Primitives;
using Npgsql;

namespace HybridBpo.Host.ApiKeys;

/// <summary>Pages on which administrators make keys for programs.</summary>
internal static class ApiKeyEndpoints
{
    public const string Path = "/admin/api-keys";

    public static IReadOnlyList<NavItem> Navigation { get; } = [new("Administration", "API keys", "key", Path, Act.ManageUsers, 2)];

    public static void Map(IEndpointRouteBuilder staff)
    {
        var keys = staff.MapGroup(Path).Requires(Act.ManageUsers).ShowsNobody();
        keys.MapGet("", (HttpContext context, ApiKeys store, ClientNames clients, CancellationToken ct) =>
            ListAsync(context, store, clients, null, null, ct));
        keys.MapPost("", AddAsync);
        keys.MapGet("/{id}", (HttpContext context, ApiKeys store, ClientNames clients, NpgsqlDataSource database, string id, CancellationToken ct) =>
            ShowAsync(context, store, clients, database, id, null, ct));
        keys.MapPost("/{id}/rotate", RotateAsync);
        keys.MapPost("/{id}/disable", (HttpContext context, ApiKeys store, string id, CancellationToken ct) =>
            DoneAsync(context, id, store.DisableAsync(context.GetAccess().Actor, id, ct), "The key is off, from the next request on."));
        keys.MapPost("/{id}/enable", (HttpContext context, ApiKeys store, string id, CancellationToken ct) =>
            DoneAsync(context, id, store.EnableAsync(context.GetAccess().Actor, id, ct), "The key is on again, with the secret of before."));
    }

    private static async Task<IResult> ListAsync(
        HttpContext context, ApiKeys store, ClientNames clients, TypedKey? typed, Refusal? refusal, CancellationToken ct) =>
        Pages.Render<ApiKeysPage>(context, new
        {
            Rows = await store.ListAsync(ct),
            Clients = await clients.AllAsync(ct),
            Typed = typed ?? new TypedKey("", [], [.. ApiScopes.All], ApiKeys.UsualDays),
            Error = refusal?.Message,
        }, refusal?.Status ?? StatusCodes.Status200OK);

    private static async Task<IResult> AddAsync(
        HttpContext context, ApiKeys store, ClientNames clients, [FromForm] string? name, [FromForm] StringValues? client,
        [FromForm] StringValues? scope, CancellationToken ct, [FromForm] int days = 0)
    {
        var typed = new TypedKey(name ?? "", Of(client), Of(scope), days);
        var added = await store.AddAsync(context.GetAccess().Actor, typed.Name, typed.Clients, typed.Scopes, days, ct);
        return added.Is(out var key, out var refusal)
            ? Pages.Render<NewKeyPage>(context, new { key.Id, key.Name, key.Key, key.ExpiresAt })
            : await ListAsync(context, store, clients, typed, refusal, ct);
    }

    private static async Task<IResult> ShowAsync(
        HttpContext context, ApiKeys store, ClientNames clients, NpgsqlDataSource database, string id, Refusal? refusal, CancellationToken ct)
    {
        if (await store.FindAsync(id, ct) is not { } key) return new UnknownKey().ToHttp(context);
        var trail = await AccountAudit.OfAsync(database, id, ct);
        var shown = new { Key = key, Clients = await clients.AllAsync(ct), Trail = trail, Error = refusal?.Message };
        return Pages.Render<ApiKeyPage>(context, shown, refusal?.Status ?? StatusCodes.Status200OK);
    }

    private static async Task<IResult> RotateAsync(
        HttpContext context, ApiKeys store, ClientNames clients, NpgsqlDataSource database, string id, CancellationToken ct,
        [FromForm] int days = 0, [FromForm] int overlap = -1)
    {
        var rotated = await store.RotateAsync(context.GetAccess().Actor, id, days, overlap, ct);
        return rotated.Is(out var key, out var refusal)
            ? Pages.Render<NewKeyPage>(context, new { key.Id, key.Name, key.Key, key.ExpiresAt })
            : await ShowAsync(context, store, clients, database, id, refusal, ct);
    }

    private static async Task<IResult> DoneAsync(HttpContext context, string id, Task<Result<Done>> act, string said) =>
        (await act).Refusal is { } refusal ? refusal.ToHttp(context) : Pages.SeeOther(context, $"{Path}/{id}", said);

    private static string[] Of(StringValues? chosen) => [.. (chosen ?? default).OfType<string>()];
}

/// <summary>What was typed into the form of a new key.</summary>
public sealed record TypedKey(string Name, string[] Clients, string[] Scopes, int Days);
