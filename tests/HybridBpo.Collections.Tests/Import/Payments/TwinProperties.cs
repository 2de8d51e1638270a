using FsCheck;
using FsCheck.Fluent;
using HybridBpo.Collections.Import;
using HybridBpo.Collections.Import.Twice;

namespace HybridBpo.Collections.Tests.Import.Payments;

/// <summary>Payments that a client's list and a bank statement both tell: each falls once from the balance, whoever comes first.</summary>
public class TwinProperties
{
    private static readonly Guid Account = new("11111111-2222-5333-8444-555555555555"), List = new("21111111-2222-5333-8444-555555555555"),
        Bank = new("31111111-2222-5333-8444-555555555555");

    /// <summary>A real payment: when the client noted it, when the bank did, and whether a reference stands in both.</summary>
    public sealed record Real(int Minor, int Day, int Later, bool InList, bool InBank, bool SharesReference);

    private static readonly Gen<Real> Payments =
        from minor in Gen.Choose(1, 2)
        from day in Gen.Choose(0, 40)
        from later in Gen.Choose(-Movement.Days, Movement.Days)
        from both in Gen.Frequency((4, Gen.Constant(true)), (1, Gen.Constant(false)))
        from list in Gen.Elements(true, false)
        from shares in Gen.Elements(true, false)
        select new Real(minor * 100, day, later, both || list, both || !list, both && shares);

    [Fact]
    public void Payments_in_both_files_fall_once_whichever_comes_first_and_in_whatever_order_its_rows_stand() => Check(Prop.ForAll(
        Arb.From(Payments.ListOf()), Arb.From(Gen.Elements(true, false)), Arb.From(Gen.Choose(1, 1000)), (drawn, listFirst, seed) =>
        {
            List<Real> reals = [.. drawn.Select(r => r with { InList = true, InBank = true })];
            var (list, bank) = (Of(reals, List, seed), Of(reals, Bank, seed + 1));
            return Booked(listFirst ? list : bank, listFirst ? bank : list).Sum(m => m.EffectMinor) == -reals.Sum(r => (long)r.Minor);
        }));

    [Fact]
    public void Nothing_falls_more_often_than_it_was_paid_and_no_file_loses_what_it_tells_twice() => Check(Prop.ForAll(
        Arb.From(Payments.ListOf()), Arb.From(Gen.Elements(true, false)), Arb.From(Gen.Choose(1, 1000)), (drawn, listFirst, seed) =>
        {
            List<Real> reals = [.. drawn];
            var (list, bank) = (Of(reals, List, seed), Of(reals, Bank, seed + 1));
            var booked = Booked(listFirst ? list : bank, listFirst ? bank : list);
            return booked.Count <= reals.Count && booked.Count >= Math.Max(list.Count, bank.Count);
        }));

    [Fact]
    public void A_file_alone_books_every_row_and_other_amounts_accounts_or_far_days_are_no_twins() => Check(Prop.ForAll(
        Arb.From(Payments.ListOf()), Arb.From(Gen.Choose(0, 2)), (drawn, what) =>
        {
            var list = Of([.. drawn.Select(r => r with { InList = true })], List, 1);
            List<Movement> other = [.. list.Select(m => what switch
            {
                0 => m with { Import = Bank, EffectMinor = m.EffectMinor - 1_000 },
                1 => m with { Import = Bank, Account = Bank },
                _ => m with { Import = Bank, Day = m.Day.AddDays(100) },
            })];
            return Booked(list, []).Count == list.Count && Booked(list, other).Count == list.Count * 2;
        }));

    [Fact]
    public void A_reference_in_both_leads_further_than_the_day_alone()
    {
        var trace = new[] { Guid.NewGuid() };
        var list = Move(List, 1, 0, trace);
        var twins = new Twins([list], []);
        Assert.False(twins.Has(Move(Bank, 1, Movement.Days + 1, [])));
        Assert.False(twins.Has(Move(Bank, 1, Movement.DaysByReference + 1, trace)));
        Assert.True(twins.Take(Move(Bank, 2, Movement.DaysByReference, trace)));
        Assert.False(twins.Take(Move(Bank, 3, 0, [])));
    }

    // As the loaders do it: the second file's rows come one after the other, and what is left is booked.
    private static List<Movement> Booked(List<Movement> first, List<Movement> second)
    {
        var twins = new Twins(first, []);
        return [.. first, .. second.Where(m => !twins.Take(m))];
    }

    private static List<Movement> Of(List<Real> reals, Guid file, int seed)
    {
        var rows = reals.Select((r, i) => (r, i)).Where(r => file == List ? r.r.InList : r.r.InBank).Select(r => Move(
            file, r.i + 1, file == List ? r.r.Day : r.r.Day + r.r.Later, r.r.SharesReference ? [new Guid(r.i, 0, 0, new byte[8])] : [],
            r.r.Minor)).ToArray();
        new Random(seed).Shuffle(rows);
        return [.. rows];
    }

    private static Movement Move(Guid file, int number, int day, Guid[] traces, long minor = 100) => new(
        file, number, Guid.Empty, Account, TransactionTypes.Payment, -minor, new DateOnly(2026, 9, 1).AddDays(day), traces);

    private static void Check(Property property) => property.Check(Config.QuickThrowOnFailure.WithMaxTest(500));
}
