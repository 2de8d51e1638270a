using HybridBpo.Inbox.Attaching;
using HybridBpo.Inbox.Stopping;
using HybridBpo.Inbox.Views;

namespace HybridBpo.Inbox.Screens;

/// Turns the facts of a case into what its page shows to one person.
internal sealed class CasePainter(CaseFacts facts, IReadOnlyDictionary<string, string> names)
{
    private readonly CaseRow row = facts.Row;
    private readonly Case state = facts.State;
    private readonly CaseClock clock = new(facts.Client?.TimeZone ?? "UTC", facts.Now);

    public CaseView Paint(bool mayJudge, bool mayAssign, Told? told, string? open)
    {
        var panel = Panel(mayJudge);
        var form = FormViews.Of(state, facts.Me, facts.Draft, clock, told);
        var holding = panel is "judge" or "decide" or "confirm";
        return new CaseView(
            Paths.Case(row.ClientId, row.CaseId), row.ClientId, facts.Client?.Name ?? row.ClientId, row.CaseId, facts.View?.Label ?? row.Kind,
            state.Question ?? row.Question, row.Reference,
            Href(mayJudge, panel), Dots(), Road(panel), panel, Closed(),
            row.Token, facts.Command.ToString(),
            CaseWords.Mode(state, facts.Me), Mode(panel), Stopped(), state.EvidenceJson is null ? null : facts.View?.Evidence, state.EvidenceVersion,
            state.EvidenceJson ?? "", state.ProposalHash is not null, state.ProposalHash is null ? facts.View?.WithoutProposal : null, form, Own(),
            Others(), CompareAnswers(), Proposal(), Decision(), Eyes(),
            Undo(), new HistoryWords(state, names, facts.Me, facts.GateOpen, clock.Short).Of(facts.Events), [.. Warnings()],
            row.Held && row.Holder != facts.Me ? Name(row.Holder!) : null, holding, holding ? Snoozes() : [],
            holding || mayAssign ? [.. facts.Eligible.Where(id => id != facts.Me || mayAssign).Select(id => new PersonView(id, Name(id)))] : [],
            mayAssign, row.SnoozedUntil > facts.Now ? clock.Short(row.SnoozedUntil.Value) : null,
            told is { At.Length: > 0 } && panel is "judge" or "decide" ? null : told?.Message, open, row.SubjectId,
            Replay.ReplayScreens.May(facts.Access, state), state is { Stage: Stages.Withdrawn, Decision: not null, Seed: null }, Asked(),
            Files(mayAssign), RemovedFile(), mayJudge && !state.IsOver && !state.IsErased);
    }

    private List<FileView> Files(bool mayAssign) => [.. state.Attachments
        .Where(file => DownloadAttachment.MaySee(file, facts.GateOpen, facts.Me)).Select(file => FileOf(file, mayAssign))];

    /// What this person removed last and may still bring back.
    private FileView? RemovedFile() => state.IsOver ? null : state.Attachments
        .Where(file => file.RemovedBy == facts.Me && file.RemovedAt + facts.UndoWindow > facts.Now).MaxBy(file => file.RemovedAt) is { } last
            ? FileOf(last, false) : null;

    private FileView FileOf(Attachment file, bool mayAssign) => new(file.FileId, file.Name ?? "A file that was erased",
        $"{Name(file.By)}, {clock.Short(file.At)} · {Size(file.Bytes)}",
        !state.IsOver && (file.By == facts.Me || mayAssign));

    private static string Size(long bytes) => bytes < 1 << 20 ? $"{Math.Max(1, bytes >> 10)} KB"
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{bytes / 1_048_576.0:0.0} MB");

    private AskedView? Asked()
    {
        if (state.Delegation is not { } asked || facts.Events.Select(e => e.Data).OfType<CaseDelegated>().LastOrDefault() is not { } said)
        {
            return null;
        }

        var sees = facts.GateOpen || !said.AfterReveal || asked.From == facts.Me;
        return new AskedView(Name(asked.From), asked.To == facts.Me ? "you" : Name(asked.To),
            sees ? said.Note ?? "" : "The note opens once you have judged.",
            asked.To == facts.Me, asked.From == facts.Me);
    }

    private string Panel(bool mayJudge) => state switch
    {
        { IsOver: true } => "closed",
        { Stage: Stages.Decided or Stages.Sent } => "decided",
        _ when !mayJudge || row.NotFor.Contains(facts.Me) => "read",
        { Stage: Stages.WaitingSecond } when state.Decision!.By == facts.Me => "decided",
        { Stage: Stages.WaitingSecond } when state.IsPartyTo(state.Decision!, facts.Me) => "read",
        _ when row.Holder == facts.Me && state.Holder == facts.Me && state.Token == row.Token => Holding(),
        _ when row.Held => "held",
        _ => "take",
    };

    /// A kind of which there are seeds is judged from the snapshot alone: its cases lead to their object once they are decided, and seeds nowhere.
    /// What the machine says nothing about is never a seed.
    private string? Href(bool mayJudge, string panel) =>
        state.IsErased || state.Seed is not null || state.WithdrawnBecause == Case.PersonErased
            || (facts.LinksLater && mayJudge && state.ProposalHash is not null
                && (panel is not ("decided" or "closed") || state is { Stage: Stages.Withdrawn, Decision: null })) ? null
            : facts.View?.SubjectHref(row.ClientId, row.SubjectId, row.Reference);

    /// What of the mode the page must know: empty where the person judges first.
    private string Mode(string panel) => panel != "judge" ? "" : state.ModeOf(facts.Me) switch
    {
        Modes.JudgementFirst => "",
        _ when facts.Proposal is not null => "shown",
        _ when facts.ModelStop is not null => "closed",
        Modes.OnRequest when !state.Revealed.Contains(facts.Me) && state.Judgements.Count == 0 => Modes.OnRequest,
        _ => "closed",
    };

    private string Stopped() => facts.ModelStop is { } stop
        ? $"Stopped: {StopReasons.Label(stop.Reason)} ({Name(stop.StoppedBy)}, {clock.Short(stop.StoppedAt)})."
        : "";

    private string Closed() => state switch
    {
        { Seed: { } seed } => Told(seed),
        { WithdrawnBecause: Case.PersonErased } =>
            "The person’s data were erased, so there is nothing left to decide. The history still tells who did what, without personal words.",
        { Stage: Stages.Withdrawn, Decision: { } voided } => $"New facts made this case stale: {CaseWords.Code(state.WithdrawnBecause!)}. "
            + $"{(voided.By == facts.Me ? "Your decision" : "The decision")} is void: nothing was carried out.",
        { Stage: Stages.Withdrawn } => $"New facts made this case stale: {CaseWords.Code(state.WithdrawnBecause!)}. Nothing was carried out.",
        { IsErased: true } when row.Question == Erased.NotKept => "Decided and carried out. What was personal in it is no longer kept.",
        { IsErased: true } => "Decided and carried out. The person’s data were erased since.",
        _ => "Decided and carried out. A later change is a new case.",
    };

    /// Said at once, and kindly: it is there to learn from.
    private string Told(SeedTold seed)
    {
        var (truth, machine) = (CaseWords.Choice(state.Form, seed.Truth, Nothing), CaseWords.Choice(state.Form, seed.Proposed, Nothing));
        var given = CaseWords.Choice(state.Form, seed.Choice, Nothing);
        var you = seed.By == facts.Me ? "You" : Name(seed.By);
        // Where people answer questions the machine proposes no choice: its findings come to one.
        var finds = state.Form is { Questions.Count: > 0 };
        var said = finds ? "what the machine found comes to" : "the machine proposed";
        var how = (seed.IsRight, seed.MachineRight) switch
        {
            (true, true) => $"{you} answered so, and {said} it too.",
            (true, false) => $"{you} answered so, although {said} “{machine}”: well seen.",
            (false, true) => $"{you} answered “{given}”; {said} the right answer this time.",
            (false, false) when seed.Agreed => $"{you} answered {(finds ? said : "as the machine proposed")}, which was wrong. "
                + "That happens to everybody at times.",
            _ => $"{you} answered “{given}”, {said} “{machine}”. This one is not easy.",
        };
        return "This was a seeded case: made up, about nobody, and its answer was known. "
            + $"The right answer is “{truth}”. {how} {seed.Why} "
            + "Nothing was carried out, and it counts in no figure of the work, only in your mirror.";
    }

    private static readonly IReadOnlyDictionary<string, string> Nothing = new Dictionary<string, string>();

    private string Holding() => !state.HasJudged(facts.Me) ? "judge" : state.Stage == Stages.WaitingSecond ? "confirm" : "decide";

    private List<string> Dots()
    {
        var dots = new List<string> { clock.Due(state.DueAt) };
        if (row.Held)
        {
            dots.Add(row.Holder == facts.Me ? "You hold it" : $"{Name(row.Holder!)} holds it");
        }

        if (state.Judgements.TryGetValue(facts.Me, out var own))
        {
            dots.Add($"You judged {clock.Short(own.At)}");
        }

        if (state.Decision is { } decision)
        {
            dots.Add($"Decided {clock.Short(decision.At)}");
        }

        return dots;
    }

    private List<RoadStepView> Road(string panel)
    {
        var second = state.Decision?.NeedsSecondPerson
            ?? state.Form?.Choices.Any(choice => state.NeedsSecond(facts.Me, choice)) ?? false;
        string[] words = second ? ["Read", "Judge", "Compare", "Decide", "Second person", "Sent"] : ["Read", "Judge", "Compare", "Decide", "Sent"];
        var now = panel switch
        {
            "judge" => "Judge",
            "decide" => "Decide",
            "confirm" => "Second person",
            "closed" => state.Stage == Stages.Delivered ? "" : "Read",
            _ when state.Stage == Stages.WaitingSecond => "Second person",
            "decided" => second && state.Confirmation is null && state.Stage != Stages.Sent ? "Second person" : "Sent",
            _ => "Read",
        };
        var at = now.Length == 0 ? words.Length : Array.IndexOf(words, now);
        return [.. words.Select((word, i) => new RoadStepView(word, i < at ? "done" : i == at ? "now" : "ahead"))];
    }

    private AnswerView? Own() => state.Judgements.TryGetValue(facts.Me, out var own) ? Answer(own) : null;

    private List<AnswerView> Others() => facts.GateOpen
        ? [.. state.Judgements.Values.Where(judgement => judgement.By != facts.Me).OrderBy(judgement => judgement.At).Select(Answer)]
        : [];

    private AnswerView Answer(Judgement given) => new(Name(given.By), Face(given.By), given.By == facts.Me,
        $"{clock.Short(given.At)}, {CaseWords.Sure(given.Sureness)}", CaseWords.Chosen(state.Form, given.Choice, given.Fields),
        CaseWords.Labels(state.Form?.Weights, given.Weights), given.Note ?? "");

    private List<ComparedView> CompareAnswers()
    {
        if (state.Form is null || !state.Judgements.TryGetValue(facts.Me, out var own))
        {
            return [];
        }

        return [.. state.Form.Questions.Select(question =>
        {
            var mine = own.Answers.GetValueOrDefault(question.Id, "");
            var machine = facts.Proposal?.Answers.GetValueOrDefault(question.Id, "") ?? "";
            return new ComparedView(question.Label, CaseWords.Labels(question.Options, [mine]),
                machine.Length == 0 ? "—" : CaseWords.Labels(question.Options, [machine]), machine.Length > 0 && machine != mine);
        })];
    }

    private ProposalView? Proposal()
    {
        if (facts.Proposal is not { } proposal)
        {
            return null;
        }

        var chosen = proposal.Choice is null ? null : CaseWords.Chosen(state.Form, proposal.Choice, proposal.Fields);
        var own = state.Judgements.GetValueOrDefault(facts.Me);
        var mine = own is not null ? CaseWords.Choice(state.Form, own.Choice, own.Fields) : null;
        return new ProposalView(proposal.Model, chosen, chosen is not null, mine is not null && chosen?.Line == mine, proposal.Json,
            facts.View?.Proposal, facts.View is { ComparesBesideEvidence: true } ? own?.Answers : null);
    }

    /// What was decided, to those who may see it: the second person only after their own judgement.
    private DecisionView? Decision() => state.Decision is { } decision && (facts.GateOpen || decision.By == facts.Me)
        ? new DecisionView(decision.Id, Name(decision.By), Face(decision.By), decision.By == facts.Me, clock.Short(decision.At),
            CaseWords.Chosen(state.Form, decision.Choice, decision.Fields), CaseWords.Labels(state.Form?.Reasons, decision.Reasons),
            decision.Note ?? "", state.ChoiceOf(decision.Choice) is { Adverse: true })
        : null;

    private List<PersonStepView> Eyes()
    {
        if (state.Decision is not { NeedsSecondPerson: true } decision)
        {
            return [];
        }

        var first = new PersonStepView(Face(decision.By), decision.By == facts.Me, $"{Name(decision.By)} decided", "", clock.Short(decision.At), "");
        var second = state.Confirmation is { } confirmed
            ? new PersonStepView(
                Face(confirmed.By), confirmed.By == facts.Me, $"{Name(confirmed.By)} confirmed", "", clock.Short(confirmed.At), "good")
            : new PersonStepView(null, false, "Second person", $"somebody else for {facts.Client?.Name}, who judges first", "waiting", "warn");
        var sent = state.Stage is Stages.Sent or Stages.Delivered;
        return [first, second, new PersonStepView(null, false, sent ? "It left" : "Then it leaves", "", "", sent ? "good" : "")];
    }

    private UndoView? Undo()
    {
        if (state.Stage != Stages.Decided || state.Decision is not { } decision)
        {
            return null;
        }

        var (by, leaves, said) = state.Confirmation is { } second
            ? (second.By, second.LeavesAt, "Confirmed")
            : (decision.By, decision.LeavesAt, "Decided");
        var to = decision.NeedsSecondPerson && state.Confirmation is null ? "Goes to the second person at" : "Leaves at";
        return by == facts.Me && leaves > facts.Now
            ? new UndoView(decision.Id, $"{said}: {CaseWords.Choice(state.Form, decision.Choice, decision.Fields)}.", $"{to} {clock.Second(leaves)}.",
                leaves.ToString("O"))
            : null;
    }

    private IEnumerable<string> Warnings()
    {
        if (state.LastRefusal is { } refusal)
        {
            yield return facts.GateOpen ? $"The last decision could not be carried out: {refusal}" : "The last decision could not be carried out.";
        }

        if (state.LastObjection is { } objection)
        {
            yield return facts.GateOpen
                ? $"{Name(objection.By)} did not confirm the last decision: {objection.Note}"
                : "A second person did not confirm the last decision.";
        }

        if (facts.Stop is { } stop)
        {
            yield return $"Sending is stopped for {facts.Client?.Name}: “{stop.Reason}” ({Name(stop.StoppedBy)}, {clock.Short(stop.StoppedAt)}). "
                + "Decide as usual; what would be written waits until two supervisors start it again.";
        }

        if (facts.ModelStop is not null || (state.StoppedModel is not null && !state.IsOver))
        {
            yield return "The model that proposes answers to such cases was stopped, so there is no proposal. Judge from the facts, as always.";
        }

        if (row.NotFor.Contains(facts.Me))
        {
            yield return "You asked for this yourself, so somebody else judges it.";
        }
    }

    private List<OptionView> Snoozes()
    {
        return [.. SnoozeTimes(clock, facts.Now).Where(option => option.At < state.DueAt)
            .Select(option => new OptionView(option.At.ToUniversalTime().ToString("O"), $"{option.Words}, {clock.Short(option.At)}", false))];
    }

    internal static (string Words, DateTimeOffset At)[] SnoozeTimes(CaseClock clock, DateTimeOffset now) =>
    [
        ("In one hour", now.AddHours(1)), ("In three hours", now.AddHours(3)), ("Tomorrow", clock.Morning(1)), ("In a week", clock.Morning(7)),
    ];

    private string Face(string id) => names.GetValueOrDefault(id, "?");

    private string Name(string id) => id == facts.Me ? "You" : names.GetValueOrDefault(id, "Somebody");
}
