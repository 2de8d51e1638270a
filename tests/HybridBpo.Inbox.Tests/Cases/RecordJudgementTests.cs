using HybridBpo.Inbox.Cases;
using HybridBpo.Inbox.Contracts;
using HybridBpo.Inbox.Judging;
using HybridBpo.Inbox.Opening;
using HybridBpo.Inbox.Tests.Given;
using static HybridBpo.Inbox.Tests.Given.Sample;

namespace HybridBpo.Inbox.Tests.Cases;

public class RecordJudgementTests
{
    private static Case Held => Folding.Fold(Opened, Claimed(Maren, 1));

    [Fact]
    public void A_holder_records_a_complete_judgement()
    {
        var judged = RecordJudgement.Decide(Judge(Maren, 1, "offer-plan"), Held, Noon).Event<JudgementRecorded>();

        Assert.Equal("offer-plan", judged.Choice);
        Assert.Equal("6200", judged.Fields!["amount"]);
        Assert.Equal(["income"], judged.Weights);
    }

    [Fact]
    public void Only_the_holder_of_the_newest_lease_records()
    {
        var taken = Folding.Fold(Opened, Claimed(Maren, 1), Claimed(Tobias, 2));

        Assert.IsType<CaseHeldBySomeoneElse>(RecordJudgement.Decide(Judge(Maren, 1), taken, Noon).Refusal);
        Assert.IsType<LeaseLost>(RecordJudgement.Decide(Judge(Maren, 2), taken, Noon).Refusal);
        Assert.Null(RecordJudgement.Decide(Judge(Tobias, 2), taken, Noon).Refusal);
    }

    [Fact]
    public void A_judgement_stays_as_it_was_given()
    {
        var judged = Folding.Fold(Opened, Claimed(Maren, 1), Judged(Maren));

        Assert.IsType<AlreadyJudged>(RecordJudgement.Decide(Judge(Maren, 1, "hold"), judged, Noon).Refusal);
    }

    [Fact]
    public void What_is_missing_is_named()
    {
        Assert.IsType<UnknownChoice>(RecordJudgement.Decide(Judge(Maren, 1) with { Choice = "" }, Held, Noon).Refusal);
        Assert.IsType<SurenessMissing>(RecordJudgement.Decide(Judge(Maren, 1) with { Sureness = "" }, Held, Noon).Refusal);
        Assert.IsType<WeightMissing>(RecordJudgement.Decide(Judge(Maren, 1) with { Weights = ["made-up"] }, Held, Noon).Refusal);
        Assert.IsType<FieldMissing>(RecordJudgement.Decide(
            Judge(Maren, 1, "offer-plan") with { Fields = new Dictionary<string, string> { ["months"] = "3" } }, Held, Noon).Refusal);
        Assert.IsType<NoteTooLong>(RecordJudgement.Decide(Judge(Maren, 1) with { Note = new string('x', 2_001) }, Held, Noon).Refusal);
    }

    [Fact]
    public void Every_question_of_the_form_is_answered_with_one_of_its_options()
    {
        var form = Form with { Questions = [new("c1", "Two years with customers?", [new("meets", "Meets"), new("unclear", "Unclear")])] };
        var opened = OpenTheCase.Decide(Ask with { Form = form }, null, Sample.Rules, Noon).Value.Events[0];
        var state = Folding.Fold(opened, Claimed(Maren, 1));

        Assert.IsType<AnswerMissing>(RecordJudgement.Decide(Judge(Maren, 1), state, Noon).Refusal);
        Assert.IsType<AnswerMissing>(Answered("maybe"));
        Assert.IsType<InputNotReadable>(Answered("meets", "c9"));
        Assert.Null(Answered("meets"));

        Platform.Refusal? Answered(string answer, string? more = null)
        {
            var answers = new Dictionary<string, string> { ["c1"] = answer };
            if (more is not null)
            {
                answers[more] = "x";
            }

            return RecordJudgement.Decide(Judge(Maren, 1) with { Answers = answers }, state, Noon).Refusal;
        }
    }

    [Fact]
    public void The_one_who_asked_never_judges()
    {
        Assert.IsType<NotForYou>(RecordJudgement.Decide(Judge(Asker, 1), Folding.Fold(Opened, Claimed(Asker, 1)), Noon).Refusal);
    }

    [Fact]
    public void The_proposal_opens_once_and_only_after_the_own_judgement()
    {
        var other = Folding.Fold(Opened, Claimed(Maren, 1), Judged(Maren), Claimed(Tobias, 2));

        Assert.IsType<JudgeFirst>(RevealProposal.Decide(new(Tobias), other, Noon).Refusal);
        var seen = RevealProposal.Decide(new(Maren), other, Noon).Event<RecommendationRevealed>();
        Assert.Equal("late-payment 4.2", seen.Model);
        Assert.Empty(RevealProposal.Decide(new(Maren), other.With(seen), Noon).Value.Events);
    }

    [Fact]
    public void An_erased_case_takes_no_judgement()
    {
        var erased = Folding.Fold(Opened with { Question = null, FormJson = null, EvidenceJson = null }, Claimed(Maren, 1));

        Assert.IsType<CaseErased>(RecordJudgement.Decide(Judge(Maren, 1), erased, Noon).Refusal);
    }
}
