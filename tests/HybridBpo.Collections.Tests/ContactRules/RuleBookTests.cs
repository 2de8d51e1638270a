using HybridBpo.Collections.Nudges.ContactRules;

namespace HybridBpo.Collections.Tests.ContactRules;

public class RuleBookTests
{
    private const string Row = "rules:\n  - { id: TIME, name: n, citation: c, from: 2026-01-01";

    [Fact]
    public void The_shipped_book_has_a_row_for_every_check_and_a_citation_for_every_row()
    {
        Assert.Equal(RuleChecks.ById.Keys.Order(), RuleBook.Shipped.Rules.Select(r => r.Id).Distinct().Order());
        Assert.All(RuleBook.Shipped.Rules, r => Assert.False(string.IsNullOrWhiteSpace(r.Citation) || string.IsNullOrWhiteSpace(r.Name)));
    }

    [Fact]
    public void A_new_number_counts_from_its_day()
    {
        var book = RuleBook.Parse(Row + ", to: 2026-10-14, numbers: { from_hour: 8, to_hour: 21 } }\n"
            + "  - { id: TIME, name: n, citation: c, from: 2026-10-14, numbers: { from_hour: 9, to_hour: 20 } }");
        Assert.False(Blocked("2026-10-12T20:30:00-04:00"));
        Assert.True(Blocked("2026-10-15T20:30:00-04:00"));

        bool Blocked(string at) => !ContactCheck.Evaluate(A.Email, A.Facts, [], A.At(at), book).Allowed;
    }

    [Fact]
    public void Two_rows_in_force_at_once_are_refused() =>
        Assert.Contains("two rows", Assert.Throws<InvalidDataException>(() =>
            RuleBook.Parse(Row + " }\n  - { id: TIME, name: n, citation: c, from: 2026-05-01 }")).Message);

    [Fact]
    public void An_id_without_a_check_is_refused() =>
        Assert.Throws<InvalidDataException>(() => RuleBook.Parse(Row.Replace("TIME", "MOON", StringComparison.Ordinal) + " }"));

    [Fact]
    public void A_row_that_ends_holds_until_its_day_is_over_for_the_person()
    {
        var book = RuleBook.Parse("rules:\n  - { id: HOLD, name: n, citation: c, from: 2026-01-01, to: 2026-10-14 }");
        var held = A.Facts with { Holds = [new ContactHold(A.Now)] };
        Assert.True(Blocked("2026-10-13T23:30:00-04:00")); // in UTC the next day has begun
        Assert.False(Blocked("2026-10-14T00:00:00-04:00"));

        bool Blocked(string at) => !ContactCheck.Evaluate(A.Email, held, [], A.At(at), book).Allowed;
    }

    [Fact]
    public void Of_two_rows_on_the_day_of_the_change_the_stricter_one_counts()
    {
        var book = RuleBook.Parse(Row + ", to: 2026-10-14, numbers: { from_hour: 8, to_hour: 21 } }\n"
            + "  - { id: TIME, name: n, citation: c, from: 2026-10-14, numbers: { from_hour: 9, to_hour: 20 } }");
        var far = A.Facts with { Zones = [new PlausibleZone("America/New_York"), new PlausibleZone("Pacific/Auckland")] };
        var verdict = ContactCheck.Evaluate(A.Email, far, [], A.At("2026-10-13T20:30:00-04:00"), book);
        Assert.True(Assert.Single(verdict.Rules).IsBlocked);
    }
}
