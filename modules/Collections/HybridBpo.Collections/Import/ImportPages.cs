using System.Text;
using System.Text.Json;
using HybridBpo.Collections.Import.CallFiles;
using HybridBpo.Collections.Import.Expected;
using HybridBpo.Collections.Import.Payments;
using HybridBpo.Collections.Import.Twice;
using HybridBpo.Collections.Import.Undoing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Collections.Import;

/// <summary>Upload, columns, check, load, quarantine.</summary>
internal static class ImportPages
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var imports = routes.MapGroup("/imports").Requires(Act.ImportPortfolio).ShowsNobody();
        imports.MapGet("", (HttpContext context, int? page) => Pages.Render<ImportsPage>(context, new { Page = page ?? 1 }));
        imports.MapPost("", UploadAsync).AllowUpload(ImportLimits.Bytes + 1_000_000);
        imports.MapGet("/{client}/{id:guid}", (HttpContext context, ImportDesk desk, string client, Guid id, int? page, CancellationToken ct) =>
            ShowAsync(context, desk, client, id, null, null, ct, page ?? 1)).ShowsPeople();
        imports.MapGet("/{client}/{id:guid}/progress", ProgressAsync);
        imports.MapPost("/{client}/{id:guid}/mapping", MappingAsync).ShowsPeople();
        imports.MapPost("/{client}/{id:guid}/drop", DropAsync);
        imports.MapPost("/{client}/{id:guid}/rows/{line:int}", RowAsync).ShowsPeople();
        imports.MapGet("/{client}/{id:guid}/quarantine.csv", DownloadAsync).ShowsPeople(Looks.Exported);
        StatementPages.Map(imports);
        Ageing.AgeingPages.Map(imports);
        UndoPages.Map(imports);
        TwicePages.Map(imports);
    }

    private static async Task<IResult> UploadAsync(
        HttpContext context, ImportDesk desk, [FromForm] string? client, [FromForm] string? kind, [FromForm] string? encoding,
            [FromForm] string? rows, [FromForm] string? sum, IFormFile? file,
            CancellationToken ct)
    {
        if (file is null) return Pages.Render<ImportsPage>(context, new { Error = "Choose a file." }, 422);
        if (file.Length > ImportLimits.Bytes) return Pages.Render<ImportsPage>(
            context, new { Error = new FileTooLarge(file.FileName, file.Length).Message }, 413);
        using var bytes = new MemoryStream();
        await file.CopyToAsync(bytes, ct);
        var taken = await desk.UploadAsync(context.GetAccess(), client ?? "", kind ?? "", file.FileName, bytes.ToArray(), string.IsNullOrEmpty(
            encoding) ? null : encoding, ct, totals: ToldTotals.Typed(rows, sum));
        if (taken.Refusal is FileSentBefore before) return Pages.SeeOther(
            context, $"/imports/{before.Import.ClientId}/{before.Import.Id}", before.Message);
        return taken.Refusal is { } refusal ? Pages.Render<ImportsPage>(context, new { Error = refusal.Message }, refusal.Status)
            : Pages.SeeOther(context, $"/imports/{taken.Value.ClientId}/{taken.Value.Id}");
    }

    private static async Task<IResult> ShowAsync(
        HttpContext context, ImportDesk desk, string client, Guid id, string? mapping, Refusal? refusal, CancellationToken ct,
        int page = 1)
    {
        if (await desk.FindAsync(context.GetAccess(), client, id, ct) is not { } import)
            return new ImportNotThere("There is no such import.").ToHttp(context);
        // Lines of a file: whom they name nobody can tell before they are loaded.
        context.ShowsOne(client, "import", id);
        if (import.Kind == ImportKinds.Statement) return Pages.Render<StatementPage>(context, new { Client = client, Id = id });
        return Pages.Render<ImportPage>(context, new { Client = client, Id = id, Error = refusal?.Message, MappingJson = mapping, Page = page },
            refusal?.Status ?? 200);
    }

    private static async Task<IResult> ProgressAsync(HttpContext context, ImportDesk desk, string client, Guid id, CancellationToken ct)
    {
        if (await desk.FindAsync(context.GetAccess(), client, id, ct) is not { } row) return new ImportNotThere("There is no such import.")
            .ToHttp(context);
        // Done: the whole page comes anew, with the quarantine.
        if (row.State != "loading") context.Response.Headers["HX-Refresh"] = "true";
        return Pages.Render<ImportProgress>(context, new { Client = client, Id = id });
    }

    private static async Task<IResult> MappingAsync(HttpContext context, ImportDesk desk, string client, Guid id, CancellationToken ct)
    {
        var form = await context.Request.ReadFormAsync(ct);
        var columns = form.Keys.Where(k => k.StartsWith("col:", StringComparison.Ordinal) && form[k].ToString().Length > 0).Take(ImportLimits.Columns)
            .ToDictionary(k => k[4..], k => form[k].ToString());
        var mapping = new Mapping(columns, form["amount"].ToString() is { Length: > 0 } a ? a : null, form["date"].ToString() is { Length: > 0 } d
            ? d : null)
        {
            Zone = form["zone"].ToString().Trim() is { Length: > 0 } zone ? zone : null,
            Outcomes = Said(form),
            Basis = form["basis"].ToString() is { Length: > 0 } basis ? basis : null,
            AsOf = DateOnly.TryParseExact(form["asof"], "yyyy-MM-dd", out var asOf) ? asOf : null,
        };
        var json = JsonSerializer.Serialize(mapping, JsonSerializerOptions.Web);
        if (form["act"] != "load") return await ShowAsync(context, desk, client, id, json, null, ct);
        var ordered = await desk.LoadAsync(context.GetAccess(), client, id, mapping, ct);
        return ordered.Refusal is { } refusal ? await ShowAsync(context, desk, client, id, json, refusal, ct)
            : Pages.SeeOther(context, $"/imports/{client}/{id}");
    }

    private static Dictionary<string, string>? Said(IFormCollection form)
    {
        var said = new Dictionary<string, string>();
        foreach (var key in form.Keys.Where(k => k.StartsWith("out:", StringComparison.Ordinal)).Take(DialerCodes.MostCodes))
            if (form[key].ToString() is { Length: > 0 } meaning) said[DialerCodes.Plain(key[4..])] = meaning;
        return said.Count > 0 ? said : null;
    }

    private static async Task<IResult> DropAsync(HttpContext context, ImportDesk desk, string client, Guid id, CancellationToken ct) =>
        (await desk.DropAsync(context.GetAccess(), client, id, ct)).Refusal is { } refusal ? refusal.ToHttp(context)
            : Pages.SeeOther(context, "/imports", "The file is given up. The same file may be sent again.");

    private static async Task<IResult> RowAsync(HttpContext context, QuarantinedRows rows, ImportDesk desk, string client, Guid id, int line,
        int? page, CancellationToken ct)
    {
        var form = await context.Request.ReadFormAsync(ct);
        var (access, back) = (context.GetAccess(), $"/imports/{client}/{id}{(page > 1 ? $"?page={page}" : "")}");
        if (form["act"] == "leave-out")
            return (await rows.LeaveOutAsync(access, client, id, line, ct)).Refusal is { } no ? no.ToHttp(context)
                : Pages.SeeOther(context, back, $"Line {line} is left out.");
        var values = form.Keys.Where(k => k.StartsWith("cell:", StringComparison.Ordinal)).ToDictionary(k => k[5..], k => form[k].ToString());
        var repaired = await rows.RepairAsync(access, client, id, line, values, ct);
        if (repaired.Refusal is { } refusal) return await ShowAsync(context, desk, client, id, null, refusal, ct, page ?? 1);
        return Pages.SeeOther(context, back,
            repaired.Value.State == "repaired" ? $"Line {line} is loaded."
                : $"Line {line} still cannot load, {repaired.Value.ErrorList[0].Column}: {repaired.Value.ErrorList[0].Reason}.");
    }

    private static async Task<IResult> DownloadAsync(
        HttpContext context, QuarantinedRows rows, ImportDesk desk, string client, Guid id, CancellationToken ct)
    {
        if (await desk.FindAsync(context.GetAccess(), client, id, ct) is not { } import)
            return new ImportNotThere("There is no such import.").ToHttp(context);
        context.ShowsOne(client, "import", id);
        return Results.File(Encoding.UTF8.GetBytes(QuarantinedRows.Csv(await rows.AllAsync(context.GetAccess(), client, id, ct))),
            "text/csv; charset=utf-8", $"quarantine-{import.FileName}");
    }
}
