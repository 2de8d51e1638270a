using HybridBpo.Inbox.Judging;
using Microsoft.AspNetCore.Routing;

namespace HybridBpo.Inbox.Deciding;

/// The decision: after the own judgement, with a reason, also for agreeing. It leaves after the undo window. Seen: the proposal, where the person
/// has it before them.
internal sealed record DecideCase(
    Guid DecisionId,
    string By,
    long Token,
    string Taken,
    string Choice,
    IReadOnlyDictionary<string, string> Fields,
    IReadOnlyList<string> Reasons,
    string Note,
    TimeSpan UndoWindow,
    Proposal? Seen = null)
{
    public const int NoteLimit = 2_000;

    /// Judged: in the same breath, so that the state does not say it yet. Batch: with which others, when it was decided for many at once.
    public static Result<Decision<DateTimeOffset>> Decide(
        DecideCase ask, Case? state, DateTimeOffset now, bool judged = false, Guid? batch = null)
    {
        if (Holding.Refuses(state, ask.By, ask.Token) is { } lost)
        {
            return lost;
        }

        if (Misplaced(ask, state!, judged) is { } misplaced)
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
            fields, reasons, ask.Note.Trim(), choice.Adverse, state.NeedsSecond(ask.By, choice), leavesAt, batch,
            state.OwnersBehind(ask.By), state.NotSecondTo(ask.By), Agrees(ask, state, choice.Code, fields)));
    }

    /// With what the machine would choose, by the choice and its values; where it may not choose, by all of its answers.
    private static bool? Agrees(DecideCase ask, Case state, string choice, IReadOnlyDictionary<string, string> fields) => ask.Seen switch
    {
        null => null,
        { Choice: { } proposed } seen => proposed == choice && Same(seen.Fields, fields),
        { Answers.Count: > 0 } seen => Same(seen.Answers, state.Judgements[ask.By].Answers),
        _ => null,
    };

    private static bool Same(IReadOnlyDictionary<string, string> one, IReadOnlyDictionary<string, string> other) =>
        one.Count == other.Count && one.All(pair => other.TryGetValue(pair.Key, out var value) && value == pair.Value);

    private static Refusal? Misplaced(DecideCase ask, Case state, bool judged) => state switch
    {
        { Form: null } => new CaseErased(),
        { Stage: Stages.WaitingSecond } => new AlreadyDecided(),
        _ when !judged && !state.HasJudged(ask.By) => new JudgeFirst(),
        _ when ask.Taken is not (Cases.Taken.Own or Cases.Taken.Machine or Cases.Taken.Other) => new UnknownChoice(),
        _ when state.ChoiceOf(ask.Choice) is null => new UnknownChoice(),
        _ when ask.Reasons.Count == 0 => new ReasonMissing(),
        _ when ask.Reasons.Any(code => state.Form.Reasons.All(reason => reason.Code != code)) => new ReasonUnknown(),
        _ when ask.Note.Length > NoteLimit => new NoteTooLong(NoteLimit),
        _ when ask.Note.Trim().Length == 0
            && state.Form.Reasons.FirstOrDefault(reason => reason.NeedsNote && ask.Reasons.Contains(reason.Code)) is { } mute =>
            new ReasonNeedsNote(mute.Label),
        _ => null,
    };

    public static void Map(IEndpointRouteBuilder staff) => staff.MapCaseAct("decide", async (act, ct) =>
    {
        var desk = act.Get<CaseDesk>();
        if (await desk.LoadAsync(act.Access, act.Client, act.CaseId, ct) is not { } state)
        {
            return new CaseNotFound();
        }

        var seen = await act.Get<Proposals>().ReadAsync(act.Access, act.Client, state, ct);
        var (choice, fields) = Chosen(act, state, seen);
        var ask = new DecideCase(Ids.For(act.Client, "decision", act.Command.ToString()), act.Me, act.Token ?? 0, act.Text("take"), choice, fields,
            act.Texts("reason"), act.Text("note"), act.Get<InboxSettings>().UndoWindow, seen);
        var impossible = await act.Get<AnswerChecks>().AskAsync(act.Client, state, choice, fields, ct);
        return await act.AsHolderAsync((fresh, now) => Decide(ask, fresh, now), impossible,
            (session, _) => SendDecisionHandler.Plan(session, act.CaseId, ask.DecisionId, false, ask.UndoWindow), ct);
    });

    /// What "mine" and "the machine's" stand for is read here, never taken from the form.
    private static (string Choice, IReadOnlyDictionary<string, string> Fields) Chosen(CaseAct act, Case state, Proposal? seen)
    {
        switch (act.Text("take"))
        {
            case Cases.Taken.Own when state.Judgements.TryGetValue(act.Me, out var own):
                return (own.Choice, own.Fields);
            case Cases.Taken.Machine when seen is { Choice: { } choice } proposal:
                return (choice, proposal.Fields);
            case Cases.Taken.Other:
                return (act.Text("choice"), act.Fields(state.ChoiceOf(act.Text("choice"))));
            default:
                return ("", new Dictionary<string, string>());
        }
    }
}
