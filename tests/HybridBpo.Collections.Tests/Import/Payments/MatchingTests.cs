using HybridBpo.Collections.Import.Payments;
using HybridBpo.Collections.Import.Statements;
using static HybridBpo.Collections.Tests.Import.Payments.Paying;

namespace HybridBpo.Collections.Tests.Import.Payments;

/// <summary>Only what is certain is booked.</summary>
public class MatchingTests
{
    [Theory]
    [InlineData("NW-2231-077", "Payment for NW-2231-077, thank you")]
    [InlineData("NW-2231-077", "NW 2231 077")]
    [InlineData("NW-2231-077", "account:nw2231077.")]
    [InlineData("NW2231077", "nw2231077")]
    [InlineData("77812034", "invoice 77812034/2026")]
    public void A_reference_in_the_text_names_its_account(string reference, string text) =>
        Assert.Equal(("booked", "reference", reference), Told(Match(Said(2_500, text), Account(reference), Account("OTHER-1"))));

    [Theory]
    [InlineData("NW-2231-077", "NW-2231-0771")]
    [InlineData("NW-2231-077", "XNW-2231-077")]
    [InlineData("NW2231077", "NW-2231-077")]
    [InlineData("2026", "paid 2026")]
    [InlineData("77812034", "778120345")]
    [InlineData("12-3456", "on 12 3456th")]
    [InlineData("ABCDEF", "ABCDEF")]
    public void Part_of_a_longer_number_or_a_number_that_stands_in_every_text_names_nobody(string reference, string text) =>
        Assert.Equal(("open", "nothing-fits", null), Told(Match(Said(2_500, text), Account(reference))));

    [Fact]
    public void A_field_of_its_own_is_the_reference_as_a_whole()
    {
        Assert.Equal(("booked", "reference", "2026"), Told(Match(Said(100, endToEnd: "2026"), Account("2026"))));
        Assert.Equal(("booked", "reference", "AB-C"), Told(Match(Said(100, structured: "ABC"), Account("AB-C"))));
        Assert.Equal(("booked", "reference", "539007547034"), Told(Match(Said(100, structured: "RF18 5390 0754 7034"), Account("539007547034"))));
        Assert.Equal("nothing-fits", Match(Said(100, structured: "RF19 5390 0754 7034"), Account("539007547034")).Why);
    }

    [Fact]
    public void Two_accounts_in_one_payment_go_before_a_person_with_both()
    {
        var match = Match(Said(2_500, "NW-100 and NW-200"), Account("NW-100"), Account("NW-200"));
        Assert.Equal(("open", "several", null), Told(match));
        Assert.Equal(["NW-100", "NW-200"], match.Candidates.Select(c => c.Reference).Order());
        Assert.Equal("several", Match(Said(2_500, "NW-100", endToEnd: "NW-200"), Account("NW-100"), Account("NW-200")).Why);
        Assert.Equal("several", Match(Said(2_500, "NW100"), Account("NW-100"), Account("NW1-00")).Why);
    }

    [Theory]
    [InlineData("Ana Núñez", "NUNEZ, ANA", true)]
    [InlineData("Ann Marsh", "Mrs Ann Marsh", true)]
    [InlineData("Karl Groß", "GROSS KARL", true)]
    [InlineData("Ann Marsh", "Ann Marshall", false)]
    [InlineData("Ann", "Ann", false)]
    public void Amount_and_name_fit_whatever_the_order_of_the_name(string ours, string payers, bool fits) =>
        Assert.Equal(fits ? "amount-and-name" : "nothing-fits", Match(Said(10_000, name: payers), Account("A-1", ours)).Why);

    [Fact]
    public void The_amount_is_the_balance_or_the_oldest_bill_of_one_open_account_alone()
    {
        Assert.Equal("booked", Match(Said(4_000, name: "Ann Marsh"), Account("A-1", oldest: 4_000)).State);
        Assert.Equal("amount-differs", Match(Said(4_001, name: "Ann Marsh"), Account("A-1", oldest: 4_000)).Why);
        Assert.Equal("several", Match(Said(10_000, name: "Ann Marsh"), Account("A-1"), Account("A-2")).Why);
        Assert.Equal("A-1", Match(Said(10_000, name: "Ann Marsh"), Account("A-1"), Account("A-2", balance: 9_000)).Account!.Reference);
        Assert.Equal("nothing-fits", Match(Said(10_000, name: "Ann Marsh"), Account("A-1", open: false)).Why);
        Assert.Equal("nothing-fits", Match(Said(10_000, name: "Ann Marsh"), Account("A-1", currency: "EUR")).Why);
    }

    [Fact]
    public void What_is_no_payment_is_left_aside_and_what_is_odd_is_asked()
    {
        var account = Account("NW-100");
        Assert.Equal(("ignored", "pending"), Fate(Said(100, "NW-100", booked: false)));
        Assert.Equal(("ignored", "zero"), Fate(Said(0, "NW-100")));
        Assert.Equal(("ignored", "money-out"), Fate(Said(100, "NW-100", credit: false)));
        Assert.Equal(("open", "came-back"), Fate(Said(100, "NW-100", reversal: true)));
        Assert.Equal(("open", "currency"), Fate(Said(100, "NW-100", currency: "EUR")));
        Assert.Equal(("open", "before-placement"), Fate(Said(100, "NW-100", day: new DateOnly(2025, 12, 31))));
        Assert.Equal(("open", "ahead"), Fate(Said(100, "NW-100", day: Today.AddDays(2))));
        Assert.Equal(("booked", "reference"), Fate(Said(100, "NW-100", day: Today.AddDays(1))));
        Assert.Equal(("open", "too-large"), Fate(Said(Matching.MostMinor + 1, "NW-100")));
        Assert.Equal(("open", "no-day"), Fate(Said(100, "NW-100") with { BookingDate = null, ValueDate = null }));
        // More than is owed is booked as it is: the account then shows a credit balance.
        Assert.Equal(("booked", "reference"), Fate(Said(90_000, "NW-100")));
        Assert.Equal("seen-maybe", Matching.Of(Entry(Said(100, "NW-100")), new Books("tilbury", [account], []), Today, true).Why);

        (string, string) Fate(StatementEntry said) => Match(said, account) is var m ? (m.State, m.Why) : default;
    }

    [Fact]
    public void A_return_takes_back_the_one_payment_that_has_its_reference_and_amount()
    {
        var account = Account("NW-100");
        var back = Said(100, endToEnd: "E-100", credit: false, reversal: true);
        Assert.Equal(("booked", "return", "NW-100"), Told(Of(back, Paid(1, "E-100", 100))));
        Assert.Equal("no-payment", Of(back).Why);
        Assert.Equal("no-payment", Of(back, Paid(1, "E-200", 100)).Why);
        Assert.Equal("no-payment", Of(back, Paid(1, "E-100", 99)).Why);
        Assert.Equal("no-payment", Of(back with { Currency = "EUR" }, Paid(1, "E-100", 100)).Why);
        Assert.Equal("no-payment", Of(back with { BookingDate = Today.AddDays(-9) }, Paid(1, "E-100", 100)).Why);
        var twice = Of(back, Paid(1, "E-100", 100), Paid(2, "E-100", 100));
        Assert.Equal(("open", "several-payments", null), Told(twice));
        Assert.Single(twice.Candidates);

        PaidBefore Paid(int number, string id, long minor) => new(
            account.Id, account.Reference, minor, "USD", Today.AddDays(-1), [Matching.TraceOf("tilbury", Tokens.Compact(id))], Guid.Empty, number);
        Match Of(StatementEntry said, params PaidBefore[] paid) =>
            Matching.Of(Entry(said), new Books("tilbury", [account], paid), Today, false);
    }

    private static (string, string, string?) Told(Match match) => (match.State, match.Why, match.Account?.Reference);
}
