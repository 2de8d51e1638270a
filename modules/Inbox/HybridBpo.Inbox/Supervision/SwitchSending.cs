using HybridBpo.Inbox.Screens;
using HybridBpo.Inbox.Views;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Inbox.Supervision;

/// The supervisors' page, and what it does to sending: on by one person, stopped by one, started again by two.
internal static class SwitchSending
{
    public static void Map(IEndpointRouteBuilder staff)
    {
        staff.MapGet(Paths.Supervision, (HttpContext context, SupervisionScreens screens) => ShowAsync(context, screens, null))
            .Requires(Act.ReadSupervision);
        staff.MapPost($"{Paths.Supervision}/sending/on", async (HttpContext context, SupervisionScreens screens, SendingSwitch sending) =>
        {
            var (access, form) = await ReadAsync(context);
            var client = form["client"].ToString();
            return await AnswerAsync(context, screens, access.Sees(client)
                ? (await sending.TurnOnAsync(access, client, context.RequestAborted)).Refusal
                : new NotFound("There is no such client."), "Sending is on.");
        }).Requires(Act.StartSending);
        staff.MapPost($"{Paths.Supervision}/sending/stop", async (HttpContext context, SupervisionScreens screens, SendingSwitch sending) =>
        {
            var (access, form) = await ReadAsync(context);
            return await AnswerAsync(context, screens, ScopeOf(form["scope"].ToString()) is { } scope
                ? (await sending.StopAsync(access, scope, form["reason"].ToString(), context.RequestAborted)).Refusal
                : new Invalid("Choose what stops."), "Sending is stopped.");
        }).Requires(Act.StopSending);
        staff.MapPost($"{Paths.Supervision}/sending/restart", async (HttpContext context, SupervisionScreens screens, SendingSwitch sending) =>
        {
            var (access, form) = await ReadAsync(context);
            var restart = Guid.TryParse(form["stop"], out var id)
                ? await sending.RestartAsync(access, id, context.RequestAborted)
                : new NotFound("There is no such stop.");
            return await AnswerAsync(context, screens, restart.Refusal,
                restart.Refusal is null && restart.Value.Restarted ? "Sending goes on."
                    : "You asked to start sending again. A second person confirms it here.");
        }).Requires(Act.StartSending);
    }

    /// "firm", "client:CODE", "channel:NAME" or "channel:NAME:CODE".
    internal static SendingScope? ScopeOf(string text) => text.Split(':') switch
    {
        ["firm"] => SendingScope.OfFirm(),
        ["client", { Length: > 0 } client] => SendingScope.OfClient(client),
        ["channel", "email"] => SendingScope.OfChannel("email"),
        ["channel", "email", { Length: > 0 } client] => SendingScope.OfChannel("email", client),
        _ => null,
    };

    private static async Task<(Access Access, IFormCollection Form)> ReadAsync(HttpContext context) =>
        (context.GetAccess(), await context.Request.ReadFormAsync(context.RequestAborted));

    public static async Task<IResult> AnswerAsync(HttpContext context, SupervisionScreens screens, Func<Task<Result<Done>>> act, string said) =>
        await AnswerAsync(context, screens, (await act()).Refusal, said);

    private static async Task<IResult> AnswerAsync(HttpContext context, SupervisionScreens screens, Refusal? refusal, string said)
    {
        if (refusal is not null)
        {
            return await ShowAsync(context, screens, refusal);
        }

        Flash.Say(context, said);
        return CaseActs.SeeOther(context, Paths.Supervision);
    }

    private static async Task<IResult> ShowAsync(HttpContext context, SupervisionScreens screens, Refusal? refusal)
    {
        SupervisionView view = await screens.BuildAsync(context.GetAccess(), refusal?.Message, context.RequestAborted);
        return Pages.Render<SupervisionPage>(context, new { View = view }, refusal?.Status ?? StatusCodes.Status200OK);
    }
}
