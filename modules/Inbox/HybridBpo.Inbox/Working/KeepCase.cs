using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Inbox.Working;

/// What the open page does by itself: renews the lease, saves what is typed. Answers as JSON.
internal static class KeepCase
{
    public static void Map(IEndpointRouteBuilder staff)
    {
        staff.MapPost(Paths.ActOnCase("renew"), RenewAsync).Requires(Act.ReadInbox).ShowsNobody();
        staff.MapPost(Paths.ActOnCase("draft"), DraftAsync).Requires(Act.ReadInbox).ShowsNobody();
    }

    private static async Task<IResult> RenewAsync(
        HttpContext context, string client, Guid id, CaseLeases leases, CaseRows rows, CaseKinds kinds, IPeople people)
    {
        var (access, ct) = (context.GetAccess(), context.RequestAborted);
        if (await rows.FindAsync(access, client, id, ct) is not { } row)
        {
            return new CaseNotFound().ToHttp(context);
        }

        var may = kinds.MayJudge(access, row.Kind);
        var form = await context.Request.ReadFormAsync(ct);
        if (long.TryParse(form["token"], out var token) && may && await leases.RenewAsync(access, client, id, token, ct) is { } until)
        {
            return Results.Json(new { until });
        }

        return may
            ? await LostAsync(access, row, token, people, ct)
            : Results.Json(new LostCase("Your roles judge cases of this kind no longer.", LostCase.Kept), statusCode: StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> LostAsync(Access access, CaseRow row, long token, IPeople people, CancellationToken ct)
    {
        var names = await people.NamesAsync(new[] { row.Holder, row.DecidedBy }.OfType<string>(), ct);
        return Results.Json(Lost(row, access.Actor.Id, token, names), statusCode: StatusCodes.Status409Conflict);
    }

    /// What became of the case, and what the person who had it open can do now.
    internal sealed record LostCase(string Message, string Then)
    {
        public const string Kept = "What you wrote is kept as your draft.", Look = "Load it again to see where it stands.";
    }

    internal static LostCase Lost(CaseRow row, string me, long token, IReadOnlyDictionary<string, string> names) => row switch
    {
        { Stage: Stages.Withdrawn } => new("This case was closed meanwhile: new facts made it stale.", LostCase.Look),
        { Stage: not Stages.Open } when row.DecidedBy == me || row.ConfirmedBy == me =>
            new("You decided this case in another window.", LostCase.Look),
        { Stage: Stages.Open or Stages.WaitingSecond, Held: true, Holder: { } holder } when holder != me =>
            new($"{names.GetValueOrDefault(holder, "Somebody")} took this case.", $"{LostCase.Kept} Take the next case, or ask for this one."),
        { Stage: Stages.Open or Stages.WaitingSecond, Held: true } when row.Holder == me && row.Token > token =>
            new("You went on with this case in another window.", LostCase.Look),
        { Stage: Stages.Open } when row.Holder == me && row.Token == token => new("Somebody else is working on another case of the same person.",
            $"{LostCase.Kept} Both cases stay in one hand, so that nobody is asked twice."),
        { Stage: Stages.Open or Stages.WaitingSecond } =>
            new("Your hold on this case has ended.", $"{LostCase.Kept} Load the case again and take it to go on."),
        _ => new("This case was decided meanwhile.", LostCase.Look),
    };

    private static async Task<IResult> DraftAsync(
        HttpContext context, string client, Guid id, Drafts drafts, CaseRows rows, CaseKinds kinds, Clients clients, IPeople people)
    {
        var (access, ct) = (context.GetAccess(), context.RequestAborted);
        if (await rows.FindAsync(access, client, id, ct) is not { } row || !kinds.MayJudge(access, row.Kind))
        {
            return new CaseNotFound().ToHttp(context);
        }

        var ask = new CaseAct(context, access, client, id, "draft", await context.Request.ReadFormAsync(ct));
        var saved = await drafts.SaveAsync(access, client, id, ask.Draft(), ask.Token, ct);
        if (!saved.Is(out var at, out var refusal))
        {
            return refusal is DraftIsStale ? await LostAsync(access, row, ask.Token ?? 0, people, ct) : refusal.ToHttp(context);
        }

        var zone = (await clients.GetAsync(access, client, ct))?.TimeZone ?? "UTC";
        return Results.Json(new { saved = at, said = $"saved {ClockText.Format(at, zone, at, "time")}" });
    }
}
