using HybridBpo.Events;
using HybridBpo.Inbox.Judging;
using HybridBpo.Inbox.Screens;
using HybridBpo.Inbox.Views;

namespace HybridBpo.Inbox.Replay;

/// Turns a folded moment into what its page shows.
internal sealed class ReplayPainter(
    ReplayScreens.Replayed replayed, IReadOnlyList<StoredEvent> all, Proposal? proposal, IReadOnlyDictionary<string, string> names, string me,
    CaseClock clock)
{
    private readonly Case then = replayed.Then;

    public ReplayView Paint(string clientName, ICaseView? view) => new(
        $"{Paths.Case(replayed.Row.ClientId, then.Id)}/replay", replayed.Row.ClientId, clientName, then.Id, then.SubjectId, view?.Label ?? then.Kind,
        then.Question ?? replayed.Row.Question, then.Reference ?? replayed.Row.Reference, then.Version, all[^1].Version,
        clock.Second(replayed.Events[^1].Timestamp), StageWords, Held, CaseWords.Mode(then, then.Holder ?? ""), Moments(), Judgements(), Decision(),
        Proposed(),
        [.. KeptBack.At(then).Select(Words)], replayed.GateOpen, then.EvidenceJson is null ? null : view?.Evidence, then.EvidenceVersion,
        then.EvidenceJson ?? "");

    private string StageWords => then.Stage switch
    {
        Stages.Open when then.Judgements.Count > 0 => "Open, judged",
        Stages.Open => "Open, not judged",
        Stages.WaitingSecond => "Decided, waiting for a second person",
        Stages.Decided => "Decided, still to leave",
        Stages.Sent => "The decision had left",
        Stages.Withdrawn => "Withdrawn",
        _ => "Carried out",
    };

    private string Held => then.Holder is { } holder ? Name(holder)
        : then.SnoozedBy is { } by ? $"Nobody: {Name(by)} had put it aside until {clock.Short(then.SnoozedUntil!.Value)}" : "Nobody";

    private List<MomentView> Moments()
    {
        var words = new HistoryWords(then, names, me, replayed.GateOpen, clock.Short);
        return [.. all.Select(stored => words.Of([stored]) is [var line]
            ? new MomentView(stored.Version, line.Time, line.TimeIso, line.Words, line.Detail, line.Icon, stored.Version == then.Version)
            : new MomentView(stored.Version, clock.Short(stored.Timestamp), stored.Timestamp.ToString("O"), stored.Type, "", "point",
                stored.Version == then.Version))];
    }

    private List<AnswerView> Judgements() => [.. then.Judgements.Values.Where(given => Sees(given.By)).OrderBy(given => given.At).Select(given =>
        new AnswerView(Name(given.By), names.GetValueOrDefault(given.By, "?"), given.By == me,
            $"{clock.Short(given.At)}, {CaseWords.Sure(given.Sureness)}", CaseWords.Chosen(then.Form, given.Choice, given.Fields),
            CaseWords.Labels(then.Form?.Weights, given.Weights), given.Note ?? ""))];

    private DecisionView? Decision() => then.Decision is { } made && Sees(made.By)
        ? new DecisionView(made.Id, Name(made.By), names.GetValueOrDefault(made.By, "?"), made.By == me, clock.Short(made.At),
            CaseWords.Chosen(then.Form, made.Choice, made.Fields), CaseWords.Labels(then.Form?.Reasons, made.Reasons), made.Note ?? "",
            then.ChoiceOf(made.Choice) is { Adverse: true })
        : null;

    private ProposalView? Proposed() => proposal is null ? null : new ProposalView(
        proposal.Model, proposal.Choice is null ? null : CaseWords.Chosen(then.Form, proposal.Choice, proposal.Fields), proposal.Choice is not null,
        false, proposal.Json, null, null);

    private KeptBackView Words(KeptBack kept)
    {
        var what = kept.What.StartsWith("judgement:", StringComparison.Ordinal) ? $"The judgement of {Name(kept.What["judgement:".Length..])}"
            : kept.What;
        var seen = string.Join(", ", kept.SeenBy.Select(Name));
        return new KeptBackView(what, kept.IsOpen
            ? "No longer kept back: the case was over. Kept from whoever still had another case about the same person."
            : seen.Length == 0 ? "Kept back from everybody who could judge this case."
            : $"Open to {seen}. Kept back from everybody else who could judge this case.");
    }

    private bool Sees(string author) => replayed.GateOpen || author == me;

    private string Name(string id) => id == me ? "You" : names.GetValueOrDefault(id, "Somebody");
}
