using HybridBpo.Hro.Applications;
using HybridBpo.Hro.Views;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Hro.Requisitions;

internal static class RequisitionEndpoints
{
    public static void Map(IEndpointRouteBuilder staff)
    {
        staff.MapGet("/requisitions", (HttpContext context, string? page) =>
            Pages.Render<RequisitionsPage>(context, new { Number = PageNumber.Of(page) })).Requires(Act.ReadHiring).ShowsNobody();
        staff.MapGet("/requisitions/new", (HttpContext context) => Pages.Render<NewRequisitionPage>(context))
            .Requires(Act.OpenRequisition).ShowsNobody();
        staff.MapPost("/requisitions/new", OpenAsync).Requires(Act.OpenRequisition).AllowUpload(JobText.MostBytes).ShowsNobody();
        staff.MapGet("/requisitions/{client}/{id:guid}", ShowAsync).Requires(Act.ReadHiring).ShowsPeople();
        staff.MapGet("/requisitions/{client}/{id:guid}/candidates", CandidatesAsync).Requires(Act.ReadHiring).ShowsPeople();
        staff.MapGet("/requisitions/{client}/{id:guid}/candidates.csv", CsvAsync).Requires(Act.ReadHiring).ShowsPeople(Looks.Exported);
        staff.MapGet("/requisitions/{client}/{id:guid}/criteria", CriteriaAsync).Requires(Act.OpenRequisition).ShowsNobody();
        staff.MapPost("/requisitions/{client}/{id:guid}/criteria", SettleAsync).Requires(Act.OpenRequisition).ShowsNobody();
        staff.MapPost("/requisitions/{client}/{id:guid}/filled", FilledAsync).Requires(Act.OpenRequisition).ShowsNobody();
        staff.MapPost("/requisitions/{client}/{id:guid}/resumes", UploadAsync)
            .Requires(Act.AddResumes).AllowUpload(ResumeUpload.MostBytes).ShowsPeople();
    }

    private static async Task<IResult> OpenAsync(HttpContext context, IFormCollection form, RequisitionActs acts, CancellationToken ct)
    {
        var client = $"{form["client"]}";
        var text = await JobText.ReadAsync($"{form["jobText"]}", form.Files["jobFile"], ct);
        var typed = new NewRequisition($"{form["reference"]}", $"{form["title"]}", text.Is(out var jobText, out var unread) ? jobText : "");
        var opened = unread is null ? await acts.OpenAsync(context.GetAccess(), client, typed, ct) : unread;
        if (opened.Is(out var id, out var refusal))
            return Pages.SeeOther(context, $"/requisitions/{client}/{id}/criteria");
        if (refusal is NotFound)
            return refusal.ToHttp(context);
        return Pages.Render<NewRequisitionPage>(
            context,
            new { Client = client, typed.Reference, Position = typed.Title, typed.JobText, Problem = refusal.Message },
            refusal.Status);
    }

    private static async Task<IResult> ShowAsync(HttpContext context, string client, Guid id, RequisitionReads reads, CancellationToken ct) =>
        await reads.FindAsync(context.GetAccess(), client, id, ct) is null
            ? new UnknownRequisition().ToHttp(context)
            : Pages.Render<RequisitionPage>(context, new { Client = client, Id = id });

    private static async Task<IResult> CandidatesAsync(HttpContext context, string client, Guid id, RequisitionReads reads, CancellationToken ct) =>
        await reads.FindAsync(context.GetAccess(), client, id, ct) is null
            ? new UnknownRequisition().ToHttp(context)
            : Pages.Render<CandidateTable>(context, new { Client = client, Id = id });

    private static async Task<IResult> CsvAsync(
        HttpContext context, string client, Guid id, RequisitionReads reads, CandidateReads candidates, CancellationToken ct)
    {
        var access = context.GetAccess();
        if (await reads.FindAsync(access, client, id, ct) is not { } line)
            return new UnknownRequisition().ToHttp(context);
        var lines = await candidates.OfRequisitionAsync(access, client, id, ct);
        context.ShowsMany("candidates", lines.Select(l => (l.ClientId, l.ApplicationId)));
        var csv = CandidatesCsv.Write(lines);
        return Results.File(System.Text.Encoding.UTF8.GetBytes(csv), "text/csv; charset=utf-8", $"{line.Reference}-candidates.csv");
    }

    private static async Task<IResult> CriteriaAsync(
        HttpContext context, string client, Guid id, RequisitionReads reads, EventStore store, CancellationToken ct)
    {
        if (await reads.FindAsync(context.GetAccess(), client, id, ct) is not { } line)
            return new UnknownRequisition().ToHttp(context);
        var requisition = (await store.AggregateStreamAsync<Requisition>(client, id, ct: ct))!;
        return Criteria(context, client, id, line, requisition, CriteriaForm.Rows(requisition.Rubric ?? requisition.Proposed), null, 200);
    }

    private static async Task<IResult> SettleAsync(
        HttpContext context, string client, Guid id, IFormCollection form, RequisitionReads reads, RequisitionActs acts, EventStore store,
        CancellationToken ct)
    {
        var access = context.GetAccess();
        if (await reads.FindAsync(access, client, id, ct) is not { } line)
            return new UnknownRequisition().ToHttp(context);
        var rows = CriteriaForm.FromForm(form["id"], form["label"], form["kind"]);
        var requisition = (await store.AggregateStreamAsync<Requisition>(client, id, ct: ct))!;
        if (form["do"] == "check")
            return Criteria(context, client, id, line, requisition, rows, null, 200);
        return (await acts.SettleAsync(access, client, id, rows, ct)).Is(out _, out var refusal)
            ? Pages.SeeOther(context, $"/requisitions/{client}/{id}", "The criteria are settled.")
            : Criteria(context, client, id, line, requisition, rows, refusal.Message, refusal.Status);
    }

    private static IResult Criteria(
        HttpContext context, string client, Guid id, RequisitionLine line, Requisition requisition, IReadOnlyList<CriterionRow> rows,
        string? problem, int status) =>
        Pages.Render<CriteriaPage>(
            context,
            new
            {
                Client = client,
                Id = id,
                line.Reference,
                Position = line.Title,
                JobText = requisition.JobText ?? "",
                Rows = rows,
                Settled = requisition.Rubric is not null,
                HasCandidates = line.Candidates > 0,
                Problem = problem,
            },
            status);

    private static async Task<IResult> FilledAsync(
        HttpContext context, string client, Guid id, IFormCollection form, RequisitionActs acts, CancellationToken ct) =>
        (await acts.FillAsync(context.GetAccess(), client, id, $"{form["reason"]}", ct)).Is(out var closed, out var refusal)
            ? Pages.SeeOther(context, $"/requisitions/{client}/{id}",
                $"Closed, with {CountText.Of(closed, "open application")}.")
            : refusal.ToHttp(context);

    private static async Task<IResult> UploadAsync(
        HttpContext context, string client, Guid id, IFormCollection form, ResumeUpload upload, CancellationToken ct)
    {
        if (!(await upload.AddAllAsync(context.GetAccess(), client, id, form.Files, ct)).Is(out var results, out var refusal))
            return refusal.ToHttp(context);
        if (!context.IsHtmx())
            return Pages.Render<RequisitionPage>(context, new { Client = client, Id = id, Results = results });
        // Names of files that the one who asks has just sent.
        context.ShowsMany("candidates", []);
        context.Response.Headers["HX-Trigger"] = "hro-resumes";
        return Pages.Render<UploadResults>(context, new { Results = results });
    }
}
