using HybridBpo.Collections.Import.Payments;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Collections.Import.Undoing;

/// <summary>Undoing on the pages of imports, for files of every kind.</summary>
internal static class UndoPages
{
    public static void Map(IEndpointRouteBuilder imports)
    {
        imports.MapGet("/{client}/{id:guid}/undo", ProgressAsync).ShowsPeople();
        imports.MapPost("/{client}/{id:guid}/undo", UndoAsync);
    }

    private static async Task<IResult> ProgressAsync(HttpContext context, ImportDesk desk, string client, Guid id, CancellationToken ct)
    {
        if (await desk.FindAsync(context.GetAccess(), client, id, ct) is not { Kind: not ImportKinds.Statement } row)
            return new ImportNotThere("There is no such import.").ToHttp(context);
        context.ShowsOne(client, "import", id);
        // Done: the whole page comes anew, with what became of it.
        if (row is not { UndoAskedAt: not null, UndoneAt: null, Problem: null }) context.Response.Headers["HX-Refresh"] = "true";
        return Pages.Render<UndoCard>(context, new { Client = client, Id = id });
    }

    private static async Task<IResult> UndoAsync(
        HttpContext context, ImportDesk desk, UndoImport undo, UndoStatement statements, string client, Guid id, [FromForm] string? reason,
        [FromForm] Guid? command, CancellationToken ct)
    {
        var access = context.GetAccess();
        if (await desk.FindAsync(access, client, id, ct) is not { } import) return new ImportNotThere("There is no such import.").ToHttp(context);
        var isStatement = import.Kind == ImportKinds.Statement;
        var done = isStatement ? await statements.RunAsync(access, client, id, ct)
            : await undo.OrderAsync(access, new UndoRequest(client, id, command ?? Guid.Empty, reason ?? ""), ct);
        var page = $"/imports/{client}/{id}";
        return done.Refusal is not { } refusal
            ? isStatement ? Pages.SeeOther(context, page, "Everything that this file booked is taken back.") : Pages.SeeOther(context, page)
            : refusal is NotFound or Forbidden ? refusal.ToHttp(context) : Pages.SeeOther(context, page, refusal.Message);
    }
}
