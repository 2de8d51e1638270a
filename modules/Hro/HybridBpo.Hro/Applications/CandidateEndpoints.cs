using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Hro.Applications;

internal static class CandidateEndpoints
{
    public static void Map(IEndpointRouteBuilder staff)
    {
        staff.MapGet("/candidates", (HttpContext context, string? show, string? page) => Pages.Render<CandidatesPage>(
            context,
            new { Show = CandidatesPage.Filters.Any(f => f.Key == show) ? show! : "open", Number = PageNumber.Of(page) }))
            .Requires(Act.ReadHiring).ShowsPeople();
        var one = staff.MapGroup("/candidates/{client}/{id:guid}");
        one.MapGet("", ShowAsync).Requires(Act.ReadHiring).ShowsPeople();
        one.MapGet("/report", ReportAsync).Requires(Act.ReadHiring).ShowsPeople();
        one.MapGet("/file", FileAsync).Requires(Act.RevealIdentity).ShowsPeople(Looks.Downloaded);
        one.MapPost("/reveal", RevealAsync).Requires(Act.RevealIdentity).ShowsNobody();
        one.MapPost("/correct", CorrectAsync).Requires(Act.AddResumes).ShowsNobody();
        one.MapPost("/answer", AnswerAsync).Requires(Act.AddResumes).ShowsNobody();
        one.MapPost("/again", AgainAsync).Requires(Act.AddResumes).ShowsNobody();
        one.MapPost("/withdraw", WithdrawAsync).Requires(Act.AddResumes).ShowsNobody();
    }

    private static async Task<IResult> ShowAsync(HttpContext context, string client, Guid id, CandidateReads reads, CancellationToken ct)
    {
        if (await reads.FindAsync(context.GetAccess(), client, id, ct) is null)
            return new UnknownCandidate().ToHttp(context);
        context.ShowsOne(client, "candidate", id, id);
        return Pages.Render<CandidatePage>(context, new { Client = client, Id = id });
    }

    private static async Task<IResult> ReportAsync(
        HttpContext context, string client, Guid id, CandidateReads reads, VerdictShown verdicts, EventStore store, Clients clients,
        CancellationToken ct)
    {
        var access = context.GetAccess();
        if (await reads.FindAsync(access, client, id, ct) is not { } line)
            return new UnknownCandidate().ToHttp(context);
        var application = (await store.AggregateStreamAsync<Application>(client, id, ct: ct))!;
        if (!await verdicts.MaySeeAsync(access, client, application, ct))
            return new ReportWithheld().ToHttp(context);
        if (application.Proposal is null || application.Evidence is null)
            return new NoReport().ToHttp(context);
        context.ShowsOne(client, "candidate", id, id);
        var of = await clients.GetAsync(access, client, ct);
        return Pages.Render<ReportPage>(context, new
        {
            Client = client,
            Id = id,
            line.Code,
            ClientName = of?.Name ?? client,
            Zone = of?.TimeZone ?? "UTC",
            ReadAt = application.ScreenedAt,
            EvidenceJson = application.Evidence,
            ProposalJson = application.Proposal,
        });
    }

    private static async Task<IResult> FileAsync(HttpContext context, string client, Guid id, CandidateActs acts, CancellationToken ct)
    {
        if (!(await acts.OriginalAsync(context.GetAccess(), client, id, ct)).Is(out var file, out var refusal))
            return refusal.ToHttp(context);
        context.ShowsOne(client, "candidate", id, id);
        // Somebody else's document: never opened inside our origin.
        context.Response.Headers["Content-Security-Policy"] = "sandbox; default-src 'none'";
        context.Response.Headers.CacheControl = "no-store";
        return Results.File(file.Content, "application/octet-stream", file.Name);
    }

    private static async Task<IResult> RevealAsync(
        HttpContext context, string client, Guid id, IFormCollection form, CandidateActs acts, CancellationToken ct) =>
        Back(context, client, id, await acts.RevealAsync(context.GetAccess(), client, id, $"{form["reason"]}", $"{form["note"]}", ct),
            "Revealed to you, and logged.");

    private static async Task<IResult> CorrectAsync(
        HttpContext context, string client, Guid id, IFormCollection form, CandidateActs acts, CancellationToken ct) =>
        Back(context, client, id, await acts.CorrectAsync(context.GetAccess(), client, id, $"{form["field"]}", $"{form["now"]}", ct),
            "Corrected. What is judged from now on rests on it.");

    private static async Task<IResult> AnswerAsync(
        HttpContext context, string client, Guid id, IFormCollection form, CandidateActs acts, CancellationToken ct) =>
        Back(context, client, id, await acts.AnswerAsync(context.GetAccess(), client, id, $"{form["answer"]}", ct),
            "The answer is recorded; a new case asks again.");

    private static async Task<IResult> AgainAsync(
        HttpContext context, string client, Guid id, IFormCollection form, CandidateActs acts, CancellationToken ct) =>
        Back(context, client, id, await acts.AgainAsync(context.GetAccess(), client, id, ct), "The resume is being read again.");

    private static async Task<IResult> WithdrawAsync(
        HttpContext context, string client, Guid id, IFormCollection form, CandidateActs acts, CancellationToken ct) =>
        Back(context, client, id, await acts.WithdrawAsync(context.GetAccess(), client, id, ct), "Recorded. It is never counted as declined.");

    private static IResult Back<T>(HttpContext context, string client, Guid id, Result<T> result, string said) =>
        result.Is(out _, out var refusal) ? Pages.SeeOther(context, $"/candidates/{client}/{id}", said) : refusal.ToHttp(context);
}
