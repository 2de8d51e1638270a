using HybridBpo.Collections.Import;

namespace HybridBpo.Collections.Risk.Features;

/// <summary>Features as of a day: nothing that was processed after it is looked at.</summary>
internal static class FeatureBuilder
{
    private const int KnownMonths = 3;

    /// <summary>An account is judged when it has been known for three months, something happened on it, and it is not yet 30 days late.</summary>
    public static bool CanJudge(PortfolioAccount account, DateOnly cutOff) => WhyNot(account, cutOff) is null;

    /// <summary>Why the model has nothing to say about an account, in words for who looks at it; null when it has.</summary>
    public static string? WhyNot(PortfolioAccount account, DateOnly cutOff) =>
        account.Ledger.At(cutOff).DaysPastDue is >= Outcomes.LateDays and var late
            ? $"Already {late} days late: the model predicts turning {Outcomes.LateDays} days late and has nothing to say here."
        : account.Until <= cutOff ? "The account is closed: the model looks at open ones."
        : account.Since.AddMonths(KnownMonths) > cutOff
            ? $"Known since {account.Since:d MMM yyyy}: the model needs three months of history before it says anything."
        : !account.Ledger.Entries.Any(e => e.IsBilled && e.On <= cutOff && e.On > cutOff.AddMonths(-12))
            ? "Nothing was billed within twelve months: the model has nothing to go by."
        : null;

    /// <summary>One value per <see cref="FeatureNames.All"/>; NaN where there is none.</summary>
    public static float[] Build(PortfolioAccount account, DateOnly cutOff)
    {
        var ledger = account.Ledger;
        var now = ledger.At(cutOff);
        var seen = ledger.Entries.TakeWhile(e => e.On <= cutOff).ToList();
        var bills = ledger.Bills(cutOff);
        var monthEnds = Enumerable.Range(0, 12).Select(m => cutOff.AddMonths(-m)).TakeWhile(d => d >= account.Since)
            .Select(d => ledger.At(d).DaysPastDue).ToList();
        var usual = Usual(seen, cutOff);
        var payments = seen.Where(e => e.Type == TransactionTypes.Payment).ToList();
        var promises = account.Promises.Where(p => p.MadeOn <= cutOff && p.MadeOn > cutOff.AddMonths(-6)).ToList();
        var (delay, before) = (Delay(bills, cutOff.AddMonths(-3), cutOff), Delay(bills, cutOff.AddMonths(-9), cutOff.AddMonths(-3)));
        return
        [
            now.DaysPastDue,
            MaxLate(bills, cutOff),
            monthEnds.Take(6).Count(d => d >= 30),
            monthEnds.Count(d => d >= 30),
            LateBills(bills, cutOff, 3),
            LateBills(bills, cutOff, 6),
            LateBills(bills, cutOff, 12),
            PaidToBilled(seen, bills, cutOff, 3),
            PaidToBilled(seen, bills, cutOff, 6),
            seen.Count(e => e.Type == TransactionTypes.Returned && e.On > cutOff.AddMonths(-6)),
            Partial(ledger, payments, cutOff),
            now.BalanceMinor / usual,
            now.OverdueMinor / usual,
            (now.BalanceMinor - ledger.At(cutOff.AddMonths(-3)).BalanceMinor) / usual,
            payments.Count == 0 ? float.NaN : cutOff.DayNumber - payments[^1].On.DayNumber,
            delay,
            delay - before,
            seen.LastOrDefault(e => e.Type == TransactionTypes.Charge) is { EffectMinor: > 0 } last ? last.EffectMinor / usual : float.NaN,
            promises.Count,
            promises.Count(p => p.DueOn.AddDays(2) < cutOff && !p.IsKept(ledger, cutOff)),
            (cutOff.DayNumber - account.Since.DayNumber) / 30,
        ];
    }

    private static float Usual(List<LedgerEntry> seen, DateOnly cutOff)
    {
        var bills = seen.Where(e => e.IsBilled && e.On > cutOff.AddMonths(-12)).Select(e => (float)e.EffectMinor).ToList();
        return bills.Count == 0 ? float.NaN : bills.Average();
    }

    private static float MaxLate(IReadOnlyList<(DateOnly Due, long Minor, DateOnly? PaidOn)> bills, DateOnly cutOff) =>
        bills.Where(b => (b.PaidOn ?? cutOff) > cutOff.AddMonths(-6)).Select(b => Math.Max(0, (b.PaidOn ?? cutOff).DayNumber - b.Due.DayNumber))
            .DefaultIfEmpty(0).Max();

    private static float LateBills(IReadOnlyList<(DateOnly Due, long Minor, DateOnly? PaidOn)> bills, DateOnly cutOff, int months) =>
        bills.Count(b => b.Due > cutOff.AddMonths(-months) && b.Due <= cutOff && (b.PaidOn ?? cutOff) > b.Due.AddDays(5));

    private static float PaidToBilled(
        List<LedgerEntry> seen, IReadOnlyList<(DateOnly Due, long Minor, DateOnly? PaidOn)> bills, DateOnly cutOff, int months)
    {
        var from = cutOff.AddMonths(-months);
        var due = bills.Where(b => b.Due > from && b.Due <= cutOff).Sum(b => b.Minor);
        var paid = seen.Where(e => e.On > from && e.Type is TransactionTypes.Payment or TransactionTypes.Returned).Sum(e => -e.EffectMinor);
        return due == 0 ? float.NaN : (float)paid / due;
    }

    // A payment that left more than a tenth of what was then overdue or due.
    private static float Partial(Ledger ledger, List<LedgerEntry> payments, DateOnly cutOff) => payments.Count(p =>
    {
        if (p.On <= cutOff.AddMonths(-6)) return false;
        var left = ledger.At(p.On).BalanceMinor;
        return left > 0 && left > 0.1 * (left - p.EffectMinor);
    });

    private static float Delay(IReadOnlyList<(DateOnly Due, long Minor, DateOnly? PaidOn)> bills, DateOnly from, DateOnly to)
    {
        var paid = bills.Where(b => b.PaidOn > from && b.PaidOn <= to).Select(b => (float)(b.PaidOn!.Value.DayNumber - b.Due.DayNumber)).ToList();
        return paid.Count == 0 ? float.NaN : paid.Average();
    }
}
