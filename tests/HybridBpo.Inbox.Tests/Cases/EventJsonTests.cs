using HybridBpo.Inbox.Cases;
using HybridBpo.Inbox.Reviewing;
using HybridBpo.Inbox.Stopping;
using HybridBpo.Testing;
using static HybridBpo.Inbox.Tests.Given.Sample;

namespace HybridBpo.Inbox.Tests.Cases;

/// The JSON as it lies in the log, personal fields left readable.
public class EventJsonTests
{
    [Fact]
    public void The_json_of_a_whole_case_is_pinned() => PinnedEvents.Match(new InboxModule(), Log());

    private static IEnumerable<object> Log()
    {
        var at = Noon;
        yield return Opened with
        {
            DueBy = "due@3",
            CalendarVersion = 2,
            Modes = [Modes.JudgementFirst, Modes.OnRequest],
            StoppedModel = "late-payment 4.2",
        };
        yield return Claimed(Maren, 1);
        yield return new ModeDrawn(at, Maren, Modes.OnRequest, "2026-W42", 2);
        yield return new EvidenceOpened(at, Maren);
        yield return Judged(Maren, "offer-plan");
        yield return new RecommendationRevealed(at, Maren, "late-payment 4.2", Opened.ProposalHash!);
        yield return new CaseNoteAdded(at, SubjectId, Maren, "call on Friday", true);
        yield return new CaseHandedOver(at, SubjectId, Maren, Tobias, 2, at.AddHours(4), "please", false);
        yield return new AttachmentAdded(at, SubjectId, Maren, CaseId, "budget.pdf", "pdf", 1_024, false);
        yield return new AttachmentOpened(at, Tobias, CaseId);
        yield return new AttachmentRemoved(at, Maren, CaseId);
        yield return new AttachmentRestored(at, Maren, CaseId);
        yield return new CaseReleased(at, Tobias, Tobias, "by-holder");
        yield return new CaseSnoozed(at, Maren, at.AddHours(1));
        yield return new CallbackHandedOver(at, Ines, Maren, Tobias, at.AddHours(1));
        yield return new CaseEscalated(at, "past-due", 2, "late@3", ["raise", "team:care"], 2, ["team:care"]);
        yield return new EscalationAcknowledged(at, SubjectId, Ines, "past-due:2", "I call at ten", false);
        yield return Made(Maren, "offer-plan", second: true) with { Batch = CaseId, For = [Ines], NotSecond = [Ines], Agreed = true };
        yield return new CaseDelegated(at, SubjectId, Maren, Tobias, 2, at.AddHours(4), "please", false);
        yield return new DelegationAccepted(at, Tobias, Maren, 3, at.AddMinutes(5));
        yield return new DelegationReturned(at, SubjectId, Tobias, Maren, at.AddMinutes(5), "no time", false);
        yield return new DecisionUndone(at, DecisionId, Maren, "decision", 3, at.AddMinutes(5));
        yield return new SecondApprovalRequested(at, DecisionId);
        yield return new DecisionConfirmed(at, DecisionId, SubjectId, Tobias, "", at + UndoWindow, ["agree"]);
        yield return new DecisionRefused(at, DecisionId, SubjectId, Tobias, "too much");
        yield return new OutcomeSent(at, DecisionId);
        yield return new OutcomeRefused(at, DecisionId, SubjectId, "AccountRecalled", "The account was recalled.");
        yield return new OutcomeDelivered(at, DecisionId);
        yield return new CaseWithdrawn(at, "paid-in-full");
        yield return new SeedAnswered(at, SubjectId, Maren, DecisionId, "hold", "pay", "hold", "It was paid already.");
        yield return new ReviewDrawn(at, CaseId, DecisionId, "demo.plan", Maren, "hold", [Maren], SubjectId);
        yield return new ReviewAnswered(at, Tobias, "keep", "fairly");
        yield return new ReviewSettled(at, Ines, "hold");
        yield return new ModelStopped(at, "late-payment 4.2", Ines, "unfair");
        yield return new ModelRestartAsked(at, "late-payment 4.2", Ines);
        yield return new ModelRestarted(at, "late-payment 4.2", Maren);
    }
}
