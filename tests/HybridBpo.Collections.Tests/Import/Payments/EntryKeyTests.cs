using HybridBpo.Collections.Import.Payments;
using HybridBpo.Collections.Import.Statements;
using static HybridBpo.Collections.Tests.Import.Payments.Paying;

namespace HybridBpo.Collections.Tests.Import.Payments;

/// <summary>What makes an entry the same in two files.</summary>
public class EntryKeyTests
{
    [Fact]
    public void The_banks_reference_counts_and_not_the_words_around_it()
    {
        Assert.Equal(Key(Said(100, "NW-1", bank: "B1")), Key(Said(100, "other words", "Ann Marsh", bank: "B1")));
        Assert.NotEqual(Key(Said(100, "NW-1", bank: "B1")), Key(Said(100, "NW-1", bank: "B2")));
        Assert.NotEqual(Key(Said(100, bank: "B1")), Key(Said(101, bank: "B1")));
        Assert.NotEqual(Key(Said(100, bank: "B1")), Key(Said(100, credit: false, bank: "B1")));
        Assert.NotEqual(Key(Said(100, bank: "B1")), Key(Said(100, bank: "B1", currency: "EUR")));
        Assert.NotEqual(Key(Said(100, bank: "B1")), Key(Said(100, bank: "B1", day: Today.AddDays(-1))));
        Assert.NotEqual(Key(Said(100, bank: "B1")), Key(Said(100, bank: "B1"), account: "DE2"));
        Assert.Equal(Key(Said(100, bank: "B1"), account: "NL77 INGB 0574 9087 65"), Key(Said(100, bank: "B1"), account: "NL77INGB0574908765EUR"));
    }

    [Fact]
    public void Without_one_the_words_count_and_the_second_of_a_kind_is_the_second_of_another_file()
    {
        Assert.NotEqual(Key(Said(100, "NW-1")), Key(Said(100, "NW-2")));
        var (two, three) = (Of([Said(100, "NW-1"), Said(100, "NW-1")]), Of([Said(100, "NW-1"), Said(100, "NW-1"), Said(100, "NW-1")]));
        Assert.Equal(two.Select(e => e.Key), three.Take(2).Select(e => e.Key));
        Assert.Equal(3, three.Select(e => e.Key).Distinct().Count());
    }

    [Fact]
    public void A_batch_is_one_booking_of_the_bank_with_and_without_its_parts()
    {
        var bank = new BankBooking("B9", 300);
        var parts = Of([Said(100, "NW-1") with { Bank = bank }, Said(200, "NW-2") with { Bank = bank }]);
        Assert.Equal([0, 1], parts.Select(p => p.Part));
        Assert.All(parts, p => Assert.Equal(Key(Said(300, bank: "B9")), p.Key));
    }

    [Fact]
    public void A_second_statement_of_the_same_file_repeats_what_the_bank_names_and_leaves_the_rest_to_people()
    {
        var (named, unnamed) = (Said(100, bank: "B1"), Said(100, "NW-1"));
        var all = EntryKeys.Of("tilbury", new StatementFile("camt.053", [One([named, unnamed]), One([named, unnamed])], []));
        Assert.Equal([(false, false), (false, false), (true, false), (false, true)], all.Select(e => (e.IsAgain, e.MaybeAgain)));
        Assert.Equal([1, 2, 3, 4], all.Select(e => e.Number));
        Assert.NotEqual(all[1].Key, all[3].Key);
    }

    private static Guid Key(StatementEntry said, string account = "DE1") => Of([said], account)[0].Key;

    private static IReadOnlyList<BankEntry> Of(IReadOnlyList<StatementEntry> said, string account = "DE1") =>
        EntryKeys.Of("tilbury", new StatementFile("MT940", [One(said, account)], []));

    private static Statement One(IReadOnlyList<StatementEntry> said, string account = "DE1") =>
        new(account, "USD", null, null, null, null, null, said);
}
