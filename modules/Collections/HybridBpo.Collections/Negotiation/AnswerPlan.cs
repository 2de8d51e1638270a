using HybridBpo.Collections.Protection;

namespace HybridBpo.Collections.Negotiation;

/// <summary>What the person said to an offered plan, whatever way it came.</summary>
/// <param name="DecisionId">The plan that the person who records it was looking at.</param>
/// <param name="Answer"><see cref="Accepted"/> or <see cref="Refused"/>.</param>
/// <param name="Way">One of <see cref="Told.Ways"/>.</param>
internal sealed record AnswerPlan(Guid DecisionId, string Answer, DateOnly On, string Way, string Words, string RecordedBy)
{
    public const string Accepted = "accepted", Refused = "refused";

    public static Result<Decision<Done>> Decide(AnswerPlan answer, Account? account, DateOnly? offeredOn, DateOnly today)
    {
        if (account?.Plan is not { } plan) return new NotFound("No plan is offered on this account.");
        if (answer.Answer is not (Accepted or Refused)) return new PlanAnswerUnusable("Say whether the plan was accepted or refused.");
        if (!Told.IsWay(answer.Way)) return new PlanAnswerUnusable("Say by which way the answer came.");
        if (answer.On > today || answer.On < offeredOn)
            return new PlanAnswerUnusable($"The answer came between {offeredOn:d MMM yyyy}, when the plan was offered, and today.");
        if (account.Recalled) return new NothingToCollect("The account was recalled meanwhile.");
        if (plan.DecisionId != answer.DecisionId) return new PlanAnsweredAlready("Another plan was offered meanwhile: look at its terms first.");
        if (account.PlanAnswer == answer.Answer) return new Decision<Done>(Done.Yes);
        // Who accepted may take it back; a plan that was refused is offered anew.
        if (account.PlanAnswer == Refused) return new PlanAnsweredAlready("This plan was refused. A new one is offered by a decision.");
        var words = answer.Words.Length == 0 ? null : answer.Words;
        return new Decision<Done>(Done.Yes, answer.Answer == Accepted
            ? new PlanAccepted(account.PersonId, plan.DecisionId, answer.On, answer.Way, answer.RecordedBy, words)
            : new PlanRefused(account.PersonId, plan.DecisionId, answer.On, answer.Way, answer.RecordedBy, words));
    }
}

internal sealed record PlanAnswerUnusable(string Message) : Invalid(Message);

internal sealed record PlanAnsweredAlready(string Message) : Conflict(Message);
