using HybridBpo.Collections.Nudges.ContactRules;

namespace HybridBpo.Collections.Tests.ContactRules;

public class ProtectionTests
{
    private static readonly DateTimeOffset Before = A.Now.AddDays(-2);

    [Theory]
    [InlineData("all", null)]
    [InlineData("email", null)]
    [InlineData("address", "ROWAN@example.com")]
    [InlineData("address", null)]
    [InlineData("a wording that nobody foresaw", null)]
    public void An_opt_out_in_any_scope_that_covers_it_closes_the_way(string scope, string? address) =>
        A.Blocks("OPTED-OUT", A.Email, A.Facts with { OptOuts = [new OptOut(scope, Before, address)] });

    [Fact]
    public void An_opt_out_of_texts_leaves_mail_open() => A.Allows("OPTED-OUT", A.Email, A.Facts with { OptOuts = [new OptOut("text", Before)] });

    [Fact]
    public void One_confirmation_of_an_opt_out_may_go_and_no_second()
    {
        var facts = A.Facts with { OptOuts = [new OptOut("email", Before)] };
        var confirmation = A.Email with { Purpose = Purposes.OptOutConfirmation };
        A.Allows("OPTED-OUT", confirmation, facts);
        A.Blocks("OPTED-OUT", confirmation, facts, null, A.Sent(Before.AddHours(1)) with { Purpose = Purposes.OptOutConfirmation });
    }

    [Fact]
    public void After_a_cease_request_only_termination_and_remedy_notices_go()
    {
        var facts = A.Facts with { CeasedAt = Before };
        A.Blocks("CEASE", A.Email, facts);
        A.Allows("CEASE", A.Email with { Purpose = Purposes.Termination }, facts);
        A.Allows("CEASE", A.Email with { Purpose = Purposes.Remedy }, facts);
    }

    [Fact]
    public void An_attorney_closes_the_way_for_this_debt_unless_unresponsive_or_consenting()
    {
        A.Blocks("ATTY", A.Email, A.Facts with { Attorneys = [new Attorney(Before)] });
        A.Blocks("ATTY", A.Email, A.Facts with { Attorneys = [new Attorney(Before, A.Debt)] });
        A.Allows("ATTY", A.Email, A.Facts with { Attorneys = [new Attorney(Before, "OTHER")] });
        A.Allows("ATTY", A.Email, A.Facts with { Attorneys = [new Attorney(Before, A.Debt, Unresponsive: true)] });
        A.Allows("ATTY", A.Email, A.Facts with { Attorneys = [new Attorney(Before, A.Debt, Consents: true)] });
    }

    [Fact]
    public void A_dispute_stops_contact_until_the_proof_is_sent()
    {
        var open = A.Facts with { Disputes = [new Dispute(A.Debt, Before)] };
        A.Blocks("DISPUTE", A.Email, open);
        A.Allows("DISPUTE", A.Email with { Purpose = Purposes.Verification }, open);
        A.Allows("DISPUTE", A.Email, A.Facts with { Disputes = [new Dispute(A.Debt, Before, VerificationSentAt: A.Now.AddHours(-1))] });
        A.Blocks("DISPUTE", A.Email, A.Facts with { Disputes = [new Dispute(A.Debt, Before, VerificationSentAt: A.Now.AddHours(1))] });
        A.Allows("DISPUTE", A.Email, A.Facts with { Disputes = [new Dispute("OTHER", Before)] });
        A.Blocks("DISPUTE", A.Email, A.Facts with { Disputes = [new Dispute(A.Debt, Before, "original-creditor")] });
    }

    [Fact]
    public void Death_and_bankruptcy_close_the_way_without_end()
    {
        Assert.Null(A.Blocks("DECEASED", A.Email, A.Facts with { DeceasedAt = Before }).EarliestAt);
        Assert.Null(A.Blocks("BANKRUPT", A.Email, A.Facts with { BankruptAt = Before }).EarliestAt);
    }

    [Fact]
    public void Breathing_space_opens_again_at_its_end()
    {
        var facts = A.Facts with { BreathingSpaces = [new BreathingSpace(Before, A.Now.AddDays(58))] };
        Assert.Equal(A.Now.AddDays(58), A.Blocks("BREATHE", A.Email, facts).EarliestAt);
        A.Allows("BREATHE", A.Email, facts, A.Now.AddDays(58));
        Assert.Null(A.Blocks("BREATHE", A.Email, A.Facts with { BreathingSpaces = [new BreathingSpace(Before)] }).EarliestAt);
    }

    [Fact]
    public void A_hold_ends_when_its_longest_one_does()
    {
        var facts = A.Facts with { Holds = [new ContactHold(Before, A.Now.AddDays(3)), new ContactHold(Before, A.Now.AddDays(9))] };
        Assert.Equal(A.Now.AddDays(9), A.Blocks("HOLD", A.Email, facts).EarliestAt);
        Assert.Null(A.Blocks("HOLD", A.Email, facts with { Holds = [.. facts.Holds, new ContactHold(Before)] }).EarliestAt);
        A.Allows("HOLD", A.Email, facts, A.Now.AddDays(9));
    }
}
