namespace HybridBpo.Hro.Tests.Decisions;

public sealed class ApplyOutcomeTests
{
    [Theory]
    [InlineData("advance", typeof(CandidateAdvanced))]
    [InlineData("decline", typeof(CandidateDeclined))]
    [InlineData("ask", typeof(CandidateQuestioned))]
    [InlineData("keep", typeof(CandidateKept))]
    public void Each_choice_of_a_person_becomes_its_event(string choice, Type expected)
    {
        var made = ApplyOutcome.Decide(Given.Decision(choice), Given.ToJudge()).Value;

        Assert.Equal(expected, Assert.Single(made.Events).GetType());
    }

    [Fact]
    public void The_event_names_the_person_the_case_and_the_reason()
    {
        var declined = (CandidateDeclined)ApplyOutcome.Decide(Given.Decision("decline"), Given.ToJudge()).Value.Events[0];

        Assert.Equal(("sana", Given.Case(1), "musts-met", "A note."), (declined.DecidedBy, declined.Case, declined.Reason, declined.Note));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("screening-worker")]
    [InlineData("api-key-7")]
    public void An_outcome_that_no_person_who_works_here_decided_is_refused(string by) =>
        Assert.IsType<OnlyAPersonDecides>(HumanDecision.From(Given.Outcome("decline", by: by), Given.People).Refusal);

    [Fact]
    public void A_second_person_must_be_a_person_too() =>
        Assert.IsType<OnlyAPersonDecides>(HumanDecision.From(Given.Outcome("decline") with { ConfirmedBy = "relay" }, Given.People).Refusal);

    [Fact]
    public void A_decision_on_an_older_run_is_stale() =>
        Assert.IsType<DecisionIsStale>(ApplyOutcome.Decide(Given.Decision("decline", run: 1), Given.ToJudge(run: 2)).Refusal);

    [Fact]
    public void A_decision_while_a_question_is_open_is_stale() =>
        Assert.IsType<DecisionIsStale>(ApplyOutcome.Decide(Given.Decision("advance"), Given.Asked()).Refusal);

    [Fact]
    public void An_unreadable_resume_is_decided_by_a_person_like_any_other() =>
        Assert.IsType<CandidateAdvanced>(ApplyOutcome.Decide(Given.Decision("advance"), Given.NeedsHuman()).Value.Events[0]);

    [Fact]
    public void A_candidate_who_withdrew_cannot_be_declined_any_more() =>
        Assert.IsType<ApplicationIsOver>(
            ApplyOutcome.Decide(Given.Decision("decline"), Given.ToJudge().Apply(new CandidateWithdrew("sana"))).Refusal);

    [Fact]
    public void A_choice_that_the_form_does_not_have_is_refused() =>
        Assert.IsType<UnknownChoice>(ApplyOutcome.Decide(Given.Decision("auto-reject"), Given.ToJudge()).Refusal);
}
