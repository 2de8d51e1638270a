using HybridBpo.Collections.Accounts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Collections.Nudges;

/// <summary>
/// Opt-out links. A GET never acts, because mail scanners follow links; the POST is what a person's button and a mail program's one click (RFC 8058)
/// send. The token is the credential: no cookie takes part, so there is nothing to forge.
/// </summary>
internal static class OptOutPages
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/o/{token}", async (HttpContext context, OptOuts outs, string token, CancellationToken ct) =>
            await outs.FindAsync(token, ct) is { } address ? Show(context, token, address, await outs.IsOutAsync(address, ct))
                : Unknown(context, token));
        routes.MapPost("/o/{token}", TakeAsync).DisableAntiforgery();
    }

    private static async Task<IResult> TakeAsync(HttpContext context, OptOuts outs, string token, CancellationToken ct)
    {
        if (await outs.FindAsync(token, ct) is not { } address) return Unknown(context, token);
        var form = context.Request.HasFormContentType ? await context.Request.ReadFormAsync(ct) : null;
        var oneClick = form?["List-Unsubscribe"].ToString() == "One-Click";
        var taken = await outs.TakeAsync(address, oneClick ? "one-click" : "link", ct);
        return taken.Refusal is { } refusal ? refusal.ToHttp(context) : oneClick ? Results.Ok() : Show(context, token, address, true);
    }

    private static IResult Show(HttpContext context, string token, AddressRow address, bool isOut) =>
        Pages.Render<OptOutPage>(context, new { Token = token, Masked = Mask(address.Value), Out = isOut });

    private static IResult Unknown(HttpContext context, string token) =>
        Pages.Render<OptOutPage>(context, new { Token = token }, StatusCodes.Status404NotFound);

    /// <summary>Enough to know one's own address, not enough to learn somebody else's.</summary>
    internal static string Mask(string address)
    {
        var at = address.IndexOf('@', StringComparison.Ordinal);
        return at < 1 ? "•••" : $"{address[0]}•••@{address[at + 1]}•••{address[address.LastIndexOf('.')..]}";
    }
}
