using HybridBpo.Inbox.Saving;
using Microsoft.AspNetCore.Http;

namespace HybridBpo.Inbox.Screens;

/// Renders the inbox: the queue alone, or with a case beside it.
internal sealed class InboxPages(QueueScreens queues, CaseScreens cases, SavedViews views)
{
    public async Task<IResult> QueueAsync(HttpContext context, CancellationToken ct) =>
        Pages.Render<InboxPage>(context, new { Queue = await QueueAsync(context, context.GetAccess(), null, ct) });

    public async Task<IResult> RowsAsync(HttpContext context, Guid? current, CancellationToken ct) =>
        Pages.Render<QueueRows>(context, new { Queue = await QueueAsync(context, context.GetAccess(), current, ct) });

    /// The page of a case; after a refusal with the sentence that says why, and what was typed still in its place.
    public async Task<IResult> CaseAsync(HttpContext context, string client, Guid caseId, Refusal? refused, CancellationToken ct)
    {
        var access = context.GetAccess();
        var open = context.Request.Query["open"].ToString();
        var told = refused is null ? null : Told.Of(refused, context);
        var building = cases.BuildAsync(access, client, caseId, told, open, ct);
        var queueing = BuildAsync(context, context.FindViewer() is { } viewer ? NarrowedTo(viewer) : access, caseId, ct);
        await Task.WhenAll(building, queueing);
        if (!(await building).Is(out var view, out var missing))
        {
            return missing.ToHttp(context);
        }

        if (refused is not null)
        {
            context.Response.Headers["HX-Push-Url"] = "false";
        }

        context.ShowsOne(client, "case", caseId, view.Subject);
        var queue = Shown(context, await queueing);
        return Pages.Render<InboxPage>(context, new { Queue = queue, Case = view }, refused?.Status ?? StatusCodes.Status200OK);
    }

    private async Task<Views.QueueView> QueueAsync(HttpContext context, Access access, Guid? current, CancellationToken ct) =>
        Shown(context, await BuildAsync(context, access, current, ct));

    private static Views.QueueView Shown(HttpContext context, Views.QueueView queue)
    {
        context.ShowsMany("queue", queue.People, queue.Text.Length > 0 ? Looks.Searched : Looks.Viewed);
        return queue;
    }

    /// The inbox without a word of what to show opens with the view that this person chose for it.
    private async Task<Views.QueueView> BuildAsync(HttpContext context, Access access, Guid? current, CancellationToken ct)
    {
        var plain = context.Request.Path == Paths.Inbox && context.Request.Query.Count == 0;
        var asked = plain && await views.FirstAsync(access, ct) is { } first ? QueueQuery.OfSaved(first) : QueueQuery.Of(context.Request.Query);
        return await queues.BuildAsync(access, asked, current, ct);
    }

    /// The client switch narrows the queue also on pages that name a client themselves.
    private static Access NarrowedTo(Viewer viewer) =>
        viewer.Chosen is { } client ? viewer.Access with { Clients = [client] } : viewer.Access;
}
