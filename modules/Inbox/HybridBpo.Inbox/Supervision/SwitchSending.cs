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
            .Requires(Act.ReadSupervision).ShowsPeople();
        staff.MapPost($"{Paths.Supervision}/sending/on", TurnOnAsync).Requires(Act.StartSending).ShowsPeople();
        staff.MapPost($"{Paths.Supervision}/sending/stop", StopAsync).Requires(Act.StopSending).ShowsPeople();
        staff.MapPost($"{Paths.Supervision}/sending/restart", async (HttpContext context, SupervisionScreens screens, SendingSwitch sending) =>
        {
            var (access, form) = await ReadAsync(context);
            var restart = Guid.TryParse(form["stop"], out var id)
                ? await sending.RestartAsync(access, id, context.RequestAborted)
                : new NotFound("There is no such stop.");
            return await AnswerAsync(context, screens, restart.Refusal,
                restart.Refusal is null && restart.Value.Restarted ? "Sending goes on."
                    : "You asked to start sending again. A second person confirms it here.");
        }).Requires(Act.StartSending).ShowsPeople();
    }

    private static async Task<IResult> TurnOnAsync(
        HttpContext context, SupervisionScreens screens, SendingScreens texts, SendingSwitch sending, Clients clients)
    {
        var (access, form) = await ReadAsync(context);
        var code = form["client"].ToString();
        if (!access.Sees(code) || await clients.GetAsync(access, code, context.RequestAborted) is not { } client)
        {
            return await ShowAsync(context, screens, new NotFound("There is no such client."));
        }

        var leaving = await texts.LeavingAsync(access, code, context.RequestAborted);
        var done = await sending.TurnOnAsync(access, code, context.RequestAborted);
        return await AnswerAsync(context, screens, done.Refusal, $"Sending is on for {client.Name}: {leaving}.");
    }

    private static async Task<IResult> StopAsync(HttpContext context, SupervisionScreens screens, SendingSwitch sending, Clients clients)
    {
        var (access, form) = await ReadAsync(context);
        if (ScopeOf(form["scope"].ToString()) is not { } scope)
        {
            return await ShowAsync(context, screens, new Invalid("Choose what stops."));
        }

        var client = scope.ClientId is null ? null : await clients.GetAsync(access, scope.ClientId, context.RequestAborted);
        var stopped = await sending.StopAsync(access, scope, form["reason"].ToString(), context.RequestAborted);
        return await AnswerAsync(context, screens, stopped.Refusal,
            $"Sending is stopped: {SendingScreens.Of(scope, client?.Name ?? "")}. What is due waits.");
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

    public static async Task<IResult> AnswerAsync(HttpContext context, SupervisionScreens screens, Refusal? refusal, string said)
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
        context.ShowsMany("supervision", view.People);
        return Pages.Render<SupervisionPage>(context, new { View = view }, refusal?.Status ?? StatusCodes.Status200OK);
    }
}
