using System.Globalization;
using HybridBpo.Inbox.Screens;
using HybridBpo.Inbox.Views;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace HybridBpo.Inbox.Supervision;

/// Many messages of which nobody can tell whether they were sent, resolved together: what is said is shown once more before it is kept.
internal static class ResolveTogether
{
    public const string Path = $"{Paths.Supervision}/doubt";

    private const int MostRows = 50, MostOthers = 100;

    public static void Map(IEndpointRouteBuilder staff)
    {
        var acts = staff.MapGroup(Path).Requires(Act.FollowUp).ShowsNobody();
        acts.MapGet("", async (HttpContext context, string? client, string? cause) =>
            await ShowAsync(context, new Said(client ?? "", cause ?? "", null, "", "", ""), "fill", null));
        acts.MapPost("/check", async (HttpContext context) =>
        {
            var said = await ReadAsync(context);
            var unfit = Unfit(said);
            return await ShowAsync(context, said, unfit is null ? "confirm" : "fill", unfit);
        });
        acts.MapPost("/settle", SettleAsync);
    }

    private static async Task<IResult> SettleAsync(HttpContext context, SettleTogether settle)
    {
        var said = await ReadAsync(context);
        if (Unfit(said) is { } unfit) return await ShowAsync(context, said, "fill", unfit);
        var (access, ct) = (context.GetAccess(), context.RequestAborted);
        var shown = (said.Latest!.Value, said.Shown);
        if (!(await settle.MarkAsync(access, said.Client, said.Cause, shown, said.Take == "sent", said.Reason, ct))
            .Is(out var settled, out var refusal))
            return refusal is NotFound ? refusal.ToHttp(context)
                : await ShowAsync(context, said, refusal is ChangedMeanwhile ? "confirm" : "fill", refusal);
        return await ShowAsync(context, said, "done", null, settled);
    }

    private static Refusal? Unfit(Said said) =>
        said.Latest is null ? new Invalid("Load the page again: the form does not say up to when.")
        : said.Take is not ("sent" or "not-sent") ? new Invalid("Say whether they were sent.")
        : SettleTogether.Unfit(said.Reason);

    private static async Task<IResult> ShowAsync(
        HttpContext context, Said said, string step, Refusal? refused, SettledTogether? settled = null)
    {
        var (access, ct, services) = (context.GetAccess(), context.RequestAborted, context.RequestServices);
        if (!access.Sees(said.Client) || await services.GetRequiredService<Clients>().GetAsync(access, said.Client, ct) is not { } client)
            return new NotFound("There is no such client.").ToHttp(context);
        var stuck = services.GetRequiredService<StuckWork>();
        var group = await stuck.UnknownOneAsync(access, said.Client, said.Cause, ct);
        var clock = new CaseClock(client.TimeZone, services.GetRequiredService<TimeProvider>().GetUtcNow());
        // What is confirmed is what was shown, never what came since.
        var shown = group is null ? null : await services.GetRequiredService<SettleTogether>().ShowAsync(
            access, said.Client, said.Cause, step == "confirm" ? said.Latest!.Value : group.Latest, ct);
        var upTo = step == "confirm" ? shown?.Latest : group?.Latest;
        var rows = upTo is null ? [] : await stuck.UnknownOfAsync(access, said.Client, said.Cause, upTo.Value, MostRows, ct);
        ResolveView view = new(
            step, client.ClientId, client.Name, said.Cause, group?.Words ?? "",
            step == "confirm" ? shown?.Count ?? 0 : group?.Count ?? 0, $"{upTo:O}", shown?.Print ?? "", shown is { More: true },
            [.. rows.Select(row => new DoubtfulView(
                row.Template.Length > 0 ? row.Template : "a mail", clock.Short(row.ChangedAt),
                StuckScreens.IdOf(row)))],
            said.Take, said.Reason, refused?.Message, settled is null ? "" : Words(settled, said.Take, group?.Count ?? 0),
            [.. (settled?.Others ?? []).Take(MostOthers).Select(other => $"{other.Delivery}: {other.Why}")]);
        return Pages.Render<ResolvePage>(context, new { View = view }, refused?.Status ?? StatusCodes.Status200OK);
    }

    private static string Words(SettledTogether settled, string take, long left) =>
        $"Marked as {(take == "sent" ? "sent" : "not sent")}, in your name: {CountText.Of(settled.Done, "message")}."
        + (settled.Others.Count > 0 ? $" {CountText.Of(settled.Others.Count, "other")} stayed as they were." : "")
        + (left > 0 ? $" In doubt for the same reason: {left:N0} more; go on with them below." : "");

    private static async Task<Said> ReadAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        DateTimeOffset? latest = DateTimeOffset.TryParse(
            form["latest"].ToString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;
        return new Said(form["client"].ToString(), form["cause"].ToString(), latest, form["shown"].ToString(), form["take"].ToString(),
            form["reason"].ToString().Trim());
    }

    private sealed record Said(string Client, string Cause, DateTimeOffset? Latest, string Shown, string Take, string Reason);
}
