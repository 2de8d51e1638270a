using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Inbox.Deciding;

/// Whoever decided (or confirmed) takes it back before it leaves, and holds the case again.
internal sealed record UndoDecision(Guid DecisionId, string By, DateTimeOffset Until)
{
    public static Result<Decision<long>> Decide(UndoDecision ask, Case? state, DateTimeOffset now)
    {
        if (state is null)
        {
            return new CaseNotFound();
        }

        if (state.Stage != Stages.Decided || state.Decision is not { } decision || decision.Id != ask.DecisionId)
        {
            return new NothingToUndo();
        }

        var (by, leavesAt, step) = state.Confirmation is { } second
            ? (second.By, second.LeavesAt, UndoneStep.Confirmation)
            : (decision.By, decision.LeavesAt, UndoneStep.Decision);
        return by != ask.By ? new NothingToUndo()
            : now >= leavesAt ? new TooLateToUndo()
            : new Decision<long>(state.Token + 1, new DecisionUndone(now, decision.Id, by, step, state.Token + 1, ask.Until));
    }

    public static void Map(IEndpointRouteBuilder staff) => staff.MapCaseAct("undo", async (act, ct) =>
    {
        var until = act.Get<TimeProvider>().GetUtcNow() + act.Get<InboxSettings>().Lease;
        var ask = new UndoDecision(Guid.TryParse(act.Text("decision"), out var id) ? id : Guid.Empty, act.Me, until);
        return await act.DoAsync((state, now) => Decide(ask, state, now), ct);
    });
}
