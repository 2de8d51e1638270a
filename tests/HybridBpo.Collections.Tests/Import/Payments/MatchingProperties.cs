using FsCheck;
using FsCheck.Fluent;
using HybridBpo.Collections.Import.Payments;
using HybridBpo.Collections.Import.Statements;
using static HybridBpo.Collections.Tests.Import.Payments.Paying;

namespace HybridBpo.Collections.Tests.Import.Payments;

public class MatchingProperties
{
    private static readonly Gen<string> Currency = Gen.Elements("USD", "JPY", "KWD");

    private static readonly Gen<string> Name = Gen.Elements("Ann Marsh", "Bo Lind", "MARSH ANN", "Cy Park");

    private static readonly Gen<Payable> Accounts =
        from number in Gen.Choose(100, 130)
        from currency in Currency
        from name in Name
        from balance in Gen.Choose(-3, 5)
        from oldest in Gen.Choose(0, 3)
        from open in Gen.Frequency((5, Gen.Constant(true)), (1, Gen.Constant(false)))
        select Account($"NW-{number}", name, balance * 100, oldest * 100, currency, open);

    private static readonly Gen<StatementEntry> Entries =
        from amount in Gen.Choose(0, 5)
        from currency in Currency
        from text in Gen.OneOf(Gen.Choose(100, 140).Select(n => (string?)$"for NW-{n}"), Gen.Constant((string?)"thanks"))
        from name in Gen.OneOf(Name.Select(n => (string?)n), Gen.Constant((string?)null))
        from credit in Gen.Frequency((4, Gen.Constant(true)), (1, Gen.Constant(false)))
        from reversal in Gen.Frequency((4, Gen.Constant(false)), (1, Gen.Constant(true)))
        from booked in Gen.Frequency((9, Gen.Constant(true)), (1, Gen.Constant(false)))
        from bank in Gen.OneOf(Gen.Choose(1, 5).Select(n => (string?)$"B{n}"), Gen.Constant((string?)null))
        select Said(amount * 100, text, name, null, null, credit, reversal, currency, null, bank, booked);

    [Fact]
    public void What_is_booked_is_on_one_account_that_is_there_and_in_its_currency() => Check(Prop.ForAll(
        Arb.From(Accounts.ListOf()), Arb.From(Entries), (accounts, said) =>
        {
            var match = Match(said, [.. accounts]);
            if (match.State != "booked") return match.Account is null && match.Returns is null;
            return said is { Booked: true, AmountMinor: > 0, Credit: true, Reversal: false } && match.Account!.Currency == said.Currency
                && accounts.Any(a => a.Id == match.Account.Id);
        }));

    [Fact]
    public void A_second_account_that_fits_makes_amount_and_name_a_question() => Check(Prop.ForAll(
        Arb.From(Accounts.ListOf()), Arb.From(Entries), (accounts, said) =>
        {
            var match = Match(said, [.. accounts]);
            if (match.Why != "amount-and-name") return true;
            var second = match.Account! with { Id = Guid.NewGuid(), Reference = "ZZ-999999" };
            return Match(said, [.. accounts, second]) is { State: "open", Why: "several" };
        }));

    [Fact]
    public void The_order_of_the_accounts_says_nothing() => Check(Prop.ForAll(
        Arb.From(Accounts.ListOf()), Arb.From(Entries), (accounts, said) =>
        {
            var distinct = accounts.DistinctBy(a => a.Id).ToList();
            var (one, other) = (Match(said, [.. distinct]), Match(said, [.. distinct.AsEnumerable().Reverse()]));
            return (one.State, one.Why, one.Account?.Id) == (other.State, other.Why, other.Account?.Id);
        }));

    [Fact]
    public void Entries_of_one_statement_have_keys_of_their_own_and_the_same_ones_in_another_file() => Check(Prop.ForAll(
        Arb.From(Entries.ListOf()), entries =>
        {
            var (first, second) = (Keys([.. entries]), Keys([.. entries]));
            return first.Distinct().Count() == first.Count && first.SequenceEqual(second)
                && Keys([.. entries, Said(1, "one more")]).Take(first.Count).SequenceEqual(first);
        }));

    private static List<(Guid, int)> Keys(IReadOnlyList<StatementEntry> entries) =>
        [.. EntryKeys.Of("tilbury", new StatementFile("MT940", [new Statement("DE1", "USD", null, null, null, null, null, entries)], []))
            .Select(e => (e.Key, e.Part))];

    private static void Check(Property property) => property.Check(Config.QuickThrowOnFailure.WithMaxTest(500));
}
