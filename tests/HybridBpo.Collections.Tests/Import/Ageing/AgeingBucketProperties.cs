using FsCheck;
using FsCheck.Fluent;
using HybridBpo.Collections.Import;
using HybridBpo.Collections.Import.Ageing;

namespace HybridBpo.Collections.Tests.Import.Ageing;

public class AgeingBucketProperties
{
    private static readonly DateOnly AsOf = new(2026, 3, 31);

    [Theory]
    [InlineData(-40, 0)]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(30, 1)]
    [InlineData(31, 2)]
    [InlineData(60, 2)]
    [InlineData(61, 3)]
    [InlineData(90, 3)]
    [InlineData(91, 4)]
    [InlineData(4000, 4)]
    public void A_bucket_begins_the_day_after_the_one_before_ends(int days, int bucket) =>
        Assert.Equal(bucket, AgeingBuckets.Of(AsOf.AddDays(-days), AsOf));

    /// <summary>Under either basis the same boundaries hold, and nobody grows younger by waiting.</summary>
    [Fact]
    public void A_day_more_is_never_a_younger_bucket_and_at_most_the_next_one() => Prop.ForAll(
        Gen.Choose(-200, 400).ToArbitrary(), Gen.Choose(0, 3000).ToArbitrary(), (age, day) =>
        {
            var asOf = new DateOnly(2024, 1, 1).AddDays(day);
            var (now, next) = (AgeingBuckets.Of(asOf.AddDays(-age), asOf), AgeingBuckets.Of(asOf.AddDays(-age), asOf.AddDays(1)));
            return next >= now && next - now <= 1 && now == AgeingBuckets.Of(AsOf.AddDays(-age), AsOf);
        }).QuickCheckThrowOnFailure();

    /// <summary>A bill due and invoiced on two days: whichever basis counts, all of it stands in the bucket of that day.</summary>
    [Fact]
    public void Whatever_was_paid_the_buckets_make_the_balance_under_either_basis() => Prop.ForAll(
        (from bills in Gen.NonEmptyListOf(Gen.Choose(1, 500).Zip(Gen.Choose(0, 200), (minor, ago) => (minor, ago)))
         from paid in Gen.ListOf(Gen.Choose(1, 700).Zip(Gen.Choose(0, 200), (minor, ago) => (minor, ago)))
         select (bills, paid)).ToArbitrary(), x =>
        {
            var ledger = new Ledger(
                x.bills.Select(b => new LedgerEntry(AsOf.AddDays(-b.Item2 - 21), TransactionTypes.Charge, b.Item1, AsOf.AddDays(-b.Item2)))
                    .Concat(x.paid.Select(p => new LedgerEntry(AsOf.AddDays(-p.Item2), TransactionTypes.Payment, -p.Item1))));
            var byDue = AgeingBuckets.OfLedger(ledger, AsOf, AgeingBuckets.DueOf);
            var byInvoice = AgeingBuckets.OfLedger(ledger, AsOf, b => b.On);
            var balance = ledger.At(AsOf).BalanceMinor;
            return byDue.Sum() == balance && byInvoice.Sum() == balance && byDue.Skip(1).All(b => b >= 0);
        }).QuickCheckThrowOnFailure();
}
