using System.Globalization;
using System.Text.Json;
using HybridBpo.Collections.Accounts;
using HybridBpo.Collections.Import;
using HybridBpo.Collections.Nudges;
using HybridBpo.Collections.Nudges.ContactRules;
using HybridBpo.Collections.Protection;

namespace HybridBpo.Collections.Risk.Flags;

/// <summary>The frozen facts of a flagged account: what a person reads before judging. Nothing of the machine's verdict is in it.</summary>
internal sealed record FlaggedEvidence(
    string Client, string Reference, string Name, string Currency, DateOnly AsOf, string Zone, IReadOnlyList<EvidenceFact> Facts, MonthlyMoney Months,
    IReadOnlyList<BudgetLine> Budget, string? BudgetNote, IReadOnlyList<EvidenceEvent> Events, string? Unscored = null)
{
    public const int Shape = 1;

    public const string BalanceLabel = "Balance", OldestBill = "Oldest unpaid bill", FromClient = "client’s transactions";

    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    public static FlaggedEvidence Read(string json) => JsonSerializer.Deserialize<FlaggedEvidence>(json, JsonSerializerOptions.Web)!;

    public static FlaggedEvidence Of(
        ContactFile file, AccountRow account, IReadOnlyList<TransactionEntry> transactions, IReadOnlyList<EvidenceEvent> events, string? importName,
            DateOnly today, DateTimeOffset now)
    {
        var ledger = Ledger.Of(transactions);
        var at = ledger.At(today);
        var facts = new List<EvidenceFact>
        {
            new(BalanceLabel, MoneyText.Format(account.BalanceMinor, account.Currency), CountText.Of(transactions.Count, "transaction")),
            new("Overdue", MoneyText.Format(at.OverdueMinor, account.Currency), at.DaysPastDue == 0 ? "nothing is late"
                : $"{CountText.Of(at.DaysPastDue, "day")} late"),
            new(OldestBill, account.OldestDue is { } due ? Day(due) : "none", importName ?? FromClient),
            Paid([.. transactions.Where(t => t.UndoneAt is null)], today, account.Currency),
            new("Promises", account.PromiseUntil is { } promise ? $"until {Day(promise)}" : "none running", account.PlanMonths is null ? "no plan"
                : "a plan was offered"),
            new("Protection", Protection(file, account, now), "what was told, the firm-wide list, disputes, holds"),
        };
        var (budget, note) = ContactBudget.Of(file, account, now, file.Client.TimeZone);
        return new FlaggedEvidence(
            file.Client.Name, account.Reference, file.Row.Name, account.Currency, today, file.Client.TimeZone, facts,
                MonthlyMoney.Of(ledger, account.Currency, today, account.PlacedOn), budget, note, events);
    }

    private static EvidenceFact Paid(IReadOnlyList<TransactionEntry> all, DateOnly today, string currency)
    {
        var payments = all.Where(t => t.Type == TransactionTypes.Payment && t.OnDay > today.AddMonths(-6)).ToList();
        var returned = all.Count(t => t.Type == TransactionTypes.Returned && t.OnDay > today.AddMonths(-6));
        return new EvidenceFact(
            "Paid in six months", payments.Count == 0 ? "nothing"
                : $"{CountText.Of(payments.Count, "time")}, {MoneyText.Format(-payments.Sum(p => p.EffectMinor), currency)}",
            returned == 0 ? "none was returned" : $"{returned} returned");
    }

    private static string Protection(ContactFile file, AccountRow account, DateTimeOffset now)
    {
        var words = new List<string>();
        words.AddRange(file.Person.Protections.Select(Kinds.Words));
        if (file.Suppressed.Count > 0) words.Add("an address is on the firm-wide list");
        if (account.Disputed) words.Add("disputed");
        if (account.IsHeld(now)) words.Add("on hold");
        return words.Count == 0 ? "none known" : string.Join(", ", words);
    }

    private static string Day(DateOnly day) => day.ToString("d MMM yyyy", CultureInfo.InvariantCulture);
}

/// <param name="Source">Where it comes from.</param>
internal sealed record EvidenceFact(string Label, string Value, string Source);

/// <param name="Kind">Icon and tone: see <see cref="Accounts.Timeline"/>.</param>
/// <param name="DayOnly">Only the day is known: no clock time is shown.</param>
internal sealed record EvidenceEvent(DateTimeOffset At, string Kind, string Words, string? Detail, bool DayOnly = false);

/// <summary>Billed and paid per month, in major units for the chart.</summary>
internal sealed record MonthlyMoney(IReadOnlyList<string> Months, IReadOnlyList<decimal> Due, IReadOnlyList<decimal> Paid, int? Returned,
    string? Mark, string? MarkText, string Words)
{
    public static MonthlyMoney Of(Ledger ledger, string currency, DateOnly today, DateOnly placedOn)
    {
        var first = new DateOnly(today.Year, today.Month, 1).AddMonths(-11);
        var (months, due, paid) = (new List<string>(), new List<decimal>(), new List<decimal>());
        var unit = (decimal)MoneyText.Unit(currency);
        int? returned = null;
        for (var m = 0; m < 12; m++)
        {
            var (from, to) = (first.AddMonths(m), first.AddMonths(m + 1));
            var of = ledger.Entries.Where(e => e.On >= from && e.On < to).ToList();
            months.Add(from.ToString("MMM", CultureInfo.InvariantCulture));
            due.Add(of.Where(e => e.IsBilled).Sum(e => e.EffectMinor) / unit);
            paid.Add(-of.Where(e => e.Type is TransactionTypes.Payment or TransactionTypes.Credit).Sum(e => e.EffectMinor) / unit);
            if (of.Any(e => e.Type == TransactionTypes.Returned)) returned = m;
        }

        var placed = placedOn >= first ? placedOn.ToString("MMM", CultureInfo.InvariantCulture) : null;
        return new MonthlyMoney(months, due, paid, returned, placed, placed is null ? null : "placed with us",
            Say(months, due, paid, returned, currency, today));
    }

    /// <summary>The same months up to another day, in other amounts.</summary>
    public MonthlyMoney As(DateOnly today, string currency, Func<decimal, decimal> amount)
    {
        var first = new DateOnly(today.Year, today.Month, 1).AddMonths(1 - Months.Count);
        List<string> months = [.. Months.Select((_, m) => first.AddMonths(m).ToString("MMM", CultureInfo.InvariantCulture))];
        List<decimal> due = [.. Due.Select(amount)], paid = [.. Paid.Select(amount)];
        var mark = Mark is null ? -1 : Months.ToList().IndexOf(Mark);
        return this with
        {
            Months = months,
            Due = due,
            Paid = paid,
            Mark = mark < 0 ? null : months[mark],
            MarkText = mark < 0 ? null : MarkText,
            Words = Say(months, due, paid, Returned, currency, today),
        };
    }

    private static string Say(
        IReadOnlyList<string> months, IReadOnlyList<decimal> due, IReadOnlyList<decimal> paid, int? returned, string currency, DateOnly today)
    {
        var first = today.AddMonths(1 - months.Count);
        return $"Billed and paid per month from {first:MMMM yyyy} to {today:MMMM yyyy}: {Said(due)} billed, {Said(paid)} paid"
            + (returned is null ? "." : $", the last returned payment in {months[returned.Value]}.");

        string Said(IEnumerable<decimal> amounts) => MoneyText.Format((long)(amounts.Sum() * MoneyText.Unit(currency)), currency);
    }
}
