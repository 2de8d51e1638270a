using HybridBpo.Host.SignIn;
using Microsoft.AspNetCore.Mvc;

namespace HybridBpo.Host.Administration;

/// <summary>The companies that outsource to us.</summary>
internal static class ClientEndpoints
{
    public static void Map(RouteGroupBuilder clients)
    {
        clients.MapGet("", (HttpContext context, Clients store, SendingSwitch sending, CancellationToken ct) =>
            PageAsync(context, store, sending, null, null, ct));
        clients.MapPost("", AddAsync);
    }

    // An administrator sees all clients here, assigned or not: it is they who assign.
    private static async Task<IResult> PageAsync(
        HttpContext context, Clients store, SendingSwitch sending, NewClient? typed, Refusal? refusal, CancellationToken ct)
    {
        var stops = await sending.StopsAsync(Access.System("administration"), onlyOpen: true, ct);
        return Pages.Render<ClientsPage>(context, new
        {
            Stopped = stops.Where(stop => stop.Scope is SendingScope.Firm or SendingScope.Client).Select(stop => stop.ClientId ?? "").ToHashSet(),
            Rows = await store.ListAsync(Access.System("administration"), ct),
            Typed = typed ?? new NewClient("", "", "USD", "US", "America/New_York", "us-fdcpa"),
            Error = refusal?.Message,
        }, refusal?.Status ?? StatusCodes.Status200OK);
    }

    private static async Task<IResult> AddAsync(
        HttpContext context, Clients store, SendingSwitch sending, ClientNames names, [FromForm] string? code, [FromForm] string? name,
        [FromForm] string? currency, [FromForm] string? country, [FromForm] string? timeZone, [FromForm] string? regime, CancellationToken ct)
    {
        var typed = new NewClient(code ?? "", name ?? "", currency ?? "", country ?? "", timeZone ?? "", regime ?? "");
        var added = await store.AddAsync(context.GetAccess(), typed, ct);
        if (!added.Is(out var client, out var refusal)) return await PageAsync(context, store, sending, typed, refusal, ct);
        names.Forget();
        return Pages.SeeOther(context, "/admin/clients", $"{client.Name} is added. Nobody sees it until somebody is assigned; sending is off.");
    }
}
