using HybridBpo.Collections.Import;
using HybridBpo.Collections.Risk.Features;

namespace HybridBpo.Collections.Demo;

/// <summary>
/// How one household pays. Behind it is a habit that never leaves this file and a means that changes from month to month; what can be seen from
/// outside are only bills, payments, returned payments and promises.
/// </summary>
internal sealed class PaymentBehaviour
{
    private readonly Dice dice;
    private readonly string habit;
    private readonly double usualDelay;
    private readonly List<LedgerEntry> entries = [];
    private readonly List<PromiseRecord> promises = [];
    private string means;

    private PaymentBehaviour(Dice dice)
    {
        this.dice = dice;
        habit = dice.Weighted(("prompt", 30), ("usual", 34), ("forgetful", 18), ("strained", 18));
        usualDelay = habit switch { "prompt" => -6, "usual" => -1, "forgetful" => dice.Uniform(9, 19), _ => dice.Uniform(2, 10) };
        means = habit == "strained" && dice.Happens(0.3) ? "tight" : "well";
    }

    /// <summary>Bills and payments of one account from its first day until today.</summary>
    /// <param name="drift">0 at the beginning of the history, 1 at its end: times become harder and bills higher.</param>
    public static (IReadOnlyList<LedgerEntry> Entries, IReadOnlyList<PromiseRecord> Promises) Live(
        Dice dice, DateOnly since, DateOnly today, Func<DateOnly, double> billOf, Func<DateOnly, double> drift)
    {
        var one = new PaymentBehaviour(dice);
        for (var bill = since; bill <= today; bill = bill.AddMonths(1)) one.Month(bill, (long)Math.Round(100 * billOf(bill)), drift(bill));
        return ([.. one.entries.Where(e => e.On <= today).OrderBy(e => e.On)], [.. one.promises.Where(p => p.MadeOn <= today)]);
    }

    private void Month(DateOnly bill, long minor, double drift)
    {
        var due = bill.AddDays(Ledger.UsualTerms);
        entries.Add(new LedgerEntry(bill, TransactionTypes.Charge, minor, due));
        ChangeMeans(bill, drift);
        if (means == "well") Pay(due);
        else if (means == "tight") Stretch(due, minor);
        else Fail(due, minor);
    }

    // Winter bills, and the general drift, push people down; a good month lifts them.
    private void ChangeMeans(DateOnly day, double drift)
    {
        var weight = (habit switch { "prompt" => 0.25, "usual" => 0.8, "forgetful" => 0.7, _ => 2.4 }) * (day.Month is 12 or 1 or 2 ? 1.5 : 1) * (
            1 + 0.5 * drift);
        means = means switch
        {
            "well" => dice.Weighted(("tight", 0.045 * weight), ("failing", 0.006 * weight), ("well", 1)),
            "tight" => dice.Weighted(("well", 0.34), ("failing", 0.17 * weight), ("tight", 0.5)),
            _ => dice.Weighted(("tight", 0.14), ("well", 0.04), ("failing", 0.8)),
        };
    }

    // All that is open, late by habit. People who forget pay everything: late, and never 30 days.
    private void Pay(DateOnly due)
    {
        var on = due.AddDays((int)Math.Round(dice.Normal(usualDelay, habit == "forgetful" ? 5 : 3)));
        if (habit == "forgetful" && dice.Happens(0.02)) on = on.AddDays(12);
        Settle(on, 1);
    }

    // A part, late, sometimes returned; often the rest follows with the next wage.
    private void Stretch(DateOnly due, long minor)
    {
        var on = due.AddDays(dice.Between(2, 20));
        if (dice.Happens(0.3)) promises.Add(new PromiseRecord(on.AddDays(-dice.Between(1, 4)), on.AddDays(dice.Between(0, 6)), minor / 2));
        var paid = Settle(on, dice.Uniform(0.45, 0.95));
        if (paid > 0 && dice.Happens(0.11)) entries.Add(new LedgerEntry(on.AddDays(dice.Between(2, 5)), TransactionTypes.Returned, paid));
        if (dice.Happens(0.5)) Settle(on.AddDays(dice.Between(8, 16)), 1);
    }

    private void Fail(DateOnly due, long minor)
    {
        if (dice.Happens(0.25))
        {
            var on = due.AddDays(dice.Between(3, 24));
            var paid = Settle(on, dice.Uniform(0.15, 0.5));
            if (paid > 0 && dice.Happens(0.3)) entries.Add(new LedgerEntry(on.AddDays(dice.Between(2, 5)), TransactionTypes.Returned, paid));
        }

        if (dice.Happens(0.22)) promises.Add(new PromiseRecord(due.AddDays(dice.Between(5, 12)), due.AddDays(dice.Between(13, 22)), minor / 2));
        if (dice.Happens(0.25)) entries.Add(new LedgerEntry(due.AddDays(30), TransactionTypes.Fee, 750, due.AddDays(51)));
    }

    private long Settle(DateOnly on, double share)
    {
        var open = entries.Where(e => e.On <= on).Sum(e => e.EffectMinor);
        var paid = share >= 1 ? open : (long)(open * share / 100) * 100;
        if (paid > 0) entries.Add(new LedgerEntry(on, TransactionTypes.Payment, -paid));
        return Math.Max(0, paid);
    }
}
