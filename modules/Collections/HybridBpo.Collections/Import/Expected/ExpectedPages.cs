using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Collections.Import.Expected;

/// <summary>The page on which a supervisor says which files a client sends, sees how they stand, and answers for one that is late or odd.</summary>
internal static class ExpectedPages
{
    public const string Path = "/expected";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var expected = routes.MapGroup(Path).Requires(Act.Attest).ShowsNobody();
        expected.MapGet("", (HttpContext context, string? client) => Pages.Render<ExpectedPage>(context, new { Client = client }));
        expected.MapPost("", ExpectAsync);
        expected.MapPost("/{client}/{id:guid}/end", EndAsync);
        expected.MapPost("/{client}/{id:guid}/{day}/answer", AnswerAsync);
    }

    private static async Task<IResult> ExpectAsync(HttpContext context, ExpectedFiles files, CancellationToken ct)
    {
        var form = await context.Request.ReadFormAsync(ct);
        var client = form["client"].ToString();
        if (!Guid.TryParse(form["command"], out var id) || !context.FindViewer()!.Access.Sees(client))
            return new NotFound("There is no such client.").ToHttp(context);
        var rule = form["rule"].ToString();
        int[] days = rule == FileRule.Weekdays
            ? [.. form["weekday"].Select(d => Number(d) ?? 0)]
            : [Number(form["nth"]) ?? 0];
        var hasTime = TimeOnly.TryParseExact(form["by"], "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var by);
        var percent = form["percent"].ToString().Trim() is { Length: > 0 } said ? Number(said) ?? -1 : (int?)null;
        var done = !hasTime ? new ExpectationNotUsable("Write by what hour the file is due, such as 10:00.")
            : await files.ExpectAsync(context.FindViewer()!.Access, client, new NewExpectation(
                id, form["kind"].ToString(), form["name"].ToString(), new FileRule(rule, days, by), percent, form["totals"] == "yes"), ct);
        return done.Refusal is { } refusal ? Pages.Render<ExpectedPage>(context, new { Client = client, Error = refusal.Message }, refusal.Status)
            : Pages.SeeOther(context, $"{Path}?client={client}", "It is expected from now on.");
    }

    private static async Task<IResult> EndAsync(HttpContext context, ExpectedFiles files, string client, Guid id, CancellationToken ct)
    {
        var done = await files.EndAsync(context.FindViewer()!.Access, client, id, ct);
        return done.Refusal is { } refusal ? refusal.ToHttp(context)
            : Pages.SeeOther(context, $"{Path}?client={client}", "It is expected no longer. What it held goes on.");
    }

    private static async Task<IResult> AnswerAsync(
        HttpContext context, ExpectedFiles files, string client, Guid id, string day, CancellationToken ct)
    {
        var form = await context.Request.ReadFormAsync(ct);
        var access = context.FindViewer()!.Access;
        if (!DateOnly.TryParseExact(day, "yyyy-MM-dd", out var on) || !Guid.TryParse(form["command"], out var command))
            return new ExpectationNotThere("No file was due on that day.").ToHttp(context);
        var done = await files.AnswerAsync(access, client, id, on, form["answer"].ToString(), command, access.Actor.Id, withdraw: true, ct);
        return done.Refusal is { } refusal ? refusal.ToHttp(context)
            : Pages.SeeOther(context, $"{Path}?client={client}", form["answer"] == ExpectedDay.GoOn
                ? "Reminders go on without it. They are looked at again within five minutes." : "Reminders wait until it comes.");
    }

    private static int? Number(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : null;
}
