using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Inbox.Deciding;

/// The second person, who judged blind, agrees with the decision as it stands. Where it worsens somebody's position they give a reason of their own.
internal sealed record ConfirmDecision(
    Guid DecisionId, string By, long Token, string Note, TimeSpan UndoWindow, IReadOnlyList<string>? Reasons = null)
{
    public static Result<Decision<DateTimeOffset>> Decide(ConfirmDecision ask, Case? state, DateTimeOffset now)
    {
        if (SecondPerson.Refuses(state, ask.DecisionId, ask.By, ask.Token, ask.Note) is { } refusal)
        {
            return refusal;
        }

        var given = ask.Reasons ?? [];
        if (Unreasoned(state!, given, ask.Note) is { } unreasoned)
        {
            return unreasoned;
        }

        string[] reasons = [.. state!.Form?.Reasons.Select(reason => reason.Code).Where(given.Contains) ?? []];
        var leavesAt = now + ask.UndoWindow;
        return new Decision<DateTimeOffset>(leavesAt,
            new DecisionConfirmed(now, ask.DecisionId, state.SubjectId, ask.By, ask.Note.Trim(), leavesAt, reasons.Length == 0 ? null : reasons));
    }

    private static Refusal? Unreasoned(Case state, IReadOnlyList<string> given, string note) =>
        state.Form is not { } form ? new CaseErased()
        : given.Any(code => form.Reasons.All(reason => reason.Code != code)) ? new ReasonUnknown()
        : state.ChoiceOf(state.Decision!.Choice) is { Adverse: true } && given.Count == 0 ? new ReasonMissing()
        : note.Trim().Length == 0 && form.Reasons.FirstOrDefault(reason => reason.NeedsNote && given.Contains(reason.Code)) is { } mute
            ? new ReasonNeedsNote(mute.Label)
        : null;

    public static void Map(IEndpointRouteBuilder staff) => staff.MapCaseAct("confirm", async (act, ct) =>
    {
        var ask = new ConfirmDecision(Guid.TryParse(act.Text("decision"), out var id) ? id : Guid.Empty, act.Me, act.Token ?? 0, act.Text("note"),
            act.Get<InboxSettings>().UndoWindow, act.Texts("reason"));
        return await act.AsHolderAsync((state, now) => Decide(ask, state, now), null,
            (session, _) => SendDecisionHandler.Plan(session, act.CaseId, ask.DecisionId, true, ask.UndoWindow), ct);
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
