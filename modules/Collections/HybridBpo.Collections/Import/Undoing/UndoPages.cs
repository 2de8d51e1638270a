using HybridBpo.Collections.Import.CallFiles;
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
        return row.Kind == ImportKinds.Calls ? Pages.Render<UndoCallsCard>(context, new { Client = client, Id = id })
            : Pages.Render<UndoCard>(context, new { Client = client, Id = id });
    }

    private static async Task<IResult> UndoAsync(
        HttpContext context, ImportDesk desk, UndoImport undo, UndoStatement statements, UndoCalls calls, string client, Guid id,
        [FromForm] string? reason, [FromForm] Guid? command, [FromForm] string? act, CancellationToken ct)
    {
        var access = context.GetAccess();
        if (await desk.FindAsync(access, client, id, ct) is not { } import) return new ImportNotThere("There is no such import.").ToHttp(context);
        if (import.Kind == ImportKinds.Calls) return await CallsAsync(context, calls, client, id, reason ?? "", command ?? Guid.Empty, act, ct);
        var isStatement = import.Kind == ImportKinds.Statement;
        var done = isStatement ? await statements.RunAsync(access, client, id, ct)
            : await undo.OrderAsync(access, new UndoRequest(client, id, command ?? Guid.Empty, reason ?? ""), ct);
        var page = $"/imports/{client}/{id}";
        return done.Refusal is not { } refusal
            ? isStatement ? Pages.SeeOther(context, page, "Everything that this file booked is taken back.") : Pages.SeeOther(context, page)
            : refusal is NotFound or Forbidden ? refusal.ToHttp(context) : Pages.SeeOther(context, page, refusal.Message);
    }

    private static async Task<IResult> CallsAsync(
        HttpContext context, UndoCalls calls, string client, Guid id, string reason, Guid command, string? act, CancellationToken ct)
    {
        var access = context.GetAccess();
        var (done, said) = act switch
        {
            "confirm" => (await calls.ConfirmAsync(access, client, id, command, ct), "Confirmed with your name."),
            "decline" => (await calls.DeclineAsync(access, client, id, ct), "Declined. The calls go on counting."),
            _ => (await calls.AskAsync(access, client, id, reason, ct), "Asked. A second supervisor confirms it."),
        };
        return done.Refusal is not { } refusal ? Pages.SeeOther(context, $"/imports/{client}/{id}", said)
            : refusal is NotFound or Forbidden ? refusal.ToHttp(context) : Pages.SeeOther(context, $"/imports/{client}/{id}", refusal.Message);
    }
}
