using HybridBpo.Inbox.Supervision;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Inbox.Stopping;

/// The stop button for models: one person stops, for one client or for all whom they see; two let it go on.
internal static class ModelStopRoutes
{
    public static void Map(IEndpointRouteBuilder staff)
    {
        staff.MapPost($"{Paths.Supervision}/models/stop", StopAsync).Requires(Act.StopModels).ShowsPeople();
        staff.MapPost($"{Paths.Supervision}/models/restart", RestartAsync).Requires(Act.StopModels).ShowsPeople();
    }

    private static async Task<IResult> StopAsync(HttpContext context, SupervisionScreens screens, ModelStops stops, Clients clients)
    {
        var (access, ct) = (context.GetAccess(), context.RequestAborted);
        var form = await context.Request.ReadFormAsync(ct);
        var (asked, model, reason) = (form["client"].ToString(), form["model"].ToString(), form["reason"].ToString());
        if (asked.Length > 0 && !access.Sees(asked))
        {
            return await SwitchSending.AnswerAsync(context, screens, new NotFound("There is no such client."), "");
        }

        if (!Guid.TryParse(form["command"], out var command))
        {
            return await SwitchSending.AnswerAsync(context, screens, new InputNotReadable("The form"), "");
        }

        var covered = await stops.CoveredAsync(asked.Length == 0 ? access : access with { Clients = [asked] }, model, ct);
        foreach (var client in (await clients.ListAsync(access, ct)).Select(client => client.ClientId)
            .Where(client => access.Sees(client) && (asked.Length == 0 || asked == client)))
        {
            if ((await stops.StopAsync(access, client, model, reason, command, ct)).Refusal is { } refusal)
            {
                return await SwitchSending.AnswerAsync(context, screens, refusal, "");
            }
        }

        return await SwitchSending.AnswerAsync(context, screens, (Refusal?)null, $"“{StopModel.Read(model)}” is stopped: "
            + (covered == 0 ? "no open case waits with a proposal of it." : $"{CountText.Of(covered, "open case")} no longer "
                + $"{(covered == 1 ? "shows" : "show")} its proposal."));
    }

    private static async Task<IResult> RestartAsync(HttpContext context, SupervisionScreens screens, ModelStops stops)
    {
        var (access, ct) = (context.GetAccess(), context.RequestAborted);
        var form = await context.Request.ReadFormAsync(ct);
        var client = form["client"].ToString();
        var done = !access.Sees(client) ? new NotFound("There is no such stop.")
            : !Guid.TryParse(form["command"], out var command) ? new InputNotReadable("The form")
            : await stops.RestartAsync(access, client, form["model"].ToString(), command, ct);
        return await SwitchSending.AnswerAsync(context, screens, done.Refusal,
            done.Refusal is null && done.Value ? "The model goes on: its proposals show again where they may."
                : "You asked to let the model go on. A second person confirms it here.");
    }
}
