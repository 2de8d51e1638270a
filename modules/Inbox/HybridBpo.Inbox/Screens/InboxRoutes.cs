using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Inbox.Screens;

/// The pages that only show: a GET never takes, judges or decides. (That somebody who holds a case saw its evidence, and the proposal, is recorded.)
internal static class InboxRoutes
{
    public static void Map(IEndpointRouteBuilder staff)
    {
        staff.MapGet(Paths.Inbox, (HttpContext context, InboxPages pages) =>
            pages.QueueAsync(context, context.RequestAborted)).Requires(Act.ReadInbox).ShowsPeople();
        staff.MapGet($"{Paths.Inbox}/queue", (HttpContext context, InboxPages pages, Guid? current) =>
            pages.RowsAsync(context, current, context.RequestAborted)).Requires(Act.ReadInbox).ShowsPeople();
        staff.MapGet($"{Paths.Inbox}/cases/{{client}}/{{id:guid}}", (HttpContext context, string client, Guid id, InboxPages pages) =>
            pages.CaseAsync(context, client, id, null, context.RequestAborted)).Requires(Act.ReadInbox).ShowsPeople();
    }
}
