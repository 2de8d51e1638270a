using HybridBpo.Inbox.Judging;
using HybridBpo.Inbox.Supervision;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Inbox.Escalating;

/// "I look after it": a supervisor takes on what was told of a case, so that the others need not. It holds until a later step tells anew. Step: the
/// last one that they saw. From: who looked after it then; empty for nobody.
internal sealed record AcknowledgeEscalation(string By, string Step, string From, string Words, bool MayRead)
{
    public const int Limit = 300;

    public static string PathOf(string client, object id) => $"{Paths.Supervision}/escalated/{client}/{id}";

    public static Result<Decision<Done>> Decide(AcknowledgeEscalation ask, Case? state, DateTimeOffset now) => state switch
    {
        null => new CaseNotFound(),
        { IsOver: true } => new CaseIsOver(Holding.Over(state)),
        { Stage: Stages.Decided or Stages.Sent } => new AlreadyDecided(),
        _ when state.LastEscalation is null => new NothingWasTold(),
        _ when state.LastEscalation != ask.Step => new EscalatedMeanwhile(),
        _ when state.LookedAfterBy == ask.By => new Decision<Done>(Done.Yes),
        _ when (state.LookedAfterBy ?? "") != ask.From => new LookedAfterMeanwhile(),
        _ when ask.Words.Trim().Length > Limit => new NoteTooLong(Limit),
        _ => new Decision<Done>(Done.Yes, new EscalationAcknowledged(
            now, state.SubjectId, ask.By, ask.Step, ask.Words.Trim(), ask.MayRead || state.Knows(ask.By))),
    };

    public static void Map(IEndpointRouteBuilder staff) =>
        staff.MapPost(PathOf("{client}", "{id:guid}"), RunAsync).Requires(Act.AssignCases).ShowsPeople();

    private static async Task<IResult> RunAsync(HttpContext context, string client, Guid id, SupervisionScreens screens, CaseRows rows,
        VerdictGate gate, CaseDesk desk, TimeProvider time)
    {
        var (access, ct) = (context.GetAccess(), context.RequestAborted);
        if (await rows.FindAsync(access, client, id, ct) is null)
        {
            return new CaseNotFound().ToHttp(context);
        }

        var form = await context.Request.ReadFormAsync(ct);
        if (!Guid.TryParse(form["command"], out var command))
        {
            return await SwitchSending.AnswerAsync(context, screens, new InputNotReadable("The form"), "");
        }

        var open = await gate.MayReadAsync(access, client, [id], ct);
        var ask = new AcknowledgeEscalation(access.Actor.Id, form["step"].ToString(), form["from"].ToString(), form["words"].ToString(),
            open.Contains(id));
        var done = await desk.RunAsync(access, client, id, Ids.For(client, "inbox.look-after", $"{id}:{access.Actor.Id}:{command}"),
            state => Decide(ask, state, time.GetUtcNow()), null, ct);
        return await SwitchSending.AnswerAsync(context, screens, done.Refusal, "You look after it: the other supervisors see that here.");
    }
}

internal sealed record NothingWasTold() : Conflict("This case was not escalated.");

internal sealed record EscalatedMeanwhile()
    : Conflict("This case was escalated again meanwhile. Look at it as it stands now, then say that you look after it.");

internal sealed record LookedAfterMeanwhile() : Conflict("Somebody else took it on a moment ago. You see below who looks after it.");
