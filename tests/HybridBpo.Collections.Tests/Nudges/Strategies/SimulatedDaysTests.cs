using HybridBpo.Collections.Import;
using HybridBpo.Collections.Nudges.Strategies;

namespace HybridBpo.Collections.Tests.Nudges.Strategies;

public class SimulatedDaysTests
{
    private static readonly DateOnly First = new(2026, 7, 1), Last = new(2026, 9, 28), Due = new(2026, 7, 20);

    private static Guid Person(int n) => Ids.For("tilbury", "person", $"{n}");

    private static StrategyBook Book(string steps, double holdout = 0) => StrategyText.Read(1,
        FormattableString.Invariant($"strategies:\n  - code: usual\n    name: Usual\n    holdout: {holdout}\n    steps: [{steps}]"), "USD").Value;

    private static PastAccount Bill(int n, DateOnly? due = null, DateOnly? paid = null, DateOnly? placed = null) => new(
        Ids.For("tilbury", "account", $"{n}"), "Freight", placed ?? First, new Ledger(
        [
            new(First, TransactionTypes.Opening, 5_000, due ?? Due),
            .. paid is { } on ? [new LedgerEntry(on, TransactionTypes.Payment, -5_000)] : Array.Empty<LedgerEntry>(),
        ]));

    private static Simulated Run(StrategyBook book, params PastAccount[][] people)
    {
        var days = new SimulatedDays("tilbury", book, First, Last);
        foreach (var (n, accounts) in people.Index()) days.Add(Person(n), accounts);
        return days.Result;
    }

    private static string Words(Simulated s) =>
        string.Join(' ', s.Messages.OrderBy(m => m.Key).Select(m => $"{m.Key}={m.Value}")) + $" of {s.People}";

    private static readonly StrategyBook Usual = StrategyText.Read(0, StrategyText.Shipped, "USD").Value;

    [Fact]
    public void A_bill_that_nobody_pays_gets_each_step_once() =>
        Assert.Equal("kind=1 offer=1 pre-due=1 second=1 of 1", Words(Run(Usual, [Bill(1)])));

    [Fact]
    public void A_payment_ends_it_and_what_was_placed_later_misses_what_had_passed()
    {
        Assert.Equal("kind=1 pre-due=1 of 1", Words(Run(Usual, [Bill(1, paid: Due.AddDays(9))])));
        Assert.Equal("offer=1 second=1 of 1", Words(Run(Usual, [Bill(1, placed: Due.AddDays(10))])));
        Assert.Equal(" of 0", Words(Run(Usual, [Bill(1, due: new(2026, 12, 1))])));
    }

    [Fact]
    public void Two_bills_of_one_person_are_one_message_and_the_gap_of_the_house_holds()
    {
        Assert.Equal("kind=1 offer=1 pre-due=1 second=1 of 1", Words(Run(Usual, [Bill(1), Bill(2)])));
        // Two days after the first of one bill comes the first of the other: the gap of three days moves it, and it is sent on the third.
        Assert.Equal("kind=2 of 1", Words(Run(Book("{ code: kind, from: 3, until: 9, template: kind }"), [Bill(1), Bill(2, Due.AddDays(2))])));
        Assert.Equal("kind=1 of 1", Words(Run(Book("{ code: kind, from: 3, until: 3, template: kind }"), [Bill(1), Bill(2, Due.AddDays(2))])));
    }

    [Fact]
    public void A_condition_looks_at_the_balance_of_the_day() =>
        Assert.Equal("b1=1 of 1", Words(Run(Book(
            "{ code: a1, from: 1, until: 5, template: kind, when: { balanceFrom: 50.01 } }, { code: b1, from: 6, until: 9, template: kind }"),
            [Bill(1)])));

    [Fact]
    public void Chance_keeps_about_the_share_aside_and_the_same_people_by_a_larger_one()
    {
        var people = Enumerable.Range(0, 4_000).Select(n => new[] { Bill(n) }).ToArray();
        var steps = "{ code: kind, from: 3, until: 9, template: kind }";
        var five = Run(Book(steps, 5), people);
        Assert.Equal(4_000, five.People + five.KeptAside);
        Assert.InRange(five.KeptAside, 130, 270);
        Assert.All(Enumerable.Range(0, 4_000).Where(n => Book(steps, 5).Strategies[0].KeepsAside("tilbury", Person(n))),
            n => Assert.True(Book(steps, 12.5).Strategies[0].KeepsAside("tilbury", Person(n))));
        Assert.Equal(0, Run(Book(steps), people[..50]).KeptAside);
    }
}
