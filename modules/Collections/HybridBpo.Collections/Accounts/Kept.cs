using HybridBpo.Collections.Negotiation;
using HybridBpo.Collections.Risk.Features;
using HybridBpo.Collections.Risk.Flags;
using HybridBpo.Events;

namespace HybridBpo.Collections.Accounts;

/// <summary>What became of promises and plans: it follows from the transactions, and nobody has to note it.</summary>
internal static class Kept
{
    public static IEnumerable<EvidenceEvent> Of(
        AccountRow account, IReadOnlyList<StoredEvent> onAccount, IReadOnlyList<TransactionEntry> transactions, DateOnly today)
    {
        var ledger = Ledger.Of(transactions);
        foreach (var e in onAccount)
            if (e.Data is PromiseMade made && made.DueOn.AddDays(PlanProgress.Grace) < today)
            {
                var kept = new PromiseRecord(DateOnly.FromDateTime(e.Timestamp.UtcDateTime), made.DueOn, made.AmountMinor).IsKept(ledger, today);
                yield return new EvidenceEvent(Noon(made.DueOn), kept ? "kept" : "broken",
                    $"Promise of {MoneyText.Format(made.AmountMinor, account.Currency)} {(kept ? "kept" : "not kept")}",
                    "by the transactions", DayOnly: true);
            }

        if (account.PlanAnswer != AnswerPlan.Accepted || account.Plan(today) is not { } plan) yield break;
        foreach (var part in plan.Parts.Where(p => p.IsLate))
            yield return new EvidenceEvent(Noon(part.DueOn), "broken",
                $"Part {part.Number} of {plan.Parts.Count} was due: {MoneyText.Format(part.PaidMinor, account.Currency)} of "
                + $"{MoneyText.Format(part.AmountMinor, account.Currency)} is paid", "by the transactions", DayOnly: true);
    }

    private static DateTimeOffset Noon(DateOnly day) => new(day, new TimeOnly(12, 0), TimeSpan.Zero);
}
