using HybridBpo.Inbox.Cases;
using HybridBpo.Inbox.Deciding;
using HybridBpo.Inbox.Opening;
using HybridBpo.Inbox.Tests.Given;
using static HybridBpo.Inbox.Tests.Given.Sample;

namespace HybridBpo.Inbox.Tests.Cases;

public class DecideCaseTests
{
    private static Case Judging => Folding.Fold(Opened, Claimed(Maren, 1), Judged(Maren));

    [Fact]
    public void Nobody_decides_before_judging() =>
        Assert.IsType<JudgeFirst>(DecideCase.Decide(Choose(Maren, 1), Folding.Fold(Opened, Claimed(Maren, 1)), Noon).Refusal);

    [Fact]
    public void A_reason_is_needed_also_for_agreeing()
    {
        Assert.IsType<ReasonMissing>(DecideCase.Decide(Choose(Maren, 1) with { Taken = Taken.Machine, Reasons = [] }, Judging, Noon).Refusal);
        Assert.IsType<ReasonUnknown>(DecideCase.Decide(Choose(Maren, 1) with { Reasons = ["agree", "because"] }, Judging, Noon).Refusal);
    }

    [Fact]
    public void A_changed_mind_is_a_decision_beside_the_judgement()
    {
        var made = (DecisionMade)DecideCase.Decide(Choose(Maren, 1, "hold") with { Taken = Taken.Other }, Judging, Noon).Value.Events[0];
        var state = Judging.With(made);

        Assert.Equal("keep", state.Judgements[Maren].Choice);
        Assert.Equal("hold", state.Decision!.Choice);
        Assert.True(made.Adverse);
    }

    [Fact]
    public void A_decision_leaves_after_the_undo_window()
    {
        var decided = Judging.With(DecideCase.Decide(Choose(Maren, 1), Judging, Noon).Value.Events[0]);
        var send = Leave();

        Assert.IsType<NotYet>(SendDecision.Decide(send, decided, Noon.AddSeconds(19)).Refusal);
        Assert.IsType<OutcomeSent>(SendDecision.Decide(send, decided, Noon.AddSeconds(20)).Value.Events[0]);
    }

    [Fact]
    public void Undo_gives_the_case_back_to_the_one_who_decided()
    {
        var decided = Judging.With(Made(Maren));
        var undone = UndoDecision.Decide(new(DecisionId, Maren, Noon.AddMinutes(5), 0), decided, Noon.AddSeconds(19)).Value.Events[0];
        var state = decided.With(undone);

        Assert.Equal((Maren, 2L, Stages.Open), (state.Holder, state.Token, state.Stage));
        Assert.Empty(SendDecision.Decide(Leave(), state, Noon.AddMinutes(1)).Value.Events);
        Assert.IsType<NothingToUndo>(UndoDecision.Decide(new(DecisionId, Maren, Noon, 0), state, Noon).Refusal);
    }

    [Fact]
    public void Undo_is_for_the_one_who_decided_and_ends_when_it_leaves()
    {
        var decided = Judging.With(Made(Maren));

        Assert.IsType<NothingToUndo>(UndoDecision.Decide(new(DecisionId, Tobias, Noon, 0), decided, Noon).Refusal);
        // By what is on record, not by a clock.
        Assert.Null(UndoDecision.Decide(new(DecisionId, Maren, Noon, 0), decided, Noon.AddSeconds(40)).Refusal);
        Assert.IsType<TooLateToUndo>(UndoDecision.Decide(new(DecisionId, Maren, Noon, 0), decided.With(new OutcomeSent(Noon, DecisionId)), Noon)
            .Refusal);
    }

    [Fact]
    public void A_withdrawn_case_delivers_nothing()
    {
        var withdrawn = Judging.With(Made(Maren)).With(new CaseWithdrawn(Noon, "paid-in-full"));

        Assert.Empty(SendDecision.Decide(Leave(), withdrawn, Noon.AddMinutes(1)).Value.Events);
        Assert.IsType<CaseIsOver>(DecideCase.Decide(Choose(Maren, 1), withdrawn, Noon).Refusal);
    }

    [Fact]
    public void New_facts_wait_for_a_decision_that_is_on_its_way()
    {
        var sent = Judging.With(Made(Maren)).With(new OutcomeSent(Noon, DecisionId));
        var withdraw = new Contracts.WithdrawCase(CaseId, Fernbrook, "paid-in-full");

        Assert.IsType<DecisionIsLeaving>(WithdrawTheCase.Decide(withdraw, sent, Noon).Refusal);
        Assert.Empty(WithdrawTheCase.Decide(withdraw, sent.With(new OutcomeDelivered(Noon, DecisionId)), Noon).Value.Events);
    }

    [Fact]
    public void A_refused_outcome_opens_the_case_again_and_says_why()
    {
        var sent = Judging.With(Made(Maren)).With(new OutcomeSent(Noon, DecisionId));
        var refused = CloseCase.Decide(new(DecisionId, new Platform.Conflict("The account was recalled.")), sent, Noon).Event<OutcomeRefused>();
        var state = sent.With(refused);

        Assert.Equal((Stages.Open, "The account was recalled."), (state.Stage, state.LastRefusal));
        Assert.True(state.HasJudged(Maren));
        Assert.Empty(CloseCase.Decide(new(DecisionId, null), state, Noon).Value.Events);
    }

    [Fact]
    public void A_reason_that_says_nothing_by_itself_needs_a_note()
    {
        var mute = Judging.With(Opened with
        {
            FormJson = System.Text.Json.JsonSerializer.Serialize(Form with { Reasons = [.. Form.Reasons, new("other", "Other, see note", true)] }),
        }).With(Claimed(Maren, 1)).With(Judged(Maren));
        var ask = Choose(Maren, 1) with { Reasons = ["agree", "other"] };

        Assert.Contains("“Other, see note”", Assert.IsType<ReasonNeedsNote>(DecideCase.Decide(ask with { Note = " " }, mute, Noon).Refusal).Message);
        Assert.Null(DecideCase.Decide(ask with { Note = "The client called." }, mute, Noon).Refusal);
    }

    [Fact]
    public void A_decision_does_not_leave_when_its_maker_may_not_decide_any_longer()
    {
        var decided = Judging.With(Made(Maren));
        var refused = Assert.IsType<OutcomeRefused>(Assert.Single(
            SendDecision.Decide(Leave() with { MayDecide = [Tobias] }, decided, Noon.AddSeconds(20)).Value.Events));
        var state = decided.With(refused);

        Assert.Equal(Stages.Open, state.Stage);
        Assert.Contains("may not decide", state.LastRefusal);
    }

    [Fact]
    public void An_undo_gets_a_token_above_every_reservation()
    {
        var decided = Judging.With(Made(Maren));
        Assert.Equal(8L, UndoDecision.Decide(new(DecisionId, Maren, Noon.AddMinutes(5), 7), decided, Noon).Value.Value);
    }
}
