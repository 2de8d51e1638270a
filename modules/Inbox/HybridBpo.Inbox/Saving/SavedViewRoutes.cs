using HybridBpo.Inbox.Screens;
using HybridBpo.Inbox.Views;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Inbox.Saving;

/// Views are saved beside the queue; a page of their own renames and removes them.
internal static class SavedViewRoutes
{
    public static void Map(IEndpointRouteBuilder staff)
    {
        staff.MapGet(Paths.Views, (HttpContext context, SavedViews views, QueueScreens queues, TimeProvider time) =>
            ShowAsync(context, views, queues, time, null)).Requires(Act.ReadInbox).ShowsPeople();
        staff.MapPost(Paths.Views, SaveAsync).Requires(Act.ReadInbox).ShowsPeople();
        Map("rename", (views, access, id, form, ct) => views.RenameAsync(access, id, form["name"].ToString(), ct), "The view has its new name.");
        Map("remove", (views, access, id, _, ct) => views.RemoveAsync(access, id, ct), null);
        Map("restore", (views, access, id, _, ct) => views.RestoreAsync(access, id, ct), "The view is back.");
        Map("first", (views, access, id, _, ct) => views.OpenWithAsync(access, id, ct), "The inbox opens with this view from now on.");
        Map("plain", (views, access, _, _, ct) => views.OpenWithAsync(access, null, ct), "The inbox opens with the plain queue from now on.");

        void Map(string act, Func<SavedViews, Access, Guid, IFormCollection, CancellationToken, Task<Result<Done>>> run, string? said) =>
            staff.MapPost($"{Paths.Views}/{{id:guid}}/{act}", async (
                HttpContext context, SavedViews views, QueueScreens queues, TimeProvider time, Guid id) =>
            {
                var ct = context.RequestAborted;
                if ((await run(views, context.GetAccess(), id, await context.Request.ReadFormAsync(ct), ct)).Refusal is { } refusal)
                {
                    return await ShowAsync(context, views, queues, time, refusal);
                }

                if (said is not null)
                {
                    Flash.Say(context, said);
                }

                return CaseActs.SeeOther(context, act == "remove" ? $"{Paths.Views}?removed={id}" : Paths.Views);
            }).Requires(Act.ReadInbox).ShowsPeople();
    }

    private static async Task<IResult> SaveAsync(HttpContext context, SavedViews views, QueueScreens queues, TimeProvider time)
    {
        var (access, ct) = (context.GetAccess(), context.RequestAborted);
        var form = await context.Request.ReadFormAsync(ct);
        if (!Guid.TryParse(form["command"], out var command))
        {
            return await ShowAsync(context, views, queues, time, new InputNotReadable("The form"));
        }

        var query = queues.Allowed(access, QueueQuery.OfSaved(form["query"].ToString()), await queues.SeenAsync(access, ct));
        var id = Ids.For("firm", "view", $"{command}:{access.Actor.Id}");
        if ((await views.SaveAsync(access, id, form["name"].ToString(), form["team"].ToString(), query, ct)).Refusal is { } refusal)
        {
            return await ShowAsync(context, views, queues, time, refusal);
        }

        if (form["first"] == "yes")
        {
            await views.OpenWithAsync(access, id, ct);
        }

        Flash.Say(context, $"Saved as “{form["name"].ToString().Trim()}”.");
        return CaseActs.SeeOther(context, $"{Paths.Inbox}{query.Saved}");
    }

    private static async Task<IResult> ShowAsync(
        HttpContext context, SavedViews views, QueueScreens queues, TimeProvider time, Refusal? refusal)
    {
        var (access, ct) = (context.GetAccess(), context.RequestAborted);
        var seen = await queues.SeenAsync(access, ct);
        SavedViewRow Row(SavedView view)
        {
            var query = queues.Allowed(access, QueueQuery.OfSaved(view.Query), seen);
            var words = queues.Words(query, seen.FirstOrDefault(client => client.ClientId == query.Client)?.Name);
            var tab = query.Tab switch { CaseRows.Team => "Team", CaseRows.Waiting => "Waiting", _ => "Mine and free" };
            return new SavedViewRow(view.Id, view.Name, view.Team, words.Length == 0 ? tab : query.Text is null ? $"{tab}: {words}" : words,
                $"{Paths.Inbox}{view.Query}", view.IsFirst, view.Owner == access.Actor.Id);
        }

        var removed = Guid.TryParse(context.Request.Query["removed"], out var id) ? await views.RemovedAsync(access, id, ct) : null;
        var listed = await views.ListAsync(access, ct);
        context.ShowsMany("views", await views.AboutAsync(access, removed is null ? listed : [.. listed, removed], ct));
        return Pages.Render<SavedViewsPage>(context, new
        {
            View = new SavedViewsPageView([.. listed.Select(Row)], removed is null ? null : Row(removed),
                Ids.New(time).ToString(), refusal?.Message),
        }, refusal?.Status ?? StatusCodes.Status200OK);
    }
}
