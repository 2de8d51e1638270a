using FsCheck;
using FsCheck.Fluent;
using HybridBpo.Collections.Import;

namespace HybridBpo.Collections.Tests.Features;

public class LedgerTests
{
    internal static readonly DateOnly Day = new(2026, 6, 1);

    internal static readonly Gen<LedgerEntry[]> Entries =
        from n in Gen.ListOf(
            from day in Gen.Choose(0, 300)
            from kind in Gen.Elements(TransactionTypes.Charge, TransactionTypes.Charge, TransactionTypes.Payment, TransactionTypes.Payment,
                TransactionTypes.Returned, TransactionTypes.Fee)
            from amount in Gen.Choose(1, 20_000)
            select new LedgerEntry(new DateOnly(2026, 1, 1).AddDays(day), kind, TransactionTypes.Sign(kind) * amount))
        select n.ToArray();

    [Fact]
    public void A_payment_goes_to_the_oldest_bill()
    {
        var ledger = new Ledger([Bill(-60, 100), Bill(-30, 100), Pay(-10, 120)]);
        Assert.Equal(new Position(80, Day.AddDays(-30 + 21), 80, 9), ledger.At(Day));
    }

    [Fact]
    public void A_returned_payment_opens_the_bill_again()
    {
        var ledger = new Ledger([Bill(-60, 100), Pay(-35, 100), new(Day.AddDays(-5), TransactionTypes.Returned, 100)]);
        Assert.Equal(0, ledger.At(Day.AddDays(-6)).DaysPastDue);
        Assert.Equal(39, ledger.At(Day).DaysPastDue);
        Assert.Equal(Day.AddDays(-35), ledger.Bills(Day.AddDays(-6))[0].PaidOn);
        Assert.Null(ledger.Bills(Day)[0].PaidOn);
    }

    [Fact]
    public void A_bill_is_not_late_on_its_own_day()
    {
        Assert.Equal(0, new Ledger([Bill(-21, 100)]).At(Day).DaysPastDue);
        Assert.Equal(1, new Ledger([Bill(-21, 100)]).At(Day.AddDays(1)).DaysPastDue);
    }

    [Fact]
    public void The_balance_is_the_sum_of_the_effects_and_what_is_overdue_is_part_of_what_is_open() =>
        Prop.ForAll(Arb.From(Entries), entries =>
        {
            var ledger = new Ledger(entries);
            return Enumerable.Range(0, 11).Select(m => new DateOnly(2026, 1, 1).AddMonths(m)).All(day =>
            {
                var at = ledger.At(day);
                return at.BalanceMinor == entries.Where(e => e.On <= day).Sum(e => e.EffectMinor)
                    && at.OverdueMinor >= 0 && at.DaysPastDue > 0 == (at.OverdueMinor > 0);
            });
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_lateness_that_is_reached_is_reached_on_some_day() =>
        Prop.ForAll(Arb.From(Entries), entries =>
        {
            var (ledger, from) = (new Ledger(entries), new DateOnly(2026, 4, 1));
            return ledger.Reaches(30, from, from.AddDays(90)) == Enumerable.Range(1, 90).Any(d => ledger.At(from.AddDays(d)).DaysPastDue >= 30);
        }).QuickCheckThrowOnFailure();

    private static LedgerEntry Bill(int day, long minor) => new(Day.AddDays(day), TransactionTypes.Charge, minor);

    private static LedgerEntry Pay(int day, long minor) => new(Day.AddDays(day), TransactionTypes.Payment, -minor);
}
