using HybridBpo.Collections.Import;
using HybridBpo.Collections.Nudges;
using HybridBpo.Collections.Risk.Flags;
using HybridBpo.Events;

namespace HybridBpo.Collections.Accounts;

/// <summary>What happened on an account and around it, newest first. Nothing of the machine's verdict is in it.</summary>
internal static class Timeline
{
    public static IReadOnlyList<EvidenceEvent> Of(
        AccountRow account, IReadOnlyList<StoredEvent> onAccount, IReadOnlyList<StoredEvent> onPerson, IReadOnlyList<NudgeRow> nudges,
            IReadOnlyList<TransactionEntry> transactions)
    {
        var about = nudges.Where(n => n.Accounts.Contains(account.Id)).ToDictionary(n => n.Id);
        var events = onAccount.Select(e => OnAccount(e, account.Currency))
            .Concat(onPerson.Select(e => OnPerson(e, account, about)))
            .Concat(transactions.Where(t =>
                t.Type is TransactionTypes.Payment or TransactionTypes.Returned or TransactionTypes.Credit or TransactionTypes.Adjustment)
                .Select(t => OfMoney(t, account.Currency)));
        return [.. events.OfType<EvidenceEvent>().OrderByDescending(e => e.At)];
    }

    private static EvidenceEvent? OnAccount(StoredEvent e, string currency) => e.Data switch
    {
        AccountPlaced placed => new(At(placed.PlacedOn), "placed", placed.BalanceMinor > 0
            ? $"Placed with us, {MoneyText.Format(placed.BalanceMinor, placed.Currency)}" : "Placed with us", placed.ImportLine is { } line
            ? $"line {line} of the file" : null),
        AccountRecalled => new(e.Timestamp, "stop", "Recalled by the client", null),
        AccountFlagged => new(e.Timestamp, "case", "A case was opened: a person looks at it", null),
        PlanOffered plan => new(e.Timestamp, "plan", $"Plan offered: {plan.Months} × {MoneyText.Format(plan.AmountMinor, currency)}", Why(
            plan.Reason, plan.Note)),
        RemindersContinued kept => new(e.Timestamp, "keep", "Decided to keep the usual reminders", Why(kept.Reason, kept.Note)),
        HoldPlaced hold => new(e.Timestamp, "hold", (hold.Kind == "payment" ? "Paused for hardship" : "Contact on hold") + (
            hold.Until is { } until ? $" until {until:d MMM yyyy}" : ""), Why(hold.Reason, hold.Note)),
        HoldReleased => new(e.Timestamp, "release", "A hold was released", null),
        DisputeOpened dispute => new(e.Timestamp, "dispute", "Dispute opened: contact stops until the proof is sent",
            Why(dispute.Reason, dispute.Note)),
        DisputeResolved resolved => new(e.Timestamp, "release", $"Dispute ended: {resolved.Resolution.Replace('-', ' ')}", null),
        PromiseMade promise => new(e.Timestamp, "promise",
            $"Promised {MoneyText.Format(promise.AmountMinor, currency)} until {promise.DueOn:d MMM yyyy}", null),
        HardshipDisclosed hardship => new(At(hardship.On), "hardship", "Told us about hardship", hardship.Words),
        _ => null, // the band of a score is withheld
    };

    private static EvidenceEvent? OnPerson(StoredEvent e, AccountRow account, Dictionary<Guid, NudgeRow> about) => e.Data switch
    {
        NudgeScheduled n when n.Accounts.Contains(account.Id) => about.TryGetValue(n.NudgeId, out var row) && row.State != "planned"
            ? null : new(e.Timestamp, "planned", $"{NudgeLevels.NameOf(n.Level)} planned by e-mail for {n.DueAt:ddd d MMM HH:mm} UTC",
                "every rule is asked again when it is due"),
        NudgeBlocked n when n.Accounts.Contains(account.Id) => new(e.Timestamp, "blocked", Blocked(n), Rules(n)),
        NudgeSent n when about.TryGetValue(n.NudgeId, out var row) => new(
            n.At, "sent", $"{NudgeLevels.NameOf(row.Level)} sent by e-mail{(n.Captured ? ", captured" : "")}", n.Captured
                ? "no mail server is configured, so it was kept here" : "the mail server took it; read: not known"),
        NudgeFailed n when about.TryGetValue(n.NudgeId, out var row) => new(
            e.Timestamp, n.Outcome == DeliveryStates.Unknown ? "unknown" : "failed",
            n.Outcome == DeliveryStates.Unknown ? $"We do not know whether the {NudgeLevels.NameOf(row.Level).ToLowerInvariant()} left"
                : $"{NudgeLevels.NameOf(row.Level)} was not sent", n.Words),
        ContactNotMade { NextAt: { } next } n when about.TryGetValue(n.NudgeId, out var row) => new(
            n.At, "planned", $"{NudgeLevels.NameOf(row.Level)} did not leave; tried again {next:ddd d MMM HH:mm} UTC", n.Words),
        NudgeCancelled n when n.Accounts.Contains(account.Id) =>
            new(e.Timestamp, "cancelled", $"A planned reminder was taken back: {n.Reason.Replace('-', ' ')}", null),
        OptedOut o => new(o.At, "stop", "Opted out of e-mail", o.Source == "one-click" ? "with the mail program’s own button" : o.Source == "link"
            ? "by the link in a message" : o.Source),
        CeaseReceived c => new(c.At, "stop", "Asked us in writing to stop", c.Source),
        AttorneyNoted a => new(a.At, "stop", "An attorney represents this person", a.Name),
        BankruptcyNoted b => new(b.At, "stop", "A bankruptcy petition is filed", b.Source),
        DeathNoted d => new(d.At, "stop", "The person has died", d.Source),
        ConversationHeld c when c.Accounts.Length == 0 || c.Accounts.Contains(account.Id) =>
            new(c.At, "talk", c.Inbound ? "Called us" : "Talked", c.Note),
        _ => null,
    };

    private static EvidenceEvent OfMoney(TransactionEntry t, string currency) => t.Type switch
    {
        TransactionTypes.Payment => new(t.ProcessedAt, "payment", $"Paid {MoneyText.Format(-t.EffectMinor, currency)}", t.Reference),
        TransactionTypes.Returned => new(t.ProcessedAt, "returned", $"{MoneyText.Format(t.EffectMinor, currency)} was returned", t.Reference),
        TransactionTypes.Credit => new(t.ProcessedAt, "payment", $"Credited {MoneyText.Format(-t.EffectMinor, currency)}", t.Reference),
        _ => new(t.ProcessedAt, "adjusted", $"Balance adjusted by {MoneyText.Format(t.EffectMinor, currency)}", t.Reference),
    };

    private static string Blocked(NudgeBlocked n) => n.Words is null ? "Reminder not sent."
        : $"Reminder not sent. {string.Join(" ", RuleBlock.Read(n.Words).Select(b => b.Reason))}";

    private static string Rules(NudgeBlocked n)
    {
        var rules = n.Words is null ? string.Join(" · ", n.RuleIds)
            : string.Join(" · ", RuleBlock.Read(n.Words).Select(b => $"{b.RuleId} · {b.Citation}"));
        return rules + (n.NextAt is { } at ? $" · next possible {at:ddd d MMM HH:mm} UTC" : " · opens when a person or a new fact opens it");
    }

    private static string? Why(string reason, string? note) => string.IsNullOrEmpty(note) ? reason.Replace('-', ' ')
        : $"{reason.Replace('-', ' ')}: {note}";

    private static DateTimeOffset At(DateOnly day) => new(day, new TimeOnly(12, 0), TimeSpan.Zero);
}
