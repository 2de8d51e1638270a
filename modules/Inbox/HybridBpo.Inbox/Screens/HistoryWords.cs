using HybridBpo.Events;
using HybridBpo.Inbox.Escalating;
using HybridBpo.Inbox.Views;

namespace HybridBpo.Inbox.Screens;

/// Every event of a case in words. What somebody judged, decided or wrote after seeing the proposal shows only to those whom the gate lets see it.
internal sealed class HistoryWords(Case state, IReadOnlyDictionary<string, string> names, string me, bool open, Func<DateTimeOffset, string> clock)
{
    private const string Kept = "Opens once you have judged.", Gone = "What stood here was erased.";

    private static readonly IReadOnlyDictionary<string, string> Nothing = new Dictionary<string, string>();

    public IReadOnlyList<TrailView> Of(IReadOnlyList<StoredEvent> events) =>
        [.. events.Select(stored => Line(stored)).Where(line => line.Words.Length > 0).Reverse()];

    private TrailView Line(StoredEvent stored)
    {
        var (icon, tone, words, detail) = Say(stored.Data);
        var at = stored.Data is CaseOpened opened ? opened.At : stored.Timestamp;
        return new TrailView(clock(at), at.ToString("O"), icon, tone, words, detail ?? "");
    }

    private (string Icon, string Tone, string Words, string? Detail) Say(object e) => e switch
    {
        CaseOpened x => ("inbox", "", "Opened", x.StoppedModel is not null ? "Without a proposal: its model was stopped"
            : x.ProposalHash is null ? "Without a proposal" : "With a proposal, kept back until judged"),
        CaseClaimed x => ("hand-grab", "", $"{Name(x.By)} took it", x.How == TakeCase.Next ? "By “Next case”" : "Picked from the queue"),
        ModeDrawn x => ("arrows-shuffle", "", $"{Name(x.By)} drew: {ModeName(x.Mode)}", $"For such cases in week {x.Week}"),
        EvidenceOpened x => ("eye", "", $"{Name(x.By)} opened the evidence", null),
        CaseNoteAdded x => ("note", "", $"{Name(x.By)} wrote a note", x.AfterReveal && !Sees(x.By) ? Kept : x.Text ?? Gone),
        JudgementRecorded x => ("scale", "", $"{Name(x.By)} judged", Sees(x.By) ? Judged(x) : Kept),
        RecommendationRevealed x => ("lock-open", "",
            $"{Name(x.By)} saw the machine’s proposal{(state.SawFirst.Contains(x.By) ? " before judging" : "")}",
            Sees(x.By) ? $"Made by {x.Model}" : null),
        DecisionMade x => ("gavel", "good", $"{Name(x.By)} decided{Behalf(x)}{(x.Batch is null ? "" : ", for several cases at once")}",
            Sees(x.By) ? Decided(x) : Kept),
        SecondApprovalRequested => ("users", "", "Goes to a second person", "Who judges before seeing the first judgement"),
        DecisionConfirmed x => ("users", "good", $"{Name(x.By)} confirmed as second person", Sees(x.By) ? Confirmed(x) : null),
        DecisionRefused x => ("arrows-diff", "warn", $"{Name(x.By)} did not confirm", Sees(x.By) ? x.Note : Kept),
        DecisionUndone x => ("arrow-back-up", "warn", $"{Name(x.By)} undid the {x.Step}", null),
        OutcomeSent => ("send", "", "The decision left", null),
        OutcomeDelivered => ("check", "good", "Carried out", null),
        OutcomeRefused x => ("ban", "bad", "Could not be carried out: the case is open again", open ? x.Message ?? Gone : Kept),
        CaseReleased { Why: ReleaseCase.RightsLost } x => ("user-off", "", $"Taken from {NameWithin(x.Holder)}, who may judge it no longer", null),
        CaseReleased { Why: ReleaseCase.HandedBack } x => ("arrows-right-left", "",
            $"{Name(x.By)} took it back from {NameWithin(x.Holder)}: nobody else could take it in time", null),
        CaseReleased x => ("hand-stop", "", x.By == x.Holder ? $"{Name(x.By)} gave it back"
            : $"{Name(x.By)} released it from {NameWithin(x.Holder)}", null),
        CaseHandedOver x => ("arrows-right-left", "", $"{Name(x.By)} handed it to {NameWithin(x.To)}", HandedWith(x)),
        AttachmentAdded x => ("paperclip", "", $"{Name(x.By)} attached a file", x.AfterReveal && !Sees(x.By) ? Kept : x.Name ?? Gone),
        AttachmentOpened x => ("download", "", $"{Name(x.By)} opened a file", FileOf(x.FileId)),
        AttachmentRemoved x => ("paperclip", "warn", $"{Name(x.By)} removed a file", FileOf(x.FileId)),
        AttachmentRestored x => ("paperclip", "", $"{Name(x.By)} brought a file back", FileOf(x.FileId)),
        CaseDelegated x => ("user-question", "", $"{Name(x.By)} asked {NameWithin(x.To)} to take it over",
            x.AfterReveal && !Sees(x.By) ? Kept : x.Note ?? Gone),
        DelegationAccepted x => ("user-check", "", $"{Name(x.By)} took it over for {NameWithin(x.Owner)}", null),
        DelegationReturned x when x.By == x.Owner => ("user-x", "", $"{Name(x.By)} kept it after all", null),
        DelegationReturned x => ("user-x", "", $"{Name(x.By)} returned it to {NameWithin(x.Owner)}",
            x.AfterReveal && !Sees(x.By) && x.Note is { Length: > 0 } ? Kept : x.Note),
        CallbackHandedOver x => ("arrows-right-left", "",
            $"{Name(x.By)} gave what {NameWithin(x.From)} had put aside until {clock(x.Until)} to {NameWithin(x.To)}", null),
        CaseSnoozed x => ("bell-z", "", $"{Name(x.By)} put it aside until {clock(x.Until)}", null),
        CaseEscalated x => ("clock-exclamation", "warn", $"{EscalationWords.Why(x.Why)}: {EscalationWords.Does(x)}",
            x.Policy is null ? null : $"By line {x.Policy.Replace("@", " of version ", StringComparison.Ordinal)} of the escalation policy"),
        EscalationAcknowledged x => ("user-check", "good", $"{Name(x.By)} {(x.By == me ? "look" : "looks")} after it",
            x.AfterReveal && !Sees(x.By) && x.Note is { Length: > 0 } ? Kept : x.Note ?? Gone),
        SeedAnswered x => ("seedling", "", "It was a seeded case", "Made up, about nobody; nothing was carried out"),
        CaseWithdrawn { Reason: Case.PersonErased } => ("eraser", "warn", "Closed: the person’s data were erased", "Nothing is left to decide"),
        CaseWithdrawn x => ("file-off", "warn", $"Withdrawn: {CaseWords.Code(x.Reason)}",
            state.Decision is null ? "New facts made it stale" : "New facts made it stale, and the decision void"),
        _ => ("", "", "", null),
    };

    private static string ModeName(string mode) => mode switch
    {
        Modes.OnRequest => "may look before judging",
        Modes.MachineFirst => "the machine speaks first",
        _ => "judges first",
    };

    private string? HandedWith(CaseHandedOver x) => x.AfterReveal && !Sees(x.By) && x.Note is { Length: > 0 } ? Kept : x.Note;

    private string FileOf(Guid file) => state.AttachmentOf(file) is not { } of ? "" : of.AfterReveal && !Sees(of.By) ? Kept : of.Name ?? Gone;

    private string Behalf(DecisionMade x) => x.For is [_, ..] owners ? $" for {string.Join(" and ", owners.Select(NameWithin))}" : "";

    private bool Sees(string author) => open || author == me;

    private string Judged(JudgementRecorded x) => string.Join(" · ", new[]
    {
        CaseWords.Choice(state.Form, x.Choice, x.Fields ?? Nothing), CaseWords.Sure(x.Sureness), x.Fields is null ? Gone : x.Note ?? "",
    }.Where(part => part.Length > 0));

    private string Decided(DecisionMade x) => string.Join(" · ", new[]
    {
        CaseWords.Choice(state.Form, x.Choice, x.Fields ?? Nothing), CaseWords.Labels(state.Form?.Reasons, x.Reasons),
        x.Fields is null ? Gone : x.Note ?? "",
    }.Where(part => part.Length > 0));

    private string Confirmed(DecisionConfirmed x) => string.Join(" · ", new[]
    {
        CaseWords.Labels(state.Form?.Reasons, x.Reasons ?? []), x.Note ?? "",
    }.Where(part => part.Length > 0));

    private string NameWithin(string id) => id == me ? "you" : Name(id);

    private string Name(string id) => id == me ? "You" : names.GetValueOrDefault(id, "Somebody");
}
