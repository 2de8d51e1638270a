using HybridBpo.Inbox.Cases;
using HybridBpo.Inbox.Deciding;
using HybridBpo.Inbox.Tests.Given;
using HybridBpo.Inbox.Working;
using static HybridBpo.Inbox.Tests.Given.Sample;

namespace HybridBpo.Inbox.Tests.Cases;

public class SecondPersonTests
{
    private static Case Waiting => Folding.Fold(Opened, Claimed(Maren, 1), Judged(Maren, "offer-plan"), Made(Maren, "offer-plan", second: true),
        new SecondApprovalRequested(Noon, DecisionId));

    private static Case Second => Waiting.With(Claimed(Tobias, 2));

    private static ConfirmDecision Confirm(string by, long token) => new(DecisionId, by, token, "", UndoWindow);

    [Fact]
    public void A_decision_for_two_goes_to_the_second_person_and_not_to_the_module()
    {
        var decided = Folding.Fold(Opened, Claimed(Maren, 1), Judged(Maren, "offer-plan"), Made(Maren, "offer-plan", second: true));

        var left = SendDecision.Decide(Leave(), decided, Noon.AddSeconds(20)).Value;
        Assert.Equal(Departure.ToSecondPerson, left.Value);
        Assert.IsType<SecondApprovalRequested>(Assert.Single(left.Events));
    }

    [Fact]
    public void One_person_is_never_both()
    {
        Assert.IsType<SamePerson>(TakeCase.Decide(new(Maren, 2, Noon, TakeCase.Picked, ModePolicy.House), Waiting, Noon).Refusal);
        Assert.IsType<SamePerson>(ConfirmDecision.Decide(Confirm(Maren, 1), Waiting, Noon).Refusal);
    }

    [Fact]
    public void The_second_person_judges_before_confirming()
    {
        Assert.IsType<JudgeFirst>(ConfirmDecision.Decide(Confirm(Tobias, 2), Second, Noon).Refusal);

        var judged = Second.With(Judged(Tobias));
        Assert.IsType<DecisionConfirmed>(ConfirmDecision.Decide(Confirm(Tobias, 2), judged, Noon).Value.Events[0]);
    }

    [Fact]
    public void Who_confirms_what_worsens_somebodys_position_gives_a_reason()
    {
        var state = Folding.Fold(Opened, Claimed(Maren, 1), Judged(Maren, "hold"), Made(Maren, "hold", second: true),
            new SecondApprovalRequested(Noon, DecisionId)).With(Claimed(Tobias, 2)).With(Judged(Tobias, "hold"));
        Assert.IsType<ReasonMissing>(ConfirmDecision.Decide(Confirm(Tobias, 2), state, Noon).Refusal);
        Assert.IsType<ReasonUnknown>(ConfirmDecision.Decide(Confirm(Tobias, 2) with { Reasons = ["because"] }, state, Noon).Refusal);
        var confirmed = (DecisionConfirmed)ConfirmDecision.Decide(Confirm(Tobias, 2) with { Reasons = ["agree"] }, state, Noon).Value.Events[0];
        Assert.Equal(["agree"], confirmed.Reasons);
    }

    [Fact]
    public void The_second_person_does_not_decide_anew() =>
        Assert.IsType<AlreadyDecided>(DecideCase.Decide(Choose(Tobias, 2), Second.With(Judged(Tobias)), Noon).Refusal);

    [Fact]
    public void A_confirmation_can_be_undone_until_it_leaves()
    {
        var confirmed = Second.With(Judged(Tobias)).With(new DecisionConfirmed(Noon, DecisionId, SubjectId, Tobias, "", Noon + UndoWindow));

        Assert.IsType<NothingToUndo>(UndoDecision.Decide(new(DecisionId, Maren, Noon, 0), confirmed, Noon).Refusal);
        Assert.Equal(Departure.Nowhere, SendDecision.Decide(Leave(), confirmed, Noon.AddMinutes(1)).Value.Value);
        Assert.Equal(Departure.ToModule, SendDecision.Decide(Leave(confirmed: true), confirmed, Noon.AddMinutes(1)).Value.Value);

        var undone = confirmed.With(UndoDecision.Decide(new(DecisionId, Tobias, Noon, 0), confirmed, Noon).Value.Events[0]);
        Assert.Equal((Stages.WaitingSecond, Tobias), (undone.Stage, undone.Holder));
        Assert.Equal(Departure.Nowhere, SendDecision.Decide(Leave(confirmed: true), undone, Noon.AddMinutes(1)).Value.Value);
    }

    [Fact]
    public void A_refusal_needs_words_and_opens_the_case_again()
    {
        var judged = Second.With(Judged(Tobias));

        Assert.IsType<NoteMissing>(RefuseDecision.Decide(new(DecisionId, Tobias, 2, " "), judged, Noon).Refusal);
        var refused = RefuseDecision.Decide(new(DecisionId, Tobias, 2, "70 is all that is left"), judged, Noon).Event<DecisionRefused>();
        var state = judged.With(refused);
        Assert.Equal((Stages.Open, null), (state.Stage, state.Decision));
        Assert.Equal("70 is all that is left", state.LastObjection!.Note);
    }

    [Fact]
    public void A_case_is_handed_only_to_somebody_who_may_judge_it()
    {
        HandOver To(string to) => new(Ines, null, to, "", Noon.AddHours(4), [Tobias, Maren, Asker], false, new(null, 0), ModePolicy.House);

        Assert.IsType<NotEligible>(HandOver.Decide(To("stranger"), Waiting, Noon).Refusal);
        Assert.IsType<NotEligible>(HandOver.Decide(To(Asker), Waiting, Noon).Refusal);
        Assert.IsType<NotEligible>(HandOver.Decide(To(Maren), Waiting, Noon).Refusal);
        Assert.Equal(2, HandOver.Decide(To(Tobias), Waiting, Noon).Event<CaseHandedOver>().Token);
    }

    [Fact]
    public void A_case_is_snoozed_only_until_before_it_is_due()
    {
        var held = Folding.Fold(Opened, Claimed(Maren, 1));

        Assert.IsType<SnoozeTooLong>(SnoozeCase.Decide(new(Maren, 1, Noon.AddHours(4)), held, Noon).Refusal);
        Assert.IsType<SnoozeInThePast>(SnoozeCase.Decide(new(Maren, 1, Noon), held, Noon).Refusal);
        var snoozed = held.With(SnoozeCase.Decide(new(Maren, 1, Noon.AddHours(1)), held, Noon).Event<CaseSnoozed>());
        Assert.Equal((null, Noon.AddHours(1)), (snoozed.Holder, snoozed.SnoozedUntil));
    }
}
