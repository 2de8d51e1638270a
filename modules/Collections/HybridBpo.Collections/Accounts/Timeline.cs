using HybridBpo.Collections.Import;
using HybridBpo.Collections.Import.Reconciling;
using HybridBpo.Collections.Import.Undoing;
using HybridBpo.Collections.Negotiation;
using HybridBpo.Collections.Nudges;
using HybridBpo.Collections.Nudges.ContactRules;
using HybridBpo.Collections.Nudges.Strategies;
using HybridBpo.Collections.Protection;
using HybridBpo.Collections.Reach;
using HybridBpo.Collections.Risk.Flags;
using HybridBpo.Events;

namespace HybridBpo.Collections.Accounts;

/// <summary>What happened on an account and around it, newest first. Nothing of the machine's verdict is in it.</summary>
/// <param name="waits">Why a due message is not tried, by delivery.</param>
/// <param name="zone">Whose clock the words go by.</param>
/// <param name="names">Shown names of those who made calls.</param>
/// <param name="calls">From which files calls are known.</param>
/// <param name="tellsWhy">Are reasons and notes of people told, who may have known the machine's verdict?</param>
internal sealed class Timeline(
    AccountRow account, IReadOnlyList<NudgeRow> nudges, IReadOnlyDictionary<Guid, string> waits, string zone,
    IReadOnlyDictionary<string, string> names, CallSources calls, bool tellsWhy)
{
    private readonly Dictionary<Guid, NudgeRow> about = nudges.Where(n => n.Accounts.Contains(account.Id)).ToDictionary(n => n.Id);

    public IReadOnlyList<EvidenceEvent> Of(
        IReadOnlyList<StoredEvent> onAccount, IReadOnlyList<StoredEvent> onPerson, IReadOnlyList<TransactionEntry> transactions,
        DateOnly today)
    {
        var events = onAccount.Select(e => OnAccount(e, account.Currency))
            .Concat(onPerson.Select(OnPerson))
            .Concat(transactions.Where(t =>
                t.Type is TransactionTypes.Payment or TransactionTypes.Returned or TransactionTypes.Credit or TransactionTypes.Adjustment)
                .Select(t => OfMoney(t, account.Currency)))
            .Concat(Kept.Of(account, onAccount, transactions, today));
        // What has a day alone stands before all that happened at some hour of it.
        return [.. events.OfType<EvidenceEvent>().OrderByDescending(e => e.DayOnly ? e.At.AddHours(-12) : e.At)];
    }

    private EvidenceEvent? OnAccount(StoredEvent e, string currency) => e.Data switch
    {
        AccountPlaced placed => new(At(placed.PlacedOn), "placed", placed.BalanceMinor > 0
            ? $"Placed with us, {MoneyText.Format(placed.BalanceMinor, placed.Currency)}" : "Placed with us", placed.ImportLine is { } line
            ? $"line {line} of the file" : null, DayOnly: true),
        PlacementUndone undone => new(
            e.Timestamp, "stop", "Taken back: the file that placed it was undone", UndoWords.Of(undone.Because)),
        AccountRecalled => new(e.Timestamp, "stop", "Recalled by the client", null),
        BookingsUndone undone => new(
            e.Timestamp, "adjusted", $"A file was undone: {CountText.Of(undone.Bookings, "booking")} taken back", UndoWords.Of(undone.Because)),
        AccountFlagged => new(e.Timestamp, "case", "A case was opened: a person looks at it", null),
        FlagWithdrawn stale => new(e.Timestamp, "case", $"The case was closed before a decision: {StaleCases.Words(stale.Reason)}", null),
        PlanOffered plan => new(e.Timestamp, "plan", $"Plan decided: {Terms(plan).Words(currency)}", Why(plan.Reason, plan.Note)),
        PlanAccepted yes => new(At(yes.On), "plan", $"Plan accepted{By(yes.RecordedBy)}", Said(yes.Way, yes.Words), DayOnly: true),
        PlanRefused no => new(At(no.On), "refused", $"Plan refused{By(no.RecordedBy)}", Said(no.Way, no.Words), DayOnly: true),
        RemindersContinued kept => new(e.Timestamp, "keep", "Decided to keep the usual reminders", Why(kept.Reason, kept.Note)),
        HoldPlaced hold => new(e.Timestamp, "hold", (hold.Kind == "payment" ? "Paused for hardship" : "Contact on hold") + (
            hold.Until is { } until ? $" until {PlaceHold.LastDay(until):d MMM yyyy}" : ""), Why(hold.Reason, hold.Note)),
        HoldReleased released => new(e.Timestamp, "release", "A hold was released", tellsWhy ? released.Why : null),
        DisputeOpened dispute => new(e.Timestamp, "dispute", "Dispute opened: contact stops until the proof is sent",
            Why(dispute.Reason, dispute.Note)),
        DisputeResolved resolved => new(e.Timestamp, "release", $"Dispute ended: {resolved.Resolution.Replace('-', ' ')}", null),
        PromiseMade promise => new(e.Timestamp, "promise",
            $"Promised {MoneyText.Format(promise.AmountMinor, currency)} until {promise.DueOn:d MMM yyyy}", null),
        HardshipDisclosed hardship => new(At(hardship.On), "hardship", "Told us about hardship", hardship.Words, DayOnly: true),
        PlacementDisagreed said => new(e.Timestamp, "case", $"A later file says {MoneyText.Format(said.SaidMinor, currency)} due "
            + $"{said.SaidDueOn:d MMM yyyy}, we hold {MoneyText.Format(said.HeldMinor, currency)} due {said.HeldDueOn:d MMM yyyy}: a person decides",
            $"line {said.ImportLine} of the file; no balance moved"),
        PlacementReconciled decided => new(e.Timestamp, "case", decided.Resolution switch
        {
            ReconciliationCase.KeepOurs => "Kept what we hold; the file’s row is left out",
            ReconciliationCase.AskClient => "The client is asked which amount is right",
            _ => "To be corrected by a transaction: the balance moves when it is loaded",
        }, Why(decided.Reason, decided.Note)),
        _ => null, // the band of a score is withheld
    };

    private EvidenceEvent? OnPerson(StoredEvent e) => e.Data switch
    {
        NudgeScheduled n when n.Accounts.Contains(account.Id) => Planned(e, n),
        NudgeBlocked n when n.Accounts.Contains(account.Id) => new(e.Timestamp, "blocked", Blocked(n), Rules(n)),
        NudgeSent n when about.ContainsKey(n.NudgeId) => new(
            n.At, "sent", $"{NameOf(n.NudgeId)} sent by e-mail{(n.Captured ? ", captured" : "")}", n.Captured
                ? "no mail server is configured, so it was kept here" : "the mail server took it; read: not known"),
        NudgeFailed n when about.ContainsKey(n.NudgeId) => new(
            e.Timestamp, n.Outcome == DeliveryStates.Unknown ? "unknown" : "failed",
            n.Outcome == DeliveryStates.Unknown ? $"We do not know whether the {NameOf(n.NudgeId).ToLowerInvariant()} left"
                : $"{NameOf(n.NudgeId)} was not sent", n.Words),
        ContactNotMade { NextAt: { } next } n when about.ContainsKey(n.NudgeId) => new(
            n.At, "planned", $"{NameOf(n.NudgeId)} did not leave; tried again {Clock(next)}", n.Words),
        NudgeCancelled n when n.Accounts.Contains(account.Id) =>
            new(e.Timestamp, "cancelled", $"{(IsLetter(n.NudgeId) ? "The plan letter" : "A planned reminder")} was taken back: {Because(n.Reason)}",
                null),
        HoldoutAssigned h => new(h.At, "hold", "Gets no reminders: kept aside by chance, so that their effect can be told",
            FormattableString.Invariant($"{h.Percent:0.##} % of the people of this strategy")),
        OwnPageOpened o => new(o.At, "page", "Opened their own page", "by two facts that only they know"),
        OptedOut o => new(o.At, "stop", OptedOutOf(o.Scope), Said(o.Source, o.Words)),
        CeaseReceived c => new(c.At, "stop", "Asked us in writing to stop", Said(c.Source, c.Words)),
        AttorneyNoted a => new(a.At, "stop", "An attorney represents this person", Said(a.Source, a.Name)),
        BankruptcyNoted b => new(b.At, "stop", "A bankruptcy petition is filed", Said(b.Source, b.Words)),
        DeathNoted d => new(d.At, "stop", "The person has died", Said(d.Source, d.Words)),
        ProtectionLifted lifted => new(lifted.At, "release", $"Taken back: {Kinds.Words(lifted.Kind)}", lifted.Why),
        ConversationHeld c when c.Accounts.Length == 0 || c.Accounts.Contains(account.Id) =>
            new(c.At, "talk", $"{(c.Inbound ? "Called us" : "Called and talked")}{By(c.HeldBy)}{Against(c.Against)}",
                calls.Words(c.ImportId, c.ImportLine, c.Seconds, c.Agent, c.Recording, c.Note)),
        ContactAttempted { Channel: Channels.Call } c when c.Accounts.Contains(account.Id) =>
            new(c.At, "call", $"{CallOutcomes.Words(c.Outcome, c.Inbound)}{By(c.MadeBy)}{Against(c.Against)}",
                calls.Words(c.ImportId, c.ImportLine, c.Seconds, c.Agent, c.Recording, c.Note)),
        CallToldAgain c when c.Accounts.Contains(account.Id) =>
            new(c.At, "call", $"A call that is known was told again: {ToldOf(c)}{By(c.MadeBy)} · counts once",
                calls.Words(c.ImportId, c.ImportLine, c.Seconds, c.Agent, c.Recording, c.Note)),
        CallsTakenBack back => new(
            e.Timestamp, "release", $"A file of calls was undone: {CountText.Of(back.Calls, "row")} about this person", UndoWords.Of(back.Because)),
        _ => null,
    };

    private string By(string? user) => user is not null && names.TryGetValue(user, out var name) ? $", {name}" : "";

    private static string ToldOf(CallToldAgain c) => c.Outcome == CallOutcomes.RightParty ? c.Inbound ? "called us" : "called and talked"
        : CallOutcomes.Words(c.Outcome, c.Inbound) is var words ? char.ToLowerInvariant(words[0]) + words[1..] : "";

    private static string Against(string[]? rules) => rules is not { Length: > 0 } ? ""
        : $" · made against the {(rules.Length == 1 ? "rule" : "rules")} {string.Join(", ", rules)}";

    /// <summary>"Opted out of e-mail".</summary>
    internal static string OptedOutOf(string scope) => scope switch
    {
        "address" or Channels.Email => "Opted out of e-mail",
        "all" => "Wants no contact at all",
        Channels.Call => "Wants no calls",
        Channels.Text => "Wants no texts",
        _ => "Opted out",
    };

    private static string Said(string way, string? words)
    {
        var how = way switch
        {
            "one-click" => "with the mail program’s own button",
            "link" => "by the link in a message",
            Told.OwnPage => "on their own page",
            _ => Told.Ways.FirstOrDefault(w => w.Code == way).Words is { } known ? $"by {known.ToLowerInvariant()}" : way,
        };
        return string.IsNullOrEmpty(words) ? how : $"{how}: {words}";
    }

    private static PlanTerms Terms(PlanOffered e) => new(e.DecisionId, e.AmountMinor, e.Months, e.TotalMinor, e.FirstDueOn);

    private static EvidenceEvent OfMoney(TransactionEntry t, string currency) => t.Type switch
    {
        TransactionTypes.Payment => new(t.ProcessedAt, "payment", $"Paid {MoneyText.Format(-t.EffectMinor, currency)}", t.Reference, t.DayOnly),
        TransactionTypes.Returned => new(
            t.ProcessedAt, "returned", $"{MoneyText.Format(t.EffectMinor, currency)} was returned", t.Reference, t.DayOnly),
        TransactionTypes.Credit => new(t.ProcessedAt, "payment", $"Credited {MoneyText.Format(-t.EffectMinor, currency)}", t.Reference, t.DayOnly),
        _ => new(t.ProcessedAt, "adjusted", $"Balance adjusted by {MoneyText.Format(t.EffectMinor, currency)}", t.Reference, t.DayOnly),
    };

    // What was planned and has an end since stands there as that end.
    private EvidenceEvent? Planned(StoredEvent e, NudgeScheduled n)
    {
        about.TryGetValue(n.NudgeId, out var row);
        if (row is not null and not { State: "planned" }) return null;
        var why = row?.DeliveryId is { } delivery ? waits.GetValueOrDefault(delivery) : null;
        return new(e.Timestamp, "planned", $"{NudgeStep.NameOf(n.Level)} planned by e-mail for {Clock(row?.DueAt ?? n.DueAt)}",
            why ?? "every rule is asked again when it is due");
    }

    private string Blocked(NudgeBlocked n)
    {
        var what = IsLetter(n.NudgeId) ? "Plan letter not sent." : "Reminder not sent.";
        return n.Words is null ? what : $"{what} {string.Join(" ", RuleBlock.Read(n.Words).Select(b => b.Reason))}";
    }

    private string Rules(NudgeBlocked n)
    {
        var rules = n.Words is null ? string.Join(" · ", n.RuleIds)
            : string.Join(" · ", RuleBlock.Read(n.Words).Select(b => $"{b.RuleId} · {b.Citation}"));
        return rules + (n.NextAt is { } at ? $" · next possible {Clock(at)}" : " · opens when a person or a new fact opens it");
    }

    private bool IsLetter(Guid nudge) => about.TryGetValue(nudge, out var row) && row.Level == NudgeStep.PlanLetter.Code;

    private string NameOf(Guid nudge) => NudgeStep.NameOf(about[nudge].Level);

    private string Clock(DateTimeOffset at) => ClockText.Format(at, zone, at);

    private static string Because(string reason) => reason switch
    {
        "balance-changed" => "the balance changed, so its amounts are no longer right. The account may come to a person again.",
        "first-day-too-near" => "its first day is too near by now. The account may come to a person again.",
        "plan-refused" => "the plan was refused",
        "overtaken" => "something newer took its place",
        _ => reason.Replace('-', ' '),
    };

    private string? Why(string reason, string? note) => !tellsWhy ? null
        : string.IsNullOrEmpty(note) ? reason.Replace('-', ' ')
        : $"{reason.Replace('-', ' ')}: {note}";

    private static DateTimeOffset At(DateOnly day) => new(day, new TimeOnly(12, 0), TimeSpan.Zero);
}
