using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Inbox.Deciding;

/// The second person, who judged blind, agrees with the decision as it stands.
internal sealed record ConfirmDecision(Guid DecisionId, string By, long Token, string Note, TimeSpan UndoWindow)
{
    public static Result<Decision<DateTimeOffset>> Decide(ConfirmDecision ask, Case? state, DateTimeOffset now)
    {
        if (SecondPerson.Refuses(state, ask.DecisionId, ask.By, ask.Token, ask.Note) is { } refusal)
        {
            return refusal;
        }

        var leavesAt = now + ask.UndoWindow;
        return new Decision<DateTimeOffset>(leavesAt,
            new DecisionConfirmed(now, ask.DecisionId, state!.SubjectId, ask.By, ask.Note.Trim(), leavesAt));
    }

    public static void Map(IEndpointRouteBuilder staff) => staff.MapCaseAct("confirm", async (act, ct) =>
    {
        var ask = new ConfirmDecision(Guid.TryParse(act.Text("decision"), out var id) ? id : Guid.Empty, act.Me, act.Token ?? 0, act.Text("note"),
            act.Get<InboxSettings>().UndoWindow);
        return await act.AsHolderAsync((state, now) => Decide(ask, state, now), null,
            (session, leavesAt) => SendDecisionHandler.Plan(session, act.CaseId, ask.DecisionId, true, leavesAt), ct);
    });
}

/// What holds for confirming and for refusing alike.
internal static class SecondPerson
{
    public static Refusal? Refuses(Case? state, Guid decisionId, string person, long token, string note) =>
        state is { Stage: Stages.WaitingSecond, Decision: { } made } && state.IsPartyTo(made, person) ? new SamePerson()
        : state?.Stage == Stages.WaitingSecond && state.SawFirst.Contains(person) ? new SawItFirst()
        : Holding.Refuses(state, person, token) is { } lost ? lost
        : state!.Stage != Stages.WaitingSecond || state.Decision!.Id != decisionId ? new NothingToConfirm()
        : !state.HasJudged(person) ? new JudgeFirst()
        : note.Length > DecideCase.NoteLimit ? new NoteTooLong(DecideCase.NoteLimit)
        : null;
}
