using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Collections.Import.Twice;

/// <summary>A person says of a row that its payment is one of its own.</summary>
internal static class TwicePages
{
    public static void Map(IEndpointRouteBuilder imports)
    {
        imports.MapPost("/{client}/{id:guid}/twice/{number:int}", (
            HttpContext context, ToldTwice told, string client, Guid id, int number, CancellationToken ct) =>
            BookAsync(context, told, client, id, number, ct));
        imports.MapPost("/{client}/{id:guid}/twice", (HttpContext context, ToldTwice told, string client, Guid id, CancellationToken ct) =>
            BookAsync(context, told, client, id, null, ct));
    }

    private static async Task<IResult> BookAsync(
        HttpContext context, ToldTwice told, string client, Guid id, int? number, CancellationToken ct) =>
        (await told.BookAsync(context.GetAccess(), client, id, number, ct)).Refusal is { } refusal ? refusal.ToHttp(context)
            : Pages.SeeOther(context, $"/imports/{client}/{id}", number is null ? "They are booked by this file." : "It is booked by this file.");
}
