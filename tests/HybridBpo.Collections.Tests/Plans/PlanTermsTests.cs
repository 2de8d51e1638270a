using HybridBpo.Collections.Negotiation;

namespace HybridBpo.Collections.Tests.Plans;

public class PlanTermsTests
{
    private static readonly DateOnly Today = new(2026, 10, 13);

    [Fact]
    public void The_parts_of_every_plan_that_is_allowed_add_up_to_the_balance_to_the_cent()
    {
        var account = Account.Create(new AccountPlaced(Guid.Empty, "R", "", "", "", "USD", 0, Today, Today, null, null));
        var tried = 0;
        for (long balance = 1; balance < 200_000; balance += 97)
            for (var months = 1; months <= PlanLimits.House.MostMonths; months++)
            {
                var amount = (balance + months - 1) / months;
                var decided = OfferPlan.Decide(new(amount, months, Guid.Empty, "u", "r", ""), account, balance, Today, PlanLimits.House);
                if (!decided.Is(out var decision, out _)) continue;
                var offered = (PlanOffered)decision.Events[0];
                var terms = new PlanTerms(offered.DecisionId, offered.AmountMinor, offered.Months, offered.TotalMinor, offered.FirstDueOn);
                var parts = terms.Instalments;
                Assert.Equal(balance, parts.Sum(p => p.AmountMinor));
                Assert.All(parts, p => Assert.InRange(p.AmountMinor, 1, amount));
                Assert.Equal(months, parts.Count);
                tried++;
            }

        Assert.True(tried > 10_000, $"{tried} plans");
    }

    [Fact]
    public void A_first_day_at_the_end_of_a_month_stays_there()
    {
        var days = new PlanTerms(Guid.Empty, 1000, 5, 5000, new DateOnly(2026, 12, 31)).Instalments.Select(i => i.DueOn.ToString("yyyy-MM-dd"));
        Assert.Equal(["2026-12-31", "2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30"], days);
    }

    [Theory]
    [InlineData(6000, 3, 18000, "3 × $60.00, the first by 3 Nov 2026")]
    [InlineData(6000, 3, 17840, "2 × $60.00 and a last one of $58.40, the first by 3 Nov 2026")]
    [InlineData(17840, 1, 17840, "$178.40 by 3 Nov 2026")]
    public void Its_words_name_the_last_part_when_it_differs(long amount, int months, long total, string words) =>
        Assert.Equal(words, new PlanTerms(Guid.Empty, amount, months, total, new DateOnly(2026, 11, 3)).Words("USD"));
}
