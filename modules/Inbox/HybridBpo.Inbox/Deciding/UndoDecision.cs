using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Inbox.Deciding;

/// Whoever decided (or confirmed) takes it back before it leaves, and holds the case again. Whether it has left is on record, so no host's clock is
/// asked. Above: the row's token, which may be higher than the stream's.
internal sealed record UndoDecision(Guid DecisionId, string By, DateTimeOffset Until, long Above)
{
    public static Result<Decision<long>> Decide(UndoDecision ask, Case? state, DateTimeOffset now)
    {
        if (state is null)
        {
            return new CaseNotFound();
        }

        if (state.Decision is not { } decision || decision.Id != ask.DecisionId)
        {
            return new NothingToUndo();
        }

        var (by, step) = state.Confirmation is { } second ? (second.By, UndoneStep.Confirmation) : (decision.By, UndoneStep.Decision);
        var token = Math.Max(state.Token, ask.Above) + 1;
        return by != ask.By ? new NothingToUndo()
            : state.Stage is Stages.Sent or Stages.Delivered or Stages.WaitingSecond ? new TooLateToUndo()
            : state.Stage != Stages.Decided ? new NothingToUndo()
            : new Decision<long>(token, new DecisionUndone(now, decision.Id, by, step, token, ask.Until));
    }

    public static void Map(IEndpointRouteBuilder staff) => staff.MapCaseAct("undo", async (act, ct) =>
    {
        var until = act.Get<TimeProvider>().GetUtcNow() + act.Get<InboxSettings>().Lease;
        var row = await act.Get<CaseRows>().FindAsync(act.Access, act.Client, act.CaseId, ct);
        var ask = new UndoDecision(Guid.TryParse(act.Text("decision"), out var id) ? id : Guid.Empty, act.Me, until, row?.Token ?? 0);
        return await act.DoAsync((state, now) => Decide(ask, state, now), ct);
    }, said: "Undone: nothing has left.");
}
