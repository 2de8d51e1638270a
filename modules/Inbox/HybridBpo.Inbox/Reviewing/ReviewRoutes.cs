using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Inbox.Reviewing;

/// Second looks: taken one by one, given blind, and settled by a third person where they differ.
internal static class ReviewRoutes
{
    public static void Map(IEndpointRouteBuilder staff)
    {
        staff.MapGet(Paths.Reviews, async (HttpContext context, Reviews reviews) => Pages.Render<ReviewsPage>(context, new
        {
            Waiting = await reviews.WaitingAsync(context.GetAccess(), context.RequestAborted),
        })).Requires(Act.ReadInbox).ShowsNobody();
        staff.MapPost($"{Paths.Reviews}/next", async (HttpContext context, Reviews reviews) =>
        {
            if (await reviews.NextAsync(context.GetAccess(), context.RequestAborted) is { } row)
            {
                return CaseActs.SeeOther(context, $"{Paths.Reviews}/{row.ClientId}/{row.ReviewId}");
            }

            Flash.Say(context, "Nothing waits for a second look by you.");
            return CaseActs.SeeOther(context, Paths.Reviews);
        }).Requires(Act.ReadInbox).ShowsNobody();
        staff.MapGet($"{Paths.Reviews}/{{client}}/{{id:guid}}", (
            HttpContext context, Reviews reviews, ReviewScreens screens, string client, Guid id) =>
            ShowAsync(context, reviews, screens, client, id, false, null)).Requires(Act.ReadInbox).ShowsPeople();
        staff.MapPost($"{Paths.Reviews}/{{client}}/{{id:guid}}", AnswerAsync).Requires(Act.ReadInbox).ShowsPeople();
        staff.MapGet(Paths.Apart, async (HttpContext context, Reviews reviews, ReviewScreens screens) =>
        {
            var rows = await reviews.ApartAsync(context.GetAccess(), context.RequestAborted);
            context.ShowsMany("queue", rows.Select(row => (row.ClientId, row.SubjectId)));
            return Pages.Render<ApartPage>(context, new { Rows = await screens.ApartAsync(context.GetAccess(), rows, context.RequestAborted) });
        }).Requires(Act.AssignCases).ShowsPeople();
        staff.MapGet($"{Paths.Apart}/{{client}}/{{id:guid}}", (
            HttpContext context, Reviews reviews, ReviewScreens screens, string client, Guid id) =>
            ShowAsync(context, reviews, screens, client, id, true, null)).Requires(Act.AssignCases).ShowsPeople();
        staff.MapPost($"{Paths.Apart}/{{client}}/{{id:guid}}", SettleAsync).Requires(Act.AssignCases).ShowsPeople();
    }

    private static async Task<IResult> ShowAsync(
        HttpContext context, Reviews reviews, ReviewScreens screens, string client, Guid id, bool settles, Refusal? refused)
    {
        var (access, ct) = (context.GetAccess(), context.RequestAborted);
        if (await reviews.FindAsync(access, client, id, ct) is not { } row
            || (settles ? row is { Reviewed: null } or { Settled: not null } || row.Decided == row.Reviewed : !reviews.Holds(access, row)))
        {
            return (refused ?? new ReviewNotFound()).ToHttp(context);
        }

        if (await screens.BuildAsync(access, row, settles, refused?.Message, ct) is not { } view)
        {
            return new CaseErased().ToHttp(context);
        }

        context.ShowsOne(client, "case", row.CaseId, row.SubjectId);
        return Pages.Render<ReviewPage>(context, new { View = view }, refused?.Status ?? StatusCodes.Status200OK);
    }

    private static async Task<IResult> AnswerAsync(HttpContext context, Reviews reviews, ReviewScreens screens, string client, Guid id)
    {
        var (access, ct) = (context.GetAccess(), context.RequestAborted);
        var form = await context.Request.ReadFormAsync(ct);
        var row = await reviews.FindAsync(access, client, id, ct);
        var done = row is null || (row.Holder != access.Actor.Id && row.Reviewer != access.Actor.Id) ? new ReviewNotFound()
            : !Guid.TryParse(form["command"], out var command) ? new InputNotReadable("The form")
            : await reviews.AnswerAsync(access, row, form["choice"].ToString(), form["sure"].ToString(), command, ct);
        if (done.Refusal is { } refusal)
        {
            return refusal is NotFound ? refusal.ToHttp(context) : await ShowAsync(context, reviews, screens, client, id, false, refusal);
        }

        Flash.Say(context, "Recorded. The decision stays as it is; where the two of you differ, a third person says what is right.");
        return CaseActs.SeeOther(context, Paths.Reviews);
    }

    private static async Task<IResult> SettleAsync(HttpContext context, Reviews reviews, ReviewScreens screens, string client, Guid id)
    {
        var (access, ct) = (context.GetAccess(), context.RequestAborted);
        var form = await context.Request.ReadFormAsync(ct);
        var row = await reviews.FindAsync(access, client, id, ct);
        var done = row is null ? new ReviewNotFound()
            : !Guid.TryParse(form["command"], out var command) ? new InputNotReadable("The form")
            : await reviews.SettleAsync(access, row, form["choice"].ToString(), command, ct);
        if (done.Refusal is { } refusal)
        {
            return refusal is NotFound ? refusal.ToHttp(context) : await ShowAsync(context, reviews, screens, client, id, true, refusal);
        }

        Flash.Say(context, "Settled. What was decided stays; if it should change, that is a new case.");
        return CaseActs.SeeOther(context, Paths.Apart);
    }
}
