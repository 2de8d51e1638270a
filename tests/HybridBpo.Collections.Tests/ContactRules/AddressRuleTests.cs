using HybridBpo.Collections.Nudges.ContactRules;

namespace HybridBpo.Collections.Tests.ContactRules;

public class AddressRuleTests
{
    [Fact]
    public void An_address_without_a_recorded_basis_asks_for_a_person() =>
        Assert.Equal("email-basis", A.Blocks("EMAIL-BASIS", A.Email, A.Facts with { Basis = null }).MissingFact);

    [Theory]
    [InlineData("used")]
    [InlineData("consent")]
    [InlineData("prior-collector")]
    public void A_documented_basis_suffices(string kind) => A.Allows("EMAIL-BASIS", A.Email, A.Facts with { Basis = new(kind, A.Now.AddDays(-1)) });

    [Fact]
    public void A_creditors_notice_needs_thirty_five_days_to_opt_out()
    {
        var facts = A.Facts with { Basis = new("creditor-notice", A.At("2026-09-10T12:00:00-04:00"), new DateOnly(2026, 9, 20)) };
        var block = A.Blocks("EMAIL-BASIS", A.Email, facts);
        Assert.Equal(A.At("2026-10-16T00:00:00-04:00"), block.EarliestAt);
        A.Allows("EMAIL-BASIS", A.Email, facts, A.At("2026-10-16T00:00:00-04:00"));
    }

    [Fact]
    public void A_longer_opt_out_period_is_kept()
    {
        var facts = A.Facts with { Basis = new("creditor-notice", A.At("2026-09-10T12:00:00-04:00"), new DateOnly(2026, 11, 1)) };
        Assert.Equal(A.At("2026-11-02T00:00:00-05:00"), A.Blocks("EMAIL-BASIS", A.Email, facts).EarliestAt);
    }

    [Fact]
    public void A_basis_that_nobody_knows_is_none() =>
        A.Blocks("EMAIL-BASIS", A.Email, A.Facts with { Basis = new("bought-list", A.Now.AddDays(-1)) });

    [Fact]
    public void Texts_need_use_consent_or_a_check_within_sixty_days()
    {
        var old = new AddressBasis("consent", A.Now.AddDays(-61));
        A.Allows("TEXT-BASIS", A.Text, A.Facts with { Basis = old with { Since = A.Now.AddDays(-60) } });
        Assert.Equal("number-check", A.Blocks("TEXT-BASIS", A.Text, A.Facts with { Basis = old }).MissingFact);
        A.Allows("TEXT-BASIS", A.Text, A.Facts with { Basis = old with { NumberCheckedAt = A.Now.AddDays(-3) } });
        A.Blocks("TEXT-BASIS", A.Text, A.Facts with { Basis = new("creditor-notice", A.Now.AddDays(-50)) });
    }

    [Fact]
    public void An_employers_address_is_closed_unless_the_person_wrote_from_it()
    {
        var facts = A.Facts with { EmployerAddress = true, Basis = new("consent", A.Now.AddDays(-5)) };
        A.Blocks("PLACE", A.Email, facts);
        A.Allows("PLACE", A.Email, facts with { Basis = new("used", A.Now.AddDays(-5)) });
    }

    [Fact]
    public void An_address_at_an_unknown_domain_asks_whether_it_is_an_employers()
    {
        var attempt = A.Email with { Address = "rowan@harborlogistics.test" };
        var facts = A.Facts with { Basis = new("consent", A.Now.AddDays(-5)) };
        Assert.Equal("employer-address", A.Blocks("PLACE", attempt, facts).MissingFact);
        A.Allows("PLACE", attempt, facts with { EmployerAddress = false });
    }

    [Fact]
    public void A_call_at_work_is_closed_when_the_employer_prohibits_it() =>
        A.Blocks("PLACE", A.Call with { Place = "work" }, A.Facts with { EmployerProhibits = true });

    [Fact]
    public void No_address_and_a_bounced_address_are_closed()
    {
        A.Blocks("ADDRESS", A.Email with { Address = " " });
        A.Blocks("ADDRESS", A.Email, A.Facts with { AddressBounced = true });
    }
}
