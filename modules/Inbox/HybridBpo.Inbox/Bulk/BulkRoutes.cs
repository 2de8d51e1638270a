using System.Globalization;
using HybridBpo.Inbox.Screens;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Inbox.Bulk;

/// First a page that says what is about to happen with which cases, then what became of each. Nothing happens before the second form.
internal static class BulkRoutes
{
    private static readonly string[] Acts = ["decide", "snooze", "release"];

    public static void Map(IEndpointRouteBuilder staff)
    {
        staff.MapPost(Paths.Bulk, AskAsync).Requires(Act.ReadInbox).ShowsPeople();
        staff.MapPost($"{Paths.Bulk}/{{act}}", RunAsync).Requires(Act.ReadInbox).ShowsPeople();
        staff.MapGet(Paths.Bulk, (HttpContext context) => CaseActs.SeeOther(context, Paths.Inbox)).Requires(Act.ReadInbox).ShowsNobody();
    }

    private static async Task<IResult> AskAsync(HttpContext context, BulkScreens screens)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var act = form["act"].ToString();
        return Read(form, act).Is(out var ask, out var refusal)
            ? await screens.AskAsync(context, act, ask.Batch, ask.Keys, null)
            : await screens.AskAsync(context, Acts.Contains(act) ? act : Acts[0], Guid.Empty, [], refusal);
    }

    private static async Task<IResult> RunAsync(HttpContext context, string act, BulkCases bulk, BulkScreens screens)
    {
        var (access, ct) = (context.GetAccess(), context.RequestAborted);
        var form = await context.Request.ReadFormAsync(ct);
        var of = act == "undo" ? form["did"].ToString() : act;
        if (!Read(form, of).Is(out var ask, out var refusal))
        {
            return await screens.AskAsync(context, Acts.Contains(of) ? of : Acts[0], Guid.Empty, [], refusal);
        }

        var answer = new BulkAnswer(form["choice"].ToString(), [.. form["weight"].OfType<string>()], form["sure"].ToString(),
            [.. form["reason"].OfType<string>()], form["note"].ToString());
        var until = DateTimeOffset.TryParse(form["until"], CultureInfo.InvariantCulture, out var at) ? at : (DateTimeOffset?)null;
        if (act == "snooze" && until is null)
        {
            return await screens.AskAsync(context, act, ask.Batch, ask.Keys, new Invalid("Say until when."));
        }

        var results = act switch
        {
            "undo" => await bulk.UndoAsync(access, ask.Batch, of, ask.Keys, ct),
            "snooze" => await bulk.SnoozeAsync(access, ask.Batch, ask.Keys, until!.Value, ct),
            "release" => await bulk.ReleaseAsync(access, ask.Batch, ask.Keys, ct),
            _ => await bulk.DecideAsync(access, ask.Batch, ask.Keys, answer, ct),
        };
        if (context.Request.Headers.Accept != "application/json")
        {
            return await screens.DoneAsync(context, act, of, ask.Batch, results);
        }

        context.ShowsMany("case", []);
        return Results.Json(new { done = results.Count(result => result.Why is null), failed = results.Count(result => result.Why is not null) });
    }

    private static Result<(Guid Batch, IReadOnlyList<CaseKey> Keys)> Read(IFormCollection form, string act)
    {
        var given = form["case"].OfType<string>().Distinct().ToList();
        var keys = given.Select(CaseKey.Read).OfType<CaseKey>().ToList();
        return !Acts.Contains(act) || !Guid.TryParse(form["command"], out var batch) ? new InputNotReadable("The form")
            : given.Count == 0 ? new Invalid("Select a case first: by its box, or with X on its row.")
            : given.Count > BulkCases.Most ? new Invalid($"At most {BulkCases.Most} cases at once; these are {given.Count}.")
            : keys.Count < given.Count ? new InputNotReadable("A case")
            : (batch, keys);
    }
}
