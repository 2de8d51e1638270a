namespace HybridBpo.Collections.Negotiation;

/// <summary>A plan that a person decided to offer.</summary>
internal sealed record OfferPlan(long AmountMinor, int Months, Guid DecisionId, string DecidedBy, string Reason, string Note,
    Guid? CaseId = null)
{
    /// <summary>The whole balance within the limits, and not more than it.</summary>
    public static Result<Decision<Done>> Decide(OfferPlan offer, Account? account, long balanceMinor, DateOnly today, PlanLimits limits)
    {
        if (account is null) return new NotFound("There is no such account.");
        if (account.Recalled || balanceMinor <= 0) return new NothingToCollect(
            "The account is paid or was recalled meanwhile: there is nothing to plan.");
        if (offer.Months < 1 || offer.Months > limits.MostMonths) return new PlanOutsideLimits(
            "months", $"A plan runs 1 to {limits.MostMonths} months.");
        if (offer.AmountMinor < limits.LeastMinor && offer.AmountMinor < balanceMinor)
            return new PlanOutsideLimits("amount", $"A plan pays at least {MoneyText.Format(limits.LeastMinor, account.Currency)} a month.");
        var total = checked(offer.AmountMinor * offer.Months);
        if (total < balanceMinor)
            return new PlanOutsideLimits(
                "amount",
                $"{offer.Months} × {MoneyText.Format(offer.AmountMinor, account.Currency)} leaves "
                + $"{MoneyText.Format(balanceMinor - total, account.Currency)} open: "
                + $"{MoneyText.Format((balanceMinor + offer.Months - 1) / offer.Months, account.Currency)} a month would pay it all.");
        if (total - balanceMinor >= offer.AmountMinor * limits.MostOverpaidMonths)
            return new PlanOutsideLimits("months", "The plan runs longer than the balance needs: fewer months pay it all.");
        return new Decision<Done>(Done.Yes, new PlanOffered(
            account.PersonId, offer.AmountMinor, offer.Months, account.Currency, offer.DecisionId, offer.DecidedBy, offer.Reason, offer.Note,
            balanceMinor, today.AddDays(limits.FirstDueDays), offer.CaseId));
    }
}

/// <param name="Field">At which of the plan's values it fails.</param>
internal sealed record PlanOutsideLimits(string Field, string Message) : Invalid(Message);

internal sealed record NothingToCollect(string Message) : Conflict(Message);
