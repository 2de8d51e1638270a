namespace HybridBpo.Hro.Tests.Applications;

public sealed class ApplicationActsTests
{
    [Fact]
    public void The_same_file_again_is_the_same_application()
    {
        var resume = new NewResume(Given.Requisition, "CM-R-118", "7F-32", Guid.Empty, "ab", "b.pdf", "pdf", 10);

        var again = ReceiveResume.Decide(resume, Given.Application, "ida", Given.Received()).Value;

        Assert.Empty(again.Events);
        Assert.False(again.Value.New);
    }

    [Fact]
    public void The_application_is_named_by_requisition_and_content() =>
        Assert.Equal(ReceiveResume.IdOf("a1", Given.Requisition, "ab"), ReceiveResume.IdOf("a1", Given.Requisition, "ab"));

    [Fact]
    public void Before_the_own_judgement_having_judged_is_no_reason_to_reveal() =>
        Assert.IsType<RevealNeedsReason>(RevealIdentity.Decide("sana", RevealIdentity.Judged, "", hasJudged: false, Given.ToJudge()).Refusal);

    [Fact]
    public void A_reveal_names_the_person_and_the_reason()
    {
        var made = RevealIdentity.Decide("sana", RevealIdentity.Judged, " phone call ", hasJudged: true, Given.ToJudge()).Value;

        Assert.Equal(new IdentityRevealed("sana", "judged", "phone call", true), Assert.Single(made.Events));
    }

    [Fact]
    public void Revealing_twice_to_one_person_is_logged_once()
    {
        var revealed = Given.ToJudge().Apply(new IdentityRevealed("sana", "judged", "", true));

        Assert.Empty(RevealIdentity.Decide("sana", RevealIdentity.Legal, "", true, revealed).Value.Events);
        Assert.Single(RevealIdentity.Decide("ida", RevealIdentity.Legal, "", true, revealed).Value.Events);
    }

    [Fact]
    public void An_unreadable_file_is_a_reason_to_reveal_only_when_it_is_one()
    {
        Assert.True(RevealIdentity.Decide("sana", RevealIdentity.Unreadable, "", false, Given.NeedsHuman()).Is(out _, out _));
        Assert.IsType<RevealNeedsReason>(RevealIdentity.Decide("sana", RevealIdentity.Unreadable, "", false, Given.ToJudge()).Refusal);
    }

    [Fact]
    public void An_answer_brings_the_candidate_back_as_the_next_run()
    {
        var made = RecordAnswer.Decide(" In 2016. ", "sana", Given.Asked()).Value;

        Assert.Equal(2, made.Value);
        Assert.Equal(new CandidateAnswered("In 2016.", "sana"), Assert.Single(made.Events));
    }

    [Fact]
    public void An_answer_nobody_asked_for_is_refused() =>
        Assert.IsType<NotWaitingForAnswer>(RecordAnswer.Decide("x", "sana", Given.ToJudge()).Refusal);

    [Fact]
    public void Withdrawing_tells_which_case_to_withdraw()
    {
        Assert.Equal(Given.Case(1), WithdrawCandidate.Decide("sana", Given.ToJudge()).Value.Value);
        Assert.Null(WithdrawCandidate.Decide("sana", Given.Asked()).Value.Value);
    }

    [Theory]
    [InlineData("work.0.end", true)]
    [InlineData("skills.1", true)]
    [InlineData("skills.12", false)]
    [InlineData("work.7.end", false)]
    [InlineData("name", false)]
    [InlineData("work.0.end\n", false)]
    [InlineData("verdict.0", false)]
    public void Only_fields_that_were_read_can_be_corrected(string field, bool known) =>
        Assert.Equal(known, CorrectField.Decide(field, "2020", "sana", Given.ToJudge()).Is(out _, out _));

    [Fact]
    public void Filling_the_position_closes_what_is_open_and_leaves_what_is_decided()
    {
        var person = NamedPerson.From(new Access(new Actor(Actor.Person, "sana", "Sana O."), ["fernbrook"], [Roles.Recruiter])).Value;
        var advanced = Given.ToJudge().Apply(CandidateAdvanced.By(Given.Decision("advance")));

        Assert.Equal(new ApplicationClosed("position-filled", "sana"), Assert.Single(CloseApplication.Decide(person, Given.ToJudge()).Value.Events));
        Assert.Empty(CloseApplication.Decide(person, advanced).Value.Events);
    }
}
