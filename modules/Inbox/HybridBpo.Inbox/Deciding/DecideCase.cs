namespace HybridBpo.Inbox.Deciding;

/// The decision: after the own judgement, with a reason, also for agreeing. It leaves after the undo window.
internal sealed record DecideCase(
    Guid DecisionId,
    string By,
    long Token,
    string Taken,
    string Choice,
    IReadOnlyDictionary<string, string> Fields,
    IReadOnlyList<string> Reasons,
    string Note,
    TimeSpan UndoWindow)
{
    public const int NoteLimit = 2_000;

    public static Result<Decision<DateTimeOffset>> Decide(DecideCase ask, Case? state, DateTimeOffset now)
    {
        if (Holding.Refuses(state, ask.By, ask.Token) is { } lost)
        {
            return lost;
        }

        if (Misplaced(ask, state!) is { } misplaced)
        {
            return misplaced;
        }

        var choice = state!.ChoiceOf(ask.Choice)!;
        if (!CaseFields.Check(choice, ask.Fields).Is(out var fields, out var refusal))
        {
            return refusal;
        }

        string[] reasons = [.. state.Form!.Reasons.Select(reason => reason.Code).Where(ask.Reasons.Contains)];
        var leavesAt = now + ask.UndoWindow;
        return new Decision<DateTimeOffset>(leavesAt, new DecisionMade(now, ask.DecisionId, state.SubjectId, ask.By, ask.Taken, choice.Code,
            fields, reasons, ask.Note.Trim(), choice.Adverse, ModePolicy.NeedsSecondPerson(state.Mode, choice), leavesAt));
    }

    private static Refusal? Misplaced(DecideCase ask, Case state) => state switch
    {
        { Form: null } => new CaseErased(),
        { Stage: Stages.WaitingSecond } => new AlreadyDecided(),
        _ when !state.HasJudged(ask.By) => new JudgeFirst(),
        _ when ask.Taken is not (Cases.Taken.Own or Cases.Taken.Machine or Cases.Taken.Other) => new UnknownChoice(),
        _ when state.ChoiceOf(ask.Choice) is null => new UnknownChoice(),
        _ when ask.Reasons.Count == 0 => new ReasonMissing(),
        _ when ask.Reasons.Any(code => state.Form.Reasons.All(reason => reason.Code != code)) => new ReasonUnknown(),
        _ when ask.Note.Length > NoteLimit => new NoteTooLong(NoteLimit),
        _ => null,
    };
}
