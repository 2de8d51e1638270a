using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Inbox.Working;

/// What the open page does by itself: renews the lease, saves what is typed. Answers as JSON.
internal static class KeepCase
{
    public static void Map(IEndpointRouteBuilder staff)
    {
        staff.MapPost(Paths.CaseAct("renew"), RenewAsync).Requires(Act.ReadInbox);
        staff.MapPost(Paths.CaseAct("draft"), DraftAsync).Requires(Act.ReadInbox);
    }

    private static async Task<IResult> RenewAsync(HttpContext context, string client, Guid id, Leases leases, CaseRows rows, IPeople people)
    {
        var (access, ct) = (context.GetAccess(), context.RequestAborted);
        if (await rows.FindAsync(access, client, id, ct) is not { } row)
        {
            return new CaseNotFound().ToHttp(context);
        }

        var form = await context.Request.ReadFormAsync(ct);
        if (long.TryParse(form["token"], out var token) && await leases.RenewAsync(access, client, id, token, ct) is { } until)
        {
            return Results.Json(new { until });
        }

        var holder = row.Held && row.Holder is { } other && other != access.Actor.Id ? other : null;
        var names = await people.NamesAsync(holder is null ? [] : [holder], ct);
        var message = holder is null ? new LeaseLost().Message : $"{names.GetValueOrDefault(holder, "Somebody")} took this case.";
        return Results.Json(new { message }, statusCode: StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> DraftAsync(HttpContext context, string client, Guid id, Drafts drafts, CaseRows rows, CaseKinds kinds)
    {
        var (access, ct) = (context.GetAccess(), context.RequestAborted);
        if (await rows.FindAsync(access, client, id, ct) is not { } row || !kinds.MayJudge(access, row.Kind))
        {
            return new CaseNotFound().ToHttp(context);
        }

        var ask = new CaseAct(context, access, client, id, "draft", await context.Request.ReadFormAsync(ct));
        var saved = await drafts.SaveAsync(access, client, id, ask.Draft(), ct);
        return saved.Is(out var at, out var refusal) ? Results.Json(new { saved = at }) : refusal.ToHttp(context);
    }
}
