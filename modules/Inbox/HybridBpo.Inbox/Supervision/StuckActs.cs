using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Inbox.Supervision;

/// What a supervisor does about stuck work: try a message again, say what came of a delivery, take a failed one off the list.
internal static class StuckActs
{
    public static void Map(IEndpointRouteBuilder staff)
    {
        var acts = staff.MapGroup($"{Paths.Supervision}/stuck").Requires(Act.FollowUp).ShowsPeople();
        acts.MapPost("/retry/{id:guid}", (HttpContext context, SupervisionScreens screens, Outbox outbox, Guid id) => SwitchSending.AnswerAsync(
            context, screens, () => outbox.RetryAsync(context.GetAccess(), id, context.RequestAborted), "It is tried again now."));
        acts.MapPost("/sent/{id:guid}", (HttpContext context, SupervisionScreens screens, SettleDelivery settle, Guid id) => SettleAsync(
            context, screens, client => settle.MarkAsync(context.GetAccess(), client, id, true, context.RequestAborted),
            "Marked as sent, in your name."));
        acts.MapPost("/not-sent/{id:guid}", (HttpContext context, SupervisionScreens screens, SettleDelivery settle, Guid id) => SettleAsync(
            context, screens, client => settle.MarkAsync(context.GetAccess(), client, id, false, context.RequestAborted),
            "Marked as not sent, in your name. The attempt no longer counts."));
        acts.MapPost("/noted/{id:guid}", (HttpContext context, SupervisionScreens screens, SettleDelivery settle, Guid id) => SettleAsync(
            context, screens, client => settle.NoteAsync(context.GetAccess(), client, id, context.RequestAborted),
            "Off the list. It stays among the failed ones."));
        acts.MapPost("/all-noted", AllNotedAsync);
    }

    private static async Task<IResult> AllNotedAsync(HttpContext context, SupervisionScreens screens, SettleDelivery settle)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        Result<int> noted = DateTimeOffset.TryParse(
            form["latest"].ToString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var latest)
            ? await settle.NoteAllAsync(context.GetAccess(), form["client"].ToString(), latest, context.RequestAborted)
            : new Invalid("Load the page again: the form does not say up to when.");
        return await SwitchSending.AnswerAsync(context, screens, noted.Refusal,
            noted.Refusal is null ? $"Off the list: {CountText.Of(noted.Value, "message")}. They stay among the failed ones." : "");
    }

    private static async Task<IResult> SettleAsync(
        HttpContext context, SupervisionScreens screens, Func<string, Task<Result<Done>>> act, string said)
    {
        var client = (await context.Request.ReadFormAsync(context.RequestAborted))["client"].ToString();
        return await SwitchSending.AnswerAsync(context, screens, () => act(client), said);
    }
}
