using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Collections.Import.Payments;

/// <summary>What a bank statement adds to the pages of imports: it has no columns.</summary>
internal static class StatementPages
{
    public static void Map(IEndpointRouteBuilder imports)
    {
        imports.MapPost("/{client}/{id:guid}/book", BookAsync);
    }

    private static async Task<IResult> BookAsync(HttpContext context, StatementDesk desk, string client, Guid id, CancellationToken ct) =>
        (await desk.LoadAsync(context.GetAccess(), client, id, ct)).Refusal is { } refusal ? refusal.ToHttp(context)
            : Pages.SeeOther(context, $"/imports/{client}/{id}");
}
