using HybridBpo.Inbox.Judging;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Inbox.Working;

/// A person takes a case. The reservation came first, on the database's clock: it made the token, and this records it.
internal sealed record TakeCase(string By, long Token, DateTimeOffset Until, string How, ModePolicy Policy)
{
    public const string Next = "next", Picked = "picked";

    public static Result<Decision<long>> Decide(TakeCase ask, Case? state, DateTimeOffset now) => state switch
    {
        null => new CaseNotFound(),
        { IsOver: true } => new CaseIsOver(Holding.Over(state)),
        { Stage: Stages.Decided or Stages.Sent } => new AlreadyDecided(),
        _ when state.NotFor.Contains(ask.By) => new NotForYou(),
        { Stage: Stages.WaitingSecond } when state.IsPartyTo(state.Decision!, ask.By) => new SamePerson(),
        { Stage: Stages.WaitingSecond } when state.SawFirst.Contains(ask.By) => new SawItFirst(),
        _ when state.Holder == ask.By && state.Token == ask.Token => new Decision<long>(ask.Token),
        _ when ask.Token <= state.Token => new CaseHeldBySomeoneElse(),
        _ => new Decision<long>(ask.Token,
            [new CaseClaimed(now, ask.By, ask.Token, ask.Until, ask.How), .. DrawMode.For(ask.By, state, ask.Policy, now)]),
    };

    public static void Map(IEndpointRouteBuilder staff)
    {
        staff.MapPost($"{Paths.Inbox}/next", async (HttpContext context, Taking taking) =>
        {
            if (!context.Request.HasFormContentType || !Guid.TryParse((await context.Request.ReadFormAsync())["command"], out var command))
            {
                return new InputNotReadable("The form").ToHttp(context);
            }

            Guid? after = Guid.TryParse(context.Request.Form["after"], out var id) ? id : null;
            var taken = await taking.NextAsync(context.GetAccess(), command, after, context.RequestAborted);
            if (!taken.Is(out var reserved, out var refusal))
            {
                Flash.Say(context, refusal.Message);
                return CaseActs.SeeOther(context, Paths.Inbox);
            }

            if (reserved.Came == "full")
            {
                Flash.Say(context, $"You hold {Taking.MostUnjudged} cases that wait for your judgement; this is one of them. Judge it or give it "
                    + "back, and “Next case” brings new ones.");
            }

            return CaseActs.SeeOther(context, Paths.Case(reserved.ClientId, reserved.CaseId));
        }).Requires(Act.ReadInbox).ShowsNobody();
        staff.MapCaseAct("take", async (act, ct) => (await act.Get<Taking>().PickAsync(act.Access, act.Client, act.CaseId, ct)).Refusal);
    }
}
