using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Collections.Import.Payments;

/// <summary>What a bank statement adds to the pages of imports: it has no columns, and it can be undone.</summary>
internal static class StatementPages
{
    public static void Map(IEndpointRouteBuilder imports)
    {
        imports.MapPost("/{client}/{id:guid}/book", BookAsync);
        imports.MapPost("/{client}/{id:guid}/undo", UndoAsync);
    }

    private static async Task<IResult> BookAsync(HttpContext context, StatementDesk desk, string client, Guid id, CancellationToken ct) =>
        (await desk.LoadAsync(context.GetAccess(), client, id, ct)).Refusal is { } refusal ? refusal.ToHttp(context)
            : Pages.SeeOther(context, $"/imports/{client}/{id}");

    private static async Task<IResult> UndoAsync(HttpContext context, UndoStatement undo, string client, Guid id, CancellationToken ct) =>
        (await undo.RunAsync(context.GetAccess(), client, id, ct)).Refusal is { } refusal
            ? refusal is NotFound or Forbidden ? refusal.ToHttp(context) : Pages.SeeOther(context, $"/imports/{client}/{id}", refusal.Message)
            : Pages.SeeOther(context, $"/imports/{client}/{id}", "Everything that this file booked is taken back.");
}
